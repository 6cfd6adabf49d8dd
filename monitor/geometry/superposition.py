"""The rotation that lays one set of points best over another, by Horn's unit quaternion.

Plain arithmetic on a few numbers: between two runs of a neural network it takes half of what a
library's singular value decomposition takes alone (docs/accuracy.md, "Cost").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from monitor.geometry.rotation import Rows

_Square = Sequence[Sequence[float]]
"""A matrix of any size as its rows."""

_ROUNDS_MOST: Final = 60
_CLEAR: Final = 1e-4
_OTHERS: Final = ((1, 2, 3), (0, 2, 3), (0, 1, 3), (0, 1, 2))


def nearest_rotation(cross: _Square) -> tuple[float, Rows]:
    """The rotation R that makes the sum of b . R a over pairs of points largest, and that sum.

    Source: B. K. P. Horn, Closed-form solution of absolute orientation using unit quaternions,
    1987; the largest root of the quartic by Newton's method from above, as in D. L. Theobald, 2005.

    Args:
        cross: shape (3, 3), sum over the pairs of a's coordinate (row) times b's (column), with at
            least one of the two sets centred.

    Returns:
        The sum, and R as three rows: a rotation, never a mirroring. The sum is 0 when the points
        have no extent, or are no finite numbers.
    """
    size = math.hypot(*cross[0], *cross[1], *cross[2])
    if not (0.0 < size < math.inf):
        return 0.0, ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = ([value / size for value in row] for row in cross)
    quartic = (
        (xx + yy + zz, yz - zy, zx - xz, xy - yx),
        (yz - zy, xx - yy - zz, xy + yx, zx + xz),
        (zx - xz, xy + yx, yy - xx - zz, yz + zy),
        (xy - yx, zx + xz, yz + zy, zz - xx - yy),
    )
    volume = xx * (yy * zz - yz * zy) - xy * (yx * zz - yz * zx) + xz * (yx * zy - yy * zx)
    constant = sum(a * b for a, b in zip(quartic[0], _cofactors(quartic, 0), strict=True))
    largest = math.sqrt(3.0)
    for _ in range(_ROUNDS_MOST):
        square = largest * largest
        value = (square - 2.0) * square - 8.0 * volume * largest + constant
        slope = 4.0 * (square - 1.0) * largest - 8.0 * volume
        if slope <= 0.0:
            break
        step = value / slope
        largest -= step
        if abs(step) < 1e-15:
            break
    shifted = [
        [value - largest if row == column else value for column, value in enumerate(values)]
        for row, values in enumerate(quartic)
    ]
    return largest * size, _rotation(_quaternion(shifted))


def _quaternion(singular: _Square) -> tuple[float, float, float, float]:
    """The direction that a symmetric 4x4 matrix maps to nought: a row of its cofactors."""
    best, most = (1.0, 0.0, 0.0, 0.0), 0.0
    for row in range(4):
        found = _cofactors(singular, row)
        length = math.hypot(*found)
        if length > most:
            best, most = found, length
        if most > _CLEAR:
            break
    if most == 0.0:
        return best
    w, x, y, z = best
    return w / most, x / most, y / most, z / most


def _cofactors(matrix: _Square, row: int) -> tuple[float, float, float, float]:
    """Cofactors of the entries of one row of a 4x4 matrix."""
    a, b, c = (matrix[other] for other in _OTHERS[row])
    sign = -1.0 if row % 2 else 1.0
    ab01, ab02, ab03 = (
        a[0] * b[1] - a[1] * b[0],
        a[0] * b[2] - a[2] * b[0],
        a[0] * b[3] - a[3] * b[0],
    )
    ab12, ab13, ab23 = (
        a[1] * b[2] - a[2] * b[1],
        a[1] * b[3] - a[3] * b[1],
        a[2] * b[3] - a[3] * b[2],
    )
    return (
        sign * (ab12 * c[3] - ab13 * c[2] + ab23 * c[1]),
        -sign * (ab02 * c[3] - ab03 * c[2] + ab23 * c[0]),
        sign * (ab01 * c[3] - ab03 * c[1] + ab13 * c[0]),
        -sign * (ab01 * c[2] - ab02 * c[1] + ab12 * c[0]),
    )


def _rotation(quaternion: tuple[float, float, float, float]) -> Rows:
    w, x, y, z = quaternion
    return (
        (w * w + x * x - y * y - z * z, 2.0 * (x * y - w * z), 2.0 * (x * z + w * y)),
        (2.0 * (x * y + w * z), w * w - x * x + y * y - z * z, 2.0 * (y * z - w * x)),
        (2.0 * (x * z - w * y), 2.0 * (y * z + w * x), w * w - x * x - y * y + z * z),
    )
