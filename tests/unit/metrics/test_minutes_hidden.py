"""Somebody tries to read single minutes out of the two ends of an interval over them.

The attacker knows the span's share, how long each minute was judged, the two rounded ends, and the
program. He guesses minutes by the hundred thousand, and keeps those that fit all he knows.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pytest

from monitor.attention.basis import Basis
from monitor.attention.state import State
from monitor.metrics.figures import Number
from monitor.metrics.intervals import edge_of, intervals, outwards
from monitor.metrics.resampling import LEAST_UNITS, RESAMPLES, SEED, Floats, Unit, draws
from monitor.metrics.sums import Sums
from monitor.units import ns_from_s

SECRET: Final = 2_654_435_761_234_567
NEAR: Final = 0.03
"""Within three points is told."""


def minutes(shares: Floats) -> list[Sums]:
    return [
        Sums(
            Basis.ALL,
            {State.CUSTOMER: ns_from_s(60 * share), State.DEVICE: ns_from_s(60 * (1 - share))},
        )
        for share in shares
    ]


def drawn_as(seed: int, count: int) -> Floats:
    """How often each minute came up in each draw: asked of the program, one minute at a time."""
    rng = np.random.default_rng(seed)
    taken = (rng.random((RESAMPLES, count)) * count).astype(int)
    times = np.stack([np.count_nonzero(taken == each, axis=1) for each in range(count)], axis=1)
    alone = minutes(np.eye(count)[0])
    if count >= LEAST_UNITS:
        told = draws(alone, seed)[Number.CUSTOMER_GAZE_SHARE]
        assert np.allclose(told, times[:, 0] / count), "the attacker knows the program"
    return times.astype(float)


def ends(shares: Floats, times: Floats) -> Floats:
    """The two ends for many guesses at once, shape (guesses, 2)."""
    count = times.shape[1]
    means = np.sort(times @ shares.T / count, axis=0)
    edge = edge_of(count)
    places = [round(each * (RESAMPLES - 1)) for each in (edge, 1 - edge)]
    return means[places].T


def worst_minute(told: tuple[float, float], step: float, times: Floats, share: float) -> float:
    """The middle one of the least shares of all guesses that fit what is known."""
    rng, count = np.random.default_rng(7), times.shape[1]
    fit: list[Floats] = []
    for _ in range(20):
        guesses = rng.random((2000, count))
        # Not only minutes that are much alike: one of them far below.
        guesses[:, rng.integers(count)] *= rng.random(2000)
        guesses += share - guesses.mean(axis=1, keepdims=True)
        guesses = guesses[((guesses >= 0) & (guesses <= 1)).all(axis=1)]
        low, high = ends(guesses, times).T
        fits = np.floor(low / step) == round(told[0] / step)
        fits &= np.ceil(high / step) == round(told[1] / step)
        fit.append(guesses[fits].min(axis=1))
    return float(np.median(np.concatenate(fit)))


def spans(count: int) -> list[Floats]:
    """Minutes that are much alike, and one in which the eyes were elsewhere."""
    rng = np.random.default_rng(3)
    made: list[Floats] = []
    for _ in range(6):
        shares = np.clip(rng.normal(0.62, 0.1, count), 0.05, 0.98)
        shares[rng.integers(count)] = rng.uniform(0.0, 0.25)
        made.append(shares)
    return made


def test_of_five_minutes_and_a_known_seed_the_worst_one_is_told() -> None:
    """What the program did: an interval over five units, with the seed of its source."""
    times = drawn_as(SEED, 5)
    for shares in spans(5):
        ((low, high),) = ends(shares[None, :], times)
        told = math.floor(100 * low) / 100, math.ceil(100 * high) / 100
        guess = worst_minute(told, 0.01, times, float(shares.mean()))
        assert guess == pytest.approx(shares.min(), abs=NEAR)


@pytest.mark.parametrize("count", range(LEAST_UNITS))
def test_of_so_few_there_is_no_interval_any_more(count: int) -> None:
    assert intervals(minutes(spans(12)[0][:count]), Unit.MINUTES, SECRET) == {}


def test_of_ten_and_a_secret_seed_it_is_not() -> None:
    for shares in spans(LEAST_UNITS):
        found = intervals(minutes(shares), Unit.MINUTES, SECRET)[Number.CUSTOMER_GAZE_SHARE]
        assert found.high is not None
        told = outwards(found.low, found.high, found.units)
        guess = worst_minute(told, 0.05, drawn_as(SEED, LEAST_UNITS), float(shares.mean()))
        assert abs(guess - float(shares.min())) > NEAR


def test_another_seed_is_another_interval_over_minutes() -> None:
    shares = spans(40)[0]
    one, other, again = (
        intervals(minutes(shares), Unit.MINUTES, seed)[Number.CUSTOMER_GAZE_SHARE]
        for seed in (SECRET, SECRET + 1, SECRET)
    )
    assert one == again != other
