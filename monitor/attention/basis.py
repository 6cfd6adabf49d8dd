"""The two kinds of time that everything is counted in, each with numerators of its own."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """The time that sums are about."""

    PRESENT = "present"
    """A customer was known to be there."""
    ALL = "all"
    """All that was recorded, whatever was known of customers."""
