"""Errors of measured angles, and how well they put things in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class AngleError:
    """Error of one angle over several stills, in degrees; None where there is too little.

    Attributes:
        mae_deg: mean absolute error.
        bias_deg: mean of measured minus true.
        mae_without_offset_deg: mean absolute error after the bias is taken off: what a person's own
            constant offset does not explain.
        mae_within_sessions_deg: the same after each session's own bias is taken off; None where
            nobody says which is which.
        r: Pearson's correlation of measured and true.
    """

    mae_deg: float | None
    bias_deg: float | None
    mae_without_offset_deg: float | None
    mae_within_sessions_deg: float | None
    r: float | None


def angle_error(
    measured_deg: Sequence[float],
    true_deg: Sequence[float],
    sessions: Sequence[str] = (),
    *,
    zero_known: bool = True,
) -> AngleError:
    """Compare two equally long sequences of degrees; differences are taken the short way round.

    `sessions` names the session of each, if it is known. Without a known zero of the true angles
    there is no error or bias, only what is left without it.
    """
    if not measured_deg:
        return AngleError(None, None, None, None, None)
    measured, true = np.asarray(measured_deg), np.asarray(true_deg)
    off = (measured - true + 180.0) % 360.0 - 180.0
    return AngleError(
        mae_deg=float(np.abs(off).mean()) if zero_known else None,
        bias_deg=float(off.mean()) if zero_known else None,
        mae_without_offset_deg=float(np.abs(off - off.mean()).mean()),
        mae_within_sessions_deg=_within(off, sessions) if sessions else None,
        r=pearson_r(measured_deg, true_deg),
    )


def _within(off_deg: NDArray[np.float64], sessions: Sequence[str]) -> float:
    left_deg = off_deg.copy()
    names = np.asarray(sessions)
    for name in set(sessions):
        left_deg[names == name] -= off_deg[names == name].mean()
    return float(np.abs(left_deg).mean())


def pearson_r(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation; None with fewer than 3 pairs or where one side never changes."""
    if len(first) < 3:
        return None
    x, y = np.asarray(first), np.asarray(second)
    x, y = x - x.mean(), y - y.mean()
    spread = float(np.sqrt((x @ x) * (y @ y)))
    return None if spread < 1e-12 else float(x @ y) / spread


def separation_auc(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """Chance that one of `higher` exceeds one of `lower`, ties counting half; None without both.

    This is the Mann-Whitney U over the number of pairs, the area under the ROC curve.
    """
    if not higher or not lower:
        return None
    above = np.asarray(higher)[:, None] - np.asarray(lower)[None, :]
    return float(((above > 0).sum() + 0.5 * (above == 0).sum()) / above.size)
