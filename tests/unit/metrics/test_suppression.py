from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.basis import Basis
from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.metrics.sums import total_sums
from monitor.metrics.suppression import (
    Published,
    PublishParams,
    Withheld,
    publish_share,
    verdict,
)
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.metrics.volumes import sums_of, volumes_of
from monitor.units import UtcNs, ns_from_s
from tests.buckets import flat_bucket, with_present

PARAMS = PublishParams()


def bucket(**seconds: float) -> Bucket:
    return flat_bucket(UtcNs(0), {State(name): ns_from_s(each) for name, each in seconds.items()})


def test_defaults_are_those_of_the_definitions() -> None:
    assert (PARAMS.min_coverage, PARAMS.min_judged_s, PARAMS.min_encounters) == (0.7, 600, 5)


@pytest.mark.parametrize(
    ("given_s", "published"),
    [
        ({}, Published(None, Withheld.NOBODY_THERE)),
        ({"absent": 9000}, Published(None, Withheld.NOBODY_THERE)),
        ({"paused": 9000}, Published(None, Withheld.NOBODY_THERE)),
        ({"unknown": 9000}, Published(None, Withheld.LOW_COVERAGE, 0.7, 0.0)),
        (
            {"customer": 6999, "unknown": 3001},
            Published(None, Withheld.LOW_COVERAGE, 0.7, 0.6999),
        ),
        ({"customer": 7000, "unknown": 3000}, Published(1.0, None)),
        ({"customer": 599.9}, Published(None, Withheld.TOO_LITTLE_TIME, 600, 599.9)),
        ({"customer": 600}, Published(1.0, None)),
        ({"device": 600}, Published(0.0, None)),
        ({"customer": 60, "unknown": 60}, Published(None, Withheld.LOW_COVERAGE, 0.7, 0.5)),
        (
            {"customer": 300, "device": 150, "work": 100, "elsewhere": 50, "absent": 1e6},
            Published(0.5, None),
        ),
    ],
)
def test_rule(given_s: dict[str, float], published: Published) -> None:
    assert publish_share(bucket(**given_s), PARAMS) == published


def served(known_s: float, encounters: int, *, present: dict[str, float], **all_s: float) -> Bucket:
    return with_present(
        bucket(**all_s),
        presence_known_ns=ns_from_s(known_s),
        state_ns={State(name): ns_from_s(each) for name, each in present.items()},
        encounters=EncounterTally(DurationTally(encounters)),
    )


@pytest.mark.parametrize(
    ("given", "published"),
    [
        # Known for just half of 1000 measured seconds: the customer's 100 s speak, and no others.
        (
            served(500, 5, present={"customer": 75, "device": 25}, device=400, absent=600),
            Published(0.75, None),
        ),
        (
            served(500, 4, present={"customer": 75, "device": 25}, device=400, absent=600),
            Published(None, Withheld.TOO_FEW_ENCOUNTERS, 5, 4),
        ),
        # Known for less: all time speaks, and its ten minutes are asked for.
        (
            served(499, 5, present={"customer": 75, "device": 25}, device=400, absent=600),
            Published(None, Withheld.TOO_LITTLE_TIME, 600, 400),
        ),
        (
            served(499, 0, present={"customer": 75}, customer=150, device=450, absent=600),
            Published(0.25, None),
        ),
        (served(3600, 9, present={}, device=3600), Published(None, Withheld.NOBODY_THERE)),
        (
            served(3600, 9, present={"customer": 6, "unknown": 4}, device=3600),
            Published(None, Withheld.LOW_COVERAGE, 0.7, 0.6),
        ),
    ],
)
def test_rule_with_customers(given: Bucket, published: Published) -> None:
    assert publish_share(given, PARAMS) == published


def test_content_is_of_one_basis() -> None:
    known = sums_of(served(10, 5, present={"customer": 1}, customer=5, device=5))
    unknown = sums_of(bucket(customer=5, device=5))
    assert (known.basis, known.judged_ns) == (Basis.PRESENT, ns_from_s(1))
    assert (unknown.basis, unknown.judged_ns) == (Basis.ALL, ns_from_s(10))
    with pytest.raises(ValueError, match="another basis"):
        total_sums([known, unknown], Basis.ALL)


def test_the_least_there_can_be() -> None:
    anything = PublishParams(min_coverage=0, min_judged_s=0)
    assert publish_share(bucket(customer=1, device=3, unknown=96), anything) == Published(
        0.25, None
    )
    assert publish_share(bucket(unknown=1), anything).reason is Withheld.LOW_COVERAGE


counted = st.builds(
    lambda state_ns, present_ns, known_ns, encounters: flat_bucket(
        UtcNs(0),
        state_ns,
        presence_known_ns=known_ns,
        present_ns=present_ns,
        encounters=EncounterTally(DurationTally(encounters)),
    ),
    st.dictionaries(st.sampled_from(State), st.integers(0, 10**12)),
    st.dictionaries(st.sampled_from(State), st.integers(0, 10**12)),
    st.integers(0, 10**13),
    st.integers(0, 9),
)


@given(counted, counted)
def test_more_of_what_passes_passes(one: Bucket, other: Bucket) -> None:
    """What makes every union of atoms publishable."""
    basis = volumes_of(one).basis
    both = volumes_of(one.plus(other))
    passed = [verdict(volumes_of(each), PARAMS, basis).reason for each in (one, other)]
    if volumes_of(other).basis is basis and passed == [None, None]:
        assert both.basis is basis
        assert verdict(both, PARAMS).reason is None


@given(counted, counted)
def test_content_adds_up_like_buckets(one: Bucket, other: Bucket) -> None:
    for basis in Basis:
        parts = [one.sums(basis), other.sums(basis)]
        assert total_sums(parts, basis) == sums_of(one.plus(other), basis)


states = st.dictionaries(st.sampled_from(State), st.integers(0, 10**14))


@given(states)
def test_a_value_or_a_reason_and_never_both(state_ns: dict[State, int]) -> None:
    published = publish_share(flat_bucket(UtcNs(0), state_ns), PARAMS)
    assert (published.value is None) is (published.reason is not None)
    assert published.value is None or 0 <= published.value <= 1


@given(states, st.integers(0, 10**14), st.integers(0, 10**14))
def test_absence_and_pause_count_for_nobody(
    state_ns: dict[State, int], absent_ns: int, paused_ns: int
) -> None:
    other = {**state_ns, State.ABSENT: absent_ns, State.PAUSED: paused_ns}
    before = publish_share(flat_bucket(UtcNs(0), state_ns), PARAMS)
    assert publish_share(flat_bucket(UtcNs(0), other), PARAMS) == before
