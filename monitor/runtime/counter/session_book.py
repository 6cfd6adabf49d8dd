"""What a training session measured and the database does not have yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.attention.encounters import Encounter
from monitor.attention.state import Glance
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session
from monitor.units import UtcNs


@dataclass(frozen=True, slots=True)
class SessionParts:
    """Parts of one session that are to be written, stamps in UTC; seconds are whole."""

    session_id: str
    seconds: Sequence[Bucket]
    glances: Sequence[Glance]
    encounters: Sequence[Encounter]


class SessionBook:
    """One session's seconds, glances and encounters. Not thread-safe: its recorder is.

    Seconds stay here until the session ends: what is told late falls into earlier ones.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._seconds: dict[UtcNs, Bucket] = {}
        self._dirty: set[UtcNs] = set()
        self._glances: list[Glance] = []
        self._encounters: list[Encounter] = []

    def add(self, part: Bucket) -> None:
        """Book a part of one second."""
        held = self._seconds.get(part.start_utc_ns)
        self._seconds[part.start_utc_ns] = part if held is None else held.plus(part)
        self._dirty.add(part.start_utc_ns)

    def add_glance(self, glance: Glance) -> None:
        """Keep a glance, stamps in UTC."""
        self._glances.append(glance)

    def add_encounter(self, encounter: Encounter) -> None:
        """Keep an encounter, stamps in UTC."""
        self._encounters.append(encounter)

    def unsaved(self) -> SessionParts | None:
        """What changed since it was last stored, None when nothing did."""
        if not (self._dirty or self._glances or self._encounters):
            return None
        return SessionParts(
            self.session.session_id,
            tuple(self._seconds[start] for start in sorted(self._dirty)),
            tuple(self._glances),
            tuple(self._encounters),
        )

    def saved(self, parts: SessionParts) -> None:
        """These very parts are stored now."""
        for second in parts.seconds:
            if self._seconds.get(second.start_utc_ns) is second:
                self._dirty.discard(second.start_utc_ns)
        del self._glances[: len(parts.glances)]
        del self._encounters[: len(parts.encounters)]
