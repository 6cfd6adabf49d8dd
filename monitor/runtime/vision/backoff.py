"""How long to wait before trying again: doubling, capped, with jitter, for ever.

Waits grow for a camera that delivers nothing. One that has just delivered is tried again at once.
One that hangs while it starts leaves whoever calls waiting, even when it works again; so one that
has delivered before is given little patience at every other try.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackoffParams:
    """Waits in seconds. `jitter` is the share by which a wait may be shorter or longer.

    A worker that brought samples for `forgive_after_s` starts again from the first wait.
    `hurried_s` is how long an opening may take at every other try. For `lately_s` after its last
    sample it is not waited for longer than `lately_most_s`.
    """

    first_s: float = 0.5
    factor: float = 2.0
    most_s: float = 30.0
    jitter: float = 0.25
    forgive_after_s: float = 3.0
    hurried_s: float = 3.0
    lately_s: float = 600.0
    lately_most_s: float = 2.0


def wait_s(
    failures: int, params: BackoffParams, chance: random.Random, *, lately: bool = False
) -> float:
    """The wait after so many failures in a row (1 is the first) of a camera.

    `lately`: it has brought a sample in the last `lately_s`.
    """
    # The exponent is bounded, not only the wait: a camera may stay away for months.
    plain_s = min(params.first_s * params.factor ** min(failures - 1, 30), params.most_s)
    plain_s = min(plain_s, params.lately_most_s) if lately else plain_s
    return plain_s * (1.0 + params.jitter * (2.0 * chance.random() - 1.0))


def open_timeout_s(whole_s: float, failures: int, params: BackoffParams) -> float:
    """How long the opening may take that follows so many failures of a camera that has worked."""
    return min(whole_s, params.hurried_s) if failures % 2 else whole_s
