"""What the database of `mostrador bench store` is asked, and how long the answers take.

The store is asked what the API asks it, about counters and days drawn by chance: the 24 hours of a
day; for a week and a month its days, and besides all its hours, from which the publication rule
decides what may be shown. Then whole answers, with all that the program works out for them: the
hours of the week with their intervals, and a training session of four hours opened for a replay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from monitor.adapters.sql_store import SqlStore
from monitor.attention.basis import Basis
from monitor.attention.state import Area, Glance, State
from monitor.errors import StoreError
from monitor.evaluation.timing import Timer, Took
from monitor.metrics.atoms import atoms
from monitor.metrics.buckets import Bucket, total
from monitor.metrics.figures import figures_of
from monitor.metrics.intervals import intervals, span_intervals
from monitor.metrics.replay import script
from monitor.metrics.rollup import Span, Step, Summed, spans, start_of_day
from monitor.metrics.rule_ledger import always
from monitor.metrics.sampling_units import Unit, blocks
from monitor.metrics.session import Session
from monitor.metrics.sums import Sums
from monitor.metrics.suppression import PublishParams
from monitor.metrics.tallies import DurationTally
from monitor.metrics.volumes import sums_of
from monitor.metrics.week import hours_of_week
from monitor.ports import Clock
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s

ZONE: Final = ZoneInfo("Europe/Madrid")
LAST_DAY: Final = date(2026, 11, 16)
"""A Monday, and no change of the clock in the fortnight before it."""
SESSION_S: Final = 4 * 3600
_LOOKS: Final = ((State.CUSTOMER, 6), (State.DEVICE, 3), (State.CUSTOMER, 4), (State.WORK, 2))

Progress = Callable[[str], None]
"""Told what is being done."""


@dataclass(frozen=True, slots=True)
class QueryTimes:
    """One kind of question: how often it was asked, and how long the answers took.

    `cpu_p50_ms` is what this process computed for it, the rest of the time it waited for the
    database or, on a machine that does other things, for its turn.
    """

    asked: int
    p50_ms: float
    p95_ms: float
    most_ms: float
    cpu_p50_ms: float


def ask(
    store: SqlStore,
    clock: Clock,
    counters: Sequence[CounterId],
    days: int,
    asked: int,
    seed: int,
    say: Progress,
) -> dict[str, QueryTimes]:
    """Every question so often, whole answers a tenth of it and twice at least.

    Raises:
        StoreError: the database does not hold what it should.
    """
    chance = Random(seed)  # noqa: S311 - which day is asked about is no secret
    times: dict[str, list[Took]] = {}
    session = _kept_session(store, counters[0])
    for turn in range(asked):
        say(f"question {turn + 1} of {asked}")
        counter = chance.choice(counters)
        questions = list(_sums(store, counter, days, chance))
        if turn < max(2, asked // 10):
            questions += _answers(store, counter, session)
        for name, question in questions:
            timer = Timer(clock)
            question()
            times.setdefault(name, []).append(timer.took())
    return {name: _times(some) for name, some in times.items()}


def _sums(
    store: SqlStore, counter: CounterId, days: int, chance: Random
) -> Iterator[tuple[str, Callable[[], None]]]:
    for name, length, step in (
        ("day, by hour", 1, Step.HOUR),
        ("week, by day", 7, Step.DAY),
        ("week, by hour", 7, Step.HOUR),
        ("month, by day", 30, Step.DAY),
        ("month, by hour", 30, Step.HOUR),
    ):
        first = LAST_DAY - timedelta(days=chance.randint(length, max(days, length)))
        cut = spans(_days(first, length), step, ZONE)

        def question(cut: Sequence[Span] = cut, first: date = first, length: int = length) -> None:
            if not store.sums(counter, cut) and days >= length:
                raise StoreError(f"the database holds nothing of {counter} from {first} on")

        yield name, question


def _answers(
    store: SqlStore, counter: CounterId, session: Session
) -> Iterator[tuple[str, Callable[[], None]]]:
    for weeks in (4, 13):
        within = _days(LAST_DAY - timedelta(weeks=weeks), 7 * weeks)
        yield (
            f"hours of the week, {weeks} weeks",
            lambda within=within: _hours_of_the_week(store, counter, within),
        )
    yield "session of 4 h, its bands", lambda: _bands(store, session)
    yield "session of 4 h, its figures", lambda: _figures(store, session)


def _hours_of_the_week(store: SqlStore, counter: CounterId, within: Span) -> None:
    cut = {each.start_utc_ns: each for each in spans(within, Step.HOUR, ZONE)}
    found = store.sums(counter, tuple(cut.values()))
    hours = [Summed(cut[bucket.start_utc_ns], bucket) for bucket in found]
    rule = (always(PublishParams(), ZONE), within.end_utc_ns)
    for cell in hours_of_week(hours, atoms(hours, *rule), ZONE, *rule):
        span_intervals(cell.shown)
        if cell.shown.content is not None:
            figures_of(cell.shown.content)


def _bands(store: SqlStore, session: Session) -> None:
    if not script(session, store.sessions.record(session.session_id)).bands:
        raise StoreError("the database holds nothing of the session")


def _figures(store: SqlStore, session: Session) -> None:
    seconds = store.sessions.record(session.session_id).seconds
    content = sums_of(total(seconds, session.start_utc_ns))
    figures_of(content)
    intervals(blocks(seconds, content.basis), Unit.BLOCKS)


def _kept_session(store: SqlStore, counter: CounterId) -> Session:
    """A session of one look after another, as an analysed clip leaves it."""
    start = UtcNs(start_of_day(LAST_DAY, ZONE) + 10 * 3600 * NS_PER_S)
    end = UtcNs(start + SESSION_S * NS_PER_S)
    session = Session("bench", counter, "bench", "", start, end)
    looks = [state for state, lasts_s in _LOOKS for _ in range(lasts_s)]
    at_s, glances, ended = 0, list[Glance](), dict[int, tuple[Area, int]]()
    while at_s < SESSION_S:
        for state, lasts_s in _LOOKS:
            ends = (Ns(start + each * NS_PER_S) for each in (at_s, at_s + lasts_s))
            glances.append(Glance(Area(state.value), *ends))
            at_s += lasts_s
            ended[at_s - 1] = (Area(state.value), lasts_s)
    store.sessions.save(session)
    seconds = [
        _second(UtcNs(start + at * NS_PER_S), looks[at % len(looks)], ended.get(at))
        for at in range(SESSION_S)
    ]
    store.sessions.add("bench", seconds, glances, ())
    return session


def _second(start: UtcNs, state: State, ended: tuple[Area, int] | None) -> Bucket:
    tallies = {}
    if ended is not None:
        tallies = {ended[0]: DurationTally().with_duration(ns_from_s(ended[1]))}
    return Bucket(start, Sums(Basis.ALL, {state: NS_PER_S}, glances=tallies), samples=10)


def _days(first: date, days: int) -> Span:
    return Span(start_of_day(first, ZONE), start_of_day(first + timedelta(days=days), ZONE))


def _times(took: list[Took]) -> QueryTimes:
    walls = sorted(each.wall_s for each in took)
    p95 = walls[min(round(0.95 * len(walls)), len(walls) - 1)]
    seconds = (median(walls), p95, walls[-1], median(each.cpu_s for each in took))
    return QueryTimes(len(took), *(round(1000.0 * each, 1) for each in seconds))
