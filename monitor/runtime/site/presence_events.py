"""Presence as something outside says it: a door, a till, a ticket button."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.attention.presence import PresenceParams
from monitor.errors import PresenceRefused, because, no_such_counter
from monitor.ports import Clock, Journal, PresenceEvent
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs, ns_from_s

_ID_CHARS: Final = 80


@dataclass(frozen=True, slots=True)
class PresenceEventParams:
    """How events are taken, in seconds.

    Attributes:
        late_s: the oldest that an event may be when it arrives.
        ahead_s: how far the sender's clock may be ahead of this one.
        stale_after_s: after so long without an event nobody knows whether a customer is there: a
            button that broke must not make a visit of a whole day.
    """

    late_s: float = PresenceParams().late_s
    ahead_s: float = 2.0
    stale_after_s: float = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class PresenceAnswer:
    """What became of an event.

    Attributes:
        known_before: an event of this id was taken already, and this one changed nothing.
        present: whether a customer is there as of the newest event.
        since_utc_ns: since when that holds.
    """

    known_before: bool
    present: bool
    since_utc_ns: UtcNs


@dataclass(frozen=True, slots=True)
class _Known:
    newest: PresenceEvent
    since_utc_ns: UtcNs
    heard_ns: Ns


class PresenceEvents:
    """Takes events, each once, and hands them to the fold. Thread-safe."""

    def __init__(
        self,
        counters: Sequence[CounterId],
        taken: Callable[[CounterId], PresenceEventParams | None],
        journal: Journal,
        clock: Clock,
        deliver: Callable[[CounterId, PresenceEvent | None], None],
    ) -> None:
        """Args:
        counters: all there are.
        taken: how a counter takes events now, None while its presence is no event's.
        journal: where events are kept.
        clock: time.
        deliver: told of each event that counts; None: nobody knows any more.
        """
        self._counters = tuple(counters)
        self._taken = taken
        self._journal = journal
        self._clock = clock
        self._deliver = deliver
        self._lock = threading.Lock()
        self._known: dict[CounterId, _Known] = {}

    def restore(self) -> None:
        """Know again the newest event kept, where it is not too old to count.

        Raises:
            StoreError: the database cannot be read.
        """
        now_ns = self._clock.utc_ns()
        for counter in self._counters:
            params = self._taken(counter)
            if params is None:
                continue
            start = UtcNs(now_ns - ns_from_s(params.stale_after_s))
            events = self._journal.presence(counter, start, UtcNs(now_ns + NS_PER_S))
            with self._lock:
                for event in events:
                    self._remember(counter, event)

    def follow_settings(self) -> None:
        """The settings were changed: what is no event's any more is forgotten."""
        with self._lock:
            for counter in [each for each in self._known if self._taken(each) is None]:
                del self._known[counter]

    def newest(self, counter: CounterId) -> PresenceEvent | None:
        """The newest event of a counter that counts, None where there is none."""
        with self._lock:
            known = self._known.get(counter)
            return None if known is None else known.newest

    def follow(self) -> None:
        """Forget what was said too long ago; called about twice a second."""
        with self._lock:
            for counter, known in tuple(self._known.items()):
                params = self._taken(counter)
                # The wall clock may be set back, and the other one stands while a computer sleeps.
                age_ns = max(
                    self._clock.utc_ns() - known.newest.at_utc_ns,
                    self._clock.monotonic_ns() - known.heard_ns,
                )
                if params is not None and age_ns > ns_from_s(params.stale_after_s):
                    del self._known[counter]
                    self._deliver(counter, None)

    def note(
        self,
        counter: CounterId,
        event_id: str,
        present: bool,
        at_utc_ns: UtcNs | None = None,
    ) -> PresenceAnswer:
        """Take one event; one whose id is known changes nothing and is answered as known.

        Args:
            counter: where the customer is.
            event_id: the sender's name for this event, the same when it is sent again.
            present: the customer came, or went.
            at_utc_ns: when, None for now.

        Raises:
            NotFound: no such counter.
            PresenceRefused: too far in the past, before the newest event, or in the future; or this
                counter's presence comes from elsewhere.
            StoreError: it could not be kept, and does not count; send it again.
        """
        params = self._params(counter)
        if not 0 < len(event_id) <= _ID_CHARS or not event_id.isprintable():
            raise PresenceRefused(
                because("presence_id", given=event_id[:_ID_CHARS], most=_ID_CHARS)
            )
        with self._lock:
            now_ns = self._clock.utc_ns()
            event = PresenceEvent(event_id, now_ns if at_utc_ns is None else at_utc_ns, present)
            if self._sent_before(counter, event):
                return self._answer(counter, event, known_before=True)
            self._check(counter, event, now_ns, params)
            if not self._journal.note_presence(counter, event):
                return self._answer(counter, event, known_before=True)
            self._remember(counter, event)
            self._deliver(counter, event)
            return self._answer(counter, event, known_before=False)

    def _params(self, counter: CounterId) -> PresenceEventParams:
        if counter not in self._counters:
            raise no_such_counter(counter, self._counters)
        params = self._taken(counter)
        if params is None:
            raise PresenceRefused(because("presence_not_taken", counter=counter))
        return params

    def _sent_before(self, counter: CounterId, event: PresenceEvent) -> bool:
        """Sent again, it may be older than what is accepted of a new one."""
        at = event.at_utc_ns
        kept = self._journal.presence(counter, at, UtcNs(at + 1))
        return any(each.event_id == event.event_id for each in kept)

    def _check(
        self, counter: CounterId, event: PresenceEvent, now_ns: UtcNs, params: PresenceEventParams
    ) -> None:
        if event.at_utc_ns > now_ns + ns_from_s(params.ahead_s):
            ahead_s = (event.at_utc_ns - now_ns) / NS_PER_S
            raise PresenceRefused(because("presence_ahead", ahead_s=ahead_s, most_s=params.ahead_s))
        late_s = (now_ns - event.at_utc_ns) / NS_PER_S
        if late_s > params.late_s:
            raise PresenceRefused(because("presence_late", late_s=late_s, most_s=params.late_s))
        known = self._known.get(counter)
        if known is not None and event.at_utc_ns < known.newest.at_utc_ns <= now_ns:
            raise PresenceRefused(because("presence_order"))

    def _remember(self, counter: CounterId, event: PresenceEvent) -> None:
        before = self._known.get(counter)
        same = before is not None and before.newest.present == event.present
        since = before.since_utc_ns if before is not None and same else event.at_utc_ns
        self._known[counter] = _Known(event, since, self._clock.monotonic_ns())

    def _answer(
        self, counter: CounterId, event: PresenceEvent, *, known_before: bool
    ) -> PresenceAnswer:
        known = self._known.get(counter)
        if known is None:  # the event is of before a restart, and too old to count
            return PresenceAnswer(known_before, event.present, event.at_utc_ns)
        return PresenceAnswer(known_before, known.newest.present, known.since_utc_ns)
