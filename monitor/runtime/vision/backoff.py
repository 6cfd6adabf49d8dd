"""How long to wait before trying again: doubling, capped, with jitter, for ever.

Waits grow for a camera that delivers nothing. One that has just delivered is tried again at once.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackoffParams:
    """Waits in seconds. `jitter` is the share by which a wait may be shorter or longer.

    A worker that brought samples for `forgive_after_s` starts again from the first wait.
    """

    first_s: float = 0.5
    factor: float = 2.0
    most_s: float = 30.0
    jitter: float = 0.25
    forgive_after_s: float = 3.0


def wait_s(failures: int, params: BackoffParams, chance: random.Random) -> float:
    """The wait after so many failures in a row (1 is the first)."""
    # The exponent is bounded, not only the wait: a camera may stay away for months.
    plain_s = min(params.first_s * params.factor ** min(failures - 1, 30), params.most_s)
    return plain_s * (1.0 + params.jitter * (2.0 * chance.random() - 1.0))
