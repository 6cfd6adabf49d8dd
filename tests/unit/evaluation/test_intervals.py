from __future__ import annotations

import statistics

import pytest

from monitor.evaluation.intervals import RESAMPLES, Numbers, Picked, bootstrap

VALUES = (0.2, 0.4, 0.9, 0.7, 0.5, 0.6)


def mean_of(picked: Picked) -> Numbers:
    return {"mean": statistics.fmean(VALUES[unit] for unit in picked)}


def test_equal_input_gives_equal_intervals() -> None:
    assert bootstrap(6, "clips", mean_of) == bootstrap(6, "clips", mean_of)


def test_the_interval_is_that_of_a_mean() -> None:
    found = bootstrap(6, "clips", mean_of).found["mean"]
    # The bootstrap's standard error of a mean is the population deviation over the root of n.
    error = statistics.pstdev(VALUES) / len(VALUES) ** 0.5
    mean = statistics.fmean(VALUES)
    assert found.low == pytest.approx(mean - 1.96 * error, abs=0.03)
    assert found.high == pytest.approx(mean + 1.96 * error, abs=0.03)


def test_whole_units_are_drawn_as_many_as_there_are() -> None:
    seen: list[Picked] = []

    def remember(picked: Picked) -> Numbers:
        seen.append(picked)
        return {}

    bootstrap(4, "persons", remember)
    draws = [picked for picked in seen if len(picked) == 4]
    assert len(draws) == RESAMPLES
    assert {unit for picked in draws for unit in picked} == {0, 1, 2, 3}


def test_two_persons_get_no_interval_but_a_reason() -> None:
    found = bootstrap(2, "persons", mean_of)
    assert not found.found
    assert found.reason is not None
    assert "fewer than 3 persons" in found.reason


def test_what_only_two_units_tell_of_gets_no_interval() -> None:
    def sometimes(picked: Picked) -> Numbers:
        told = [VALUES[unit] for unit in picked if unit < 2]
        return {"often": VALUES[picked[0]], "seldom": statistics.fmean(told) if told else None}

    assert set(bootstrap(6, "clips", sometimes).found) == {"often"}


def test_what_never_changes_gets_no_interval() -> None:
    assert not bootstrap(6, "clips", lambda _: {"none wrong": 0.0}).found
