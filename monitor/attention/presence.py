"""When a customer is there: raw answers of a camera or an outside event, settled in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PresenceParams:
    """How long an answer must hold before it is believed.

    Attributes:
        arrive_s: somebody seen for so long has come, as of when they were first seen.
        leave_s: nobody seen for so long: they have gone, as of when they were last seen.
    """

    arrive_s: float = 1.0
    leave_s: float = 5.0
