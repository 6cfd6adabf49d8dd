from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.metrics.suppression import Published, PublishParams, Withheld, publish_share
from monitor.units import UtcNs, ns_from_s

PARAMS = PublishParams()


def bucket(**seconds: float) -> Bucket:
    return Bucket(UtcNs(0), {State(name): ns_from_s(each) for name, each in seconds.items()})


def test_defaults_are_those_of_the_definitions() -> None:
    assert (PARAMS.min_coverage, PARAMS.min_judged_s, PARAMS.min_encounters) == (0.7, 600, 5)


@pytest.mark.parametrize(
    ("given_s", "published"),
    [
        ({}, Published(None, Withheld.NOBODY_THERE)),
        ({"absent": 9000}, Published(None, Withheld.NOBODY_THERE)),
        ({"paused": 9000}, Published(None, Withheld.NOBODY_THERE)),
        ({"unknown": 9000}, Published(None, Withheld.LOW_COVERAGE)),
        ({"customer": 6999, "unknown": 3001}, Published(None, Withheld.LOW_COVERAGE)),
        ({"customer": 7000, "unknown": 3000}, Published(1.0, None)),
        ({"customer": 599.9}, Published(None, Withheld.TOO_LITTLE_TIME)),
        ({"customer": 600}, Published(1.0, None)),
        ({"device": 600}, Published(0.0, None)),
        ({"customer": 60, "unknown": 60}, Published(None, Withheld.LOW_COVERAGE)),
        (
            {"customer": 300, "device": 150, "work": 100, "elsewhere": 50, "absent": 1e6},
            Published(0.5, None),
        ),
    ],
)
def test_rule(given_s: dict[str, float], published: Published) -> None:
    assert publish_share(bucket(**given_s), PARAMS) == published


def test_the_least_there_can_be() -> None:
    anything = PublishParams(min_coverage=0, min_judged_s=0)
    assert publish_share(bucket(customer=1, device=3, unknown=96), anything) == Published(
        0.25, None
    )
    assert publish_share(bucket(unknown=1), anything).reason is Withheld.LOW_COVERAGE


states = st.dictionaries(st.sampled_from(State), st.integers(0, 10**14))


@given(states)
def test_a_value_or_a_reason_and_never_both(state_ns: dict[State, int]) -> None:
    published = publish_share(Bucket(UtcNs(0), state_ns), PARAMS)
    assert (published.value is None) is (published.reason is not None)
    assert published.value is None or 0 <= published.value <= 1


@given(states, st.integers(0, 10**14), st.integers(0, 10**14))
def test_absence_and_pause_count_for_nobody(
    state_ns: dict[State, int], absent_ns: int, paused_ns: int
) -> None:
    other = {**state_ns, State.ABSENT: absent_ns, State.PAUSED: paused_ns}
    before = publish_share(Bucket(UtcNs(0), state_ns), PARAMS)
    assert publish_share(Bucket(UtcNs(0), other), PARAMS) == before
