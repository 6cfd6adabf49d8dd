"""Runs: unbroken stretches of one state under one answer to whether a customer is there.

A glance, clipped to the time of an encounter, is a run of an area that lasts as long as a glance
must.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.attention.state import State
from monitor.units import Ns


@dataclass(frozen=True, slots=True)
class Run:
    """One state from onset to where it stands; `state` None is a gap."""

    state: State | None
    onset_ns: Ns
    end_ns: Ns

    @property
    def length_ns(self) -> int:
        """How long it has lasted."""
        return self.end_ns - self.onset_ns
