"""Corrections: somebody at the counter says of a long look-away of today that it was work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from monitor.attention.encounters import EncounterParams
from monitor.errors import NotFound, because
from monitor.ports import Clock, Correction, Journal
from monitor.units import CounterId, UtcNs, ns_from_s

_PROLONGED_NS: Final = ns_from_s(EncounterParams().prolonged_s)


@dataclass(frozen=True, slots=True)
class LookAway:
    """One long look-away of today.

    Attributes:
        onset_utc_ns: when it began; by this it is named.
        offset_utc_ns: when it ended.
        prolonged: 6 s or more, as the settings have it.
        corrected: somebody said that it was work.
    """

    onset_utc_ns: UtcNs
    offset_utc_ns: UtcNs
    prolonged: bool
    corrected: bool = False

    @property
    def dwell_ns(self) -> int:
        """How long it lasted."""
        return self.offset_utc_ns - self.onset_utc_ns


@dataclass(frozen=True, slots=True)
class SeenLookAways:
    """What a counter's recorder remembers of today.

    `since_utc_ns` is when it began to: the start of the day, or of the service if that was later.
    What came before is only known as a number, because single look-aways are not stored.
    `prolonged_ns` is what makes one of these prolonged.
    """

    since_utc_ns: UtcNs
    day_start_utc_ns: UtcNs
    day_end_utc_ns: UtcNs
    items: tuple[LookAway, ...]
    prolonged_ns: int = _PROLONGED_NS


@dataclass(frozen=True, slots=True)
class LookAwaysToday:
    """The long look-aways of today, in order.

    Attributes:
        items: one each.
        listed_since_utc_ns: from when on every one is listed.
        complete: that is since the start of the day. Otherwise the service was started in the
            course of it: of what came before only corrected ones are listed.
    """

    items: tuple[LookAway, ...]
    listed_since_utc_ns: UtcNs
    complete: bool


class Corrections:
    """Takes corrections and counts them. A correction changes no other number."""

    def __init__(
        self, journal: Journal, clock: Clock, seen: Callable[[CounterId], SeenLookAways]
    ) -> None:
        """`seen` gives the look-aways of today, or raises `NotFound`."""
        self._journal = journal
        self._clock = clock
        self._seen = seen

    def today(self, counter: CounterId) -> LookAwaysToday:
        """All long look-aways of today.

        Raises:
            NotFound: no such counter.
            StoreError: the database cannot be read.
        """
        seen = self._seen(counter)
        found = {each.onset_utc_ns: each for each in seen.items}
        day = seen.day_start_utc_ns, seen.day_end_utc_ns
        for correction in self._journal.corrections(counter, *day):
            onset, offset = correction.onset_utc_ns, correction.offset_utc_ns
            long = found.get(onset)
            prolonged = offset - onset >= seen.prolonged_ns if long is None else long.prolonged
            found[onset] = LookAway(onset, offset, prolonged, corrected=True)
        complete = seen.since_utc_ns <= seen.day_start_utc_ns
        return LookAwaysToday(tuple(found[at] for at in sorted(found)), seen.since_utc_ns, complete)

    def correct(self, counter: CounterId, onset_utc_ns: UtcNs) -> LookAway:
        """Say that it was work. Saying so twice is saying so once.

        Raises:
            NotFound: no such counter, or no long look-away of today began then.
            StoreError: it could not be kept.
        """
        found = self._find(counter, onset_utc_ns)
        made = Correction(found.onset_utc_ns, found.offset_utc_ns, self._clock.utc_ns())
        self._journal.correct(counter, made)
        return self._find(counter, onset_utc_ns)

    def take_back(self, counter: CounterId, onset_utc_ns: UtcNs) -> LookAway:
        """Say that it was none after all. Taking back twice is taking back once.

        Raises:
            NotFound: no such counter, or no long look-away of today began then.
            StoreError: it could not be kept.
        """
        found = self._find(counter, onset_utc_ns)
        self._journal.take_back(counter, onset_utc_ns)
        return LookAway(found.onset_utc_ns, found.offset_utc_ns, found.prolonged)

    def between(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Correction, ...]:
        """Corrections of look-aways that ended in start < offset <= end, in order.

        Raises:
            StoreError: the database cannot be read.
        """
        return self._journal.corrections(counter, start, end)

    def _find(self, counter: CounterId, onset_utc_ns: UtcNs) -> LookAway:
        for each in self.today(counter).items:
            if each.onset_utc_ns == onset_utc_ns:
                return each
        raise NotFound(because("no_look_away", counter=counter))
