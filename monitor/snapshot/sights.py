"""Where in the picture something is to be seen: boxes, never what is in them."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.units import Ns

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in fractions of the picture."""

BOXES_MAX = 40
"""As many of either kind are told at most."""


@dataclass(frozen=True, slots=True)
class Sights:
    """Faces and movement of one picture, for whoever sets the camera up.

    Attributes:
        t_ns: the picture's stamp.
        faces: around every face that was found, those of customers left out.
        movement: cells of a coarse grid in which something changed, joined row by row.
    """

    t_ns: Ns
    faces: tuple[Box, ...] = ()
    movement: tuple[Box, ...] = ()
