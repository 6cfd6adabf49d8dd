"""Eyelid openness (stub to be replaced at once)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Eyelids:
    """Openness of the lids: 0 shut, about 1 open as when looking ahead.

    `left` and `right` are as seen in the image. `openness` joins both, weighted by how well each
    eye is seen. `shut` says that the lids are closed, as opposed to lowered by looking down.
    """

    left: float
    right: float
    openness: float
    shut: bool
