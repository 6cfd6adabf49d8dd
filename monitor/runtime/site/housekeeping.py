"""What is done once an hour: closed hours are rolled up, and what is too old is removed.

In a thread of its own, in pieces, so that the minutes of a running counter never wait for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from monitor.errors import StoreError
from monitor.metrics.buckets import MINUTE_NS
from monitor.metrics.retention import RetentionParams
from monitor.metrics.rollup import Span, local_time, utc_of
from monitor.metrics.rule_ledger import RuleLedger
from monitor.ports import Borders, Clock, MetricsStore
from monitor.runtime.ended_threads import RESTART, ended_by_error
from monitor.runtime.site.clock_leap import ClockLeap
from monitor.units import CounterId, UtcNs

_LOG: Final = logging.getLogger(__name__)
_HOUR_NS: Final = 60 * MINUTE_NS
_DAY_NS: Final = 24 * _HOUR_NS
_LATE_NS: Final = 3 * MINUTE_NS
"""An hour is closed once its last minute had the time to be written."""
_PIECE: Final = 24
_LOOK_S: Final = 20.0
_BREATH_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class HousekeepingHealth:
    """How the hourly work does.

    Attributes:
        last_run_utc_ns: when what is too old was last removed, None before the first time.
        removed: how many rows went then, by what they were.
        oldest_utc_ns: start of the oldest minute kept, None while there is none.
        problem: one sentence while the newest try failed; it is tried again each minute.
    """

    last_run_utc_ns: UtcNs | None = None
    removed: Mapping[str, int] = field(default_factory=dict[str, int])
    oldest_utc_ns: UtcNs | None = None
    problem: str | None = None


class Housekeeping:
    """Rolls up and removes, at the start and then whenever a local hour has closed."""

    def __init__(
        self,
        store: MetricsStore,
        counters: Sequence[CounterId],
        ledger: Callable[[], RuleLedger],
        retention: Callable[[], RetentionParams],
        clock: Clock,
    ) -> None:
        """`ledger` says where hours begin, `retention` how long things are kept: as it is now."""
        self._store = store
        self._counters = tuple(counters)
        self._ledger = ledger
        self._retention = retention
        self._clock = clock
        self._leap = ClockLeap(clock)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="housekeeping")
        self._done_until: UtcNs | None = None
        self._problem: str | None = None

    def start(self) -> None:
        """Start the thread; the first run is at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the piece it is at."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def health(self) -> HousekeepingHealth:
        """How it does. Raises `StoreError` when the database cannot be read."""
        report, info = self._store.last_purge(), self._store.info()
        return HousekeepingHealth(
            report.ran_utc_ns if report is not None else None,
            report.removed if report is not None else {},
            info.oldest_utc_ns,
            self.problem,
        )

    @property
    def problem(self) -> str | None:
        """Why the newest run failed, or why there is none any more; None when all is well."""
        if ended_by_error(self._thread, self._stop):
            return f"the hourly work: {RESTART}"
        return self._problem

    def run(self) -> None:
        """One run, now; none while a clock that has leapt ahead must first be believed.

        Raises:
            StoreError: the database cannot be used; what was done so far stays done.
        """
        last = self._store.last_purge()
        # A backup that was put back brings no time at which old rows were removed.
        known = last.ran_utc_ns if last is not None else self._store.info().newest_utc_ns
        if not self._leap.stands(known):
            return
        now_ns = self._clock.utc_ns()
        limits = borders(now_ns, self._ledger(), self._retention())
        closed_until = self._closed_until(now_ns)
        for counter in self._counters:
            for hours in self._to_sum(counter, limits.hours_utc_ns, closed_until):
                # Whoever waits to write comes in between two pieces.
                if self._stop.wait(_BREATH_S):
                    return
                self._store.roll_up(counter, hours)
        report = self._store.purge(limits, now_ns)
        gone = {what: count for what, count in report.removed.items() if count}
        if gone:
            _LOG.info("removed as too old: %s", gone)
        self._done_until = closed_until

    def _go_on(self) -> None:
        wait_s = 0.0
        while not self._stop.wait(wait_s):
            wait_s = _LOOK_S
            if self._closed_until(self._clock.utc_ns()) == self._done_until:
                continue
            try:
                self.run()
            except StoreError as error:
                if self._problem != str(error):
                    _LOG.error("the hourly work waits: %s", error)
                self._problem = str(error)
                wait_s = 3 * _LOOK_S
            else:
                self._problem = None

    def _closed_until(self, now_ns: UtcNs) -> UtcNs:
        return self._ledger().start_of_hour(now_ns - _LATE_NS)

    def _to_sum(self, counter: CounterId, oldest: UtcNs, until: UtcNs) -> Sequence[Sequence[Span]]:
        """Closed local hours to sum, oldest first, in pieces.

        These are all since the last run, without a hole, and older ones to which minutes came late.
        What would go at once is summed only where there are minutes: a clock that began in 1970
        leaves half a million hours before the first true one.
        """
        ledger = self._ledger()
        unsummed = self._store.unrolled(counter, until)
        rolled = self._store.rolled_until(counter)
        if rolled is None:
            if not unsummed:
                return ()
            rolled = ledger.start_of_hour(unsummed[0])
        rolled = max(rolled, oldest)
        late = {ledger.start_of_hour(at) for at in unsummed if at < rolled}
        hours = [
            *(ledger.hours(Span(start, UtcNs(start + 2 * _HOUR_NS)))[0] for start in sorted(late)),
            *ledger.hours(Span(rolled, until)),
        ]
        return [hours[at : at + _PIECE] for at in range(0, len(hours), _PIECE)]


def borders(now_ns: UtcNs, ledger: RuleLedger, retention: RetentionParams) -> Borders:
    """What is older than these goes: minutes by whole local hours, hours by whole ISO weeks.

    What is published is pooled within a week, so that a week that loses its hours one by one would
    show them as differences. None is kept for longer than promised: its last week goes early.
    """
    now = local_time(now_ns, ledger.now.zone)
    minutes = ledger.start_of_hour(now_ns - retention.minutes_days * _DAY_NS)
    months_ago = utc_of(_months_before(now, retention.hours_months))
    hours = ledger.whole_weeks(Span(months_ago, months_ago)).end_utc_ns
    return Borders(
        minutes,
        hours,
        UtcNs(now_ns - retention.encounters_hours * _HOUR_NS),
        UtcNs(now_ns - retention.sessions_days * _DAY_NS),
    )


def _months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months ago, or the last day of a month that is shorter."""
    index = moment.year * 12 + moment.month - 1 - months
    first = moment.replace(year=index // 12, month=index % 12 + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(moment.day, last.day))
