"""Where a counter stands, as its recorder knows it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session
from monitor.units import Ns, UtcNs


@dataclass(frozen=True, slots=True)
class Now:
    """Where a counter stands: for the live page.

    Attributes:
        presence: a customer is there, or not; None while nobody knows.
        waiting_since_utc_ns: when the customer who is there was last looked at, or came; None with
            eyes on the customer, or where nobody can tell.
        suspected_shift_rad: how far the camera seems to have been moved since the calibration.
        session: the training session that runs.
    """

    state: State | None
    inferred: bool
    since_utc_ns: UtcNs | None
    sample_utc_ns: UtcNs | None
    sample_t_ns: Ns | None
    today: Bucket
    suspected_shift_rad: float | None = None
    presence: bool | None = None
    present_since_utc_ns: UtcNs | None = None
    waiting_since_utc_ns: UtcNs | None = None
    session: Session | None = None
