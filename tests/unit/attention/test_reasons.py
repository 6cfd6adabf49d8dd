"""Every `unknown` has a reason, and nothing else has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.label import Label
from monitor.attention.presence import Seen
from monitor.attention.reasons import RECENT_S, reason_of
from monitor.attention.settle import Gap
from monitor.attention.state import REASONS, Reason, State, StateSpan
from monitor.attention.visits import KnownSpan
from monitor.perception.eyelids import Eyelids
from monitor.perception.observation import FaceReading, Observation, OtherFace
from monitor.perception.quality import Doubt, Quality
from monitor.pipeline import CoreParams, CoreState, Pause, Sample, Silence, cut, finish, step
from monitor.runtime.offline.analysis import fold
from monitor.units import NS_PER_S, Ns, ns_from_s
from tests.unit.evaluation.answers import face

PARAMS = CoreParams()
SHUT = replace(face(None), eyelids=Eyelids(0.05, 0.05, 0.05, low=True, lowered=-3.0, followed=0.0))


def seen(at_s: float, reading: FaceReading | None) -> Observation:
    return Observation(Ns(ns_from_s(at_s)), reading, int(reading is not None), reading is None)


def doubtful(doubt: Doubt) -> FaceReading:
    return replace(face(None), quality=Quality(0.0, judgeable=False, doubt=doubt))


def folded(samples: Sequence[Sample]) -> tuple[CoreState, list[StateSpan]]:
    """The state after the newest sample, and every span up to then."""
    state, spans = CoreState(), list[StateSpan]()
    for sample in samples:
        state, events = step(state, sample, PARAMS)
        spans.extend(event for event in events if isinstance(event, StateSpan))
    return state, spans


def reasons_s(spans: Sequence[StateSpan]) -> list[tuple[Reason | None, float]]:
    """(reason, seconds) in order, neighbours of one reason joined."""
    told: list[tuple[Reason | None, float]] = []
    for span in spans:
        length_s = (span.end_ns - span.start_ns) / NS_PER_S
        if told and told[-1][0] is span.reason:
            length_s += told.pop()[1]
        told.append((span.reason, round(length_s, 3)))
    return told


DARK, SMALL = doubtful(Doubt.DARK), doubtful(Doubt.TOO_SMALL)


def test_every_reason_has_its_words() -> None:
    assert list(REASONS) == list(Reason)
    assert len(set(REASONS.values())) == len(Reason)


@pytest.mark.parametrize("doubt", Doubt)
def test_each_doubt_is_a_reason(doubt: Doubt) -> None:
    assert reason_of(seen(0.0, doubtful(doubt))) in set(Reason) - {Reason.UNSETTLED, Reason.LIDS}


def test_no_two_doubts_share_a_reason() -> None:
    reasons = {reason_of(seen(0.0, doubtful(doubt))) for doubt in Doubt}
    assert len(reasons) == len(Doubt)


def test_what_hides_eyes_or_face() -> None:
    assert reason_of(seen(0.0, None)) is Reason.NO_FACE
    assert reason_of(seen(0.0, SHUT)) is Reason.LIDS
    assert reason_of(seen(0.0, face((0.0, 0.0)))) is Reason.UNSETTLED


def test_samples_tell_reason_and_inference() -> None:
    """Looks at the customer; cannot be judged; goes down with the head until the face is lost."""
    readings: list[FaceReading | None] = [*[face((0.0, 0.0))] * 20, *[DARK] * 20]
    readings += [face((0.0, 0.0))] * 20
    readings += [face((0.0, -2.0 * step), (0.0, -2.0 * step, 0.0)) for step in range(20)]
    readings += [None] * 20
    analysis = fold("a.mp4", tuple(seen(at / 10, each) for at, each in enumerate(readings)), PARAMS)
    for sample in analysis.samples:
        assert (sample.reason is not None) == (sample.state is State.UNKNOWN)
    told = [(sample.state, sample.inferred, sample.reason) for sample in analysis.samples]
    assert told[10] == (State.CUSTOMER, False, None)
    assert told[30] == (State.UNKNOWN, False, Reason.DARK)
    assert told[-3] == (State.DEVICE, True, None)


@pytest.mark.parametrize("doubt", Doubt)
def test_lids_over_the_eyes_explain_what_they_bring_about_and_no_more(doubt: Doubt) -> None:
    reading = replace(SHUT, quality=Quality(0.0, judgeable=False, doubt=doubt))
    explained = doubt in {Doubt.COVERED, Doubt.INCONSISTENT}
    assert (reason_of(seen(0.0, reading)) is Reason.LIDS) == explained


def test_gaze_that_is_seen_and_not_believed_has_the_reason_why_not() -> None:
    sample = seen(0.0, face((0.0, 0.0)))
    assert reason_of(sample, Label.UNSURE) is Reason.EYES_DISAGREE
    assert reason_of(sample, Label.SHUT) is reason_of(sample, Label.LOWERED) is Reason.LIDS
    assert reason_of(sample, Label.DEVICE) is Reason.UNSETTLED
    assert reason_of(seen(0.0, DARK), Label.UNSURE) is Reason.DARK


def test_of_several_attendants_the_one_who_is_nearest_to_being_judged_has_the_word() -> None:
    alone = seen(0.0, None)
    assert reason_of(replace(alone, others=(OtherFace(1, DARK),))) is Reason.DARK
    both = replace(seen(0.0, DARK), others=(OtherFace(1, SMALL),))
    assert reason_of(both) is Reason.DARK
    assert reason_of(replace(both, others=(OtherFace(1, SHUT),))) is Reason.LIDS


def test_a_stretch_is_cut_where_its_reason_changes() -> None:
    samples = [seen(at / 10, DARK if at < 20 else SMALL) for at in range(41)]
    _, spans = folded(samples)
    assert {span.state for span in spans} == {State.UNKNOWN}
    assert reasons_s(spans) == [(Reason.DARK, 2.0), (Reason.TOO_SMALL, 2.0)]


def test_a_flicker_inside_a_stretch_has_its_own_reason_and_no_time_is_lost() -> None:
    """A look that is too short to count is unsettled, and so is the time of nothing held."""
    looks = {20: (0.0, 0.0), 21: (0.0, 0.0)}
    samples = [seen(at / 10, face(looks[at]) if at in looks else DARK) for at in range(41)]
    _, spans = folded(samples)
    told = reasons_s(spans)
    assert told == [(Reason.DARK, 2.0), (Reason.UNSETTLED, 0.2), (Reason.DARK, 1.8)]
    assert all(before.end_ns == after.start_ns for before, after in pairwise(spans))


def test_no_other_state_has_a_reason() -> None:
    samples = [seen(at / 10, face((0.0, 0.0)) if at < 20 else DARK) for at in range(41)]
    state, spans = folded(samples)
    assert {span.reason for span in spans if span.state is State.CUSTOMER} == {None}
    assert {span.reason for span in spans if span.state is State.UNKNOWN} == {Reason.DARK}
    assert state.reason is Reason.DARK
    assert folded(samples[:20])[0].reason is None
    assert CoreState().reason is None


def test_what_is_so_now_is_what_held_for_most_of_the_last_seconds() -> None:
    samples = [seen(at / 10, DARK if at < 600 else SMALL) for at in range(700)]
    half = round(RECENT_S / 2 * 10)
    assert folded(samples[:1])[0].reason is Reason.DARK
    assert folded(samples[: 600 + half - 1])[0].reason is Reason.DARK
    assert folded(samples[: 600 + half + 2])[0].reason is Reason.TOO_SMALL


def test_all_reasons_of_the_last_seconds_are_remembered() -> None:
    blurred = doubtful(Doubt.BLURRED)
    readings = [*[DARK] * 20, *[SMALL] * 15, *[blurred] * 3]
    state, _ = folded([seen(at / 10, each) for at, each in enumerate(readings)])
    assert state.reason is Reason.DARK


def test_what_was_before_the_stretch_is_not_asked() -> None:
    """Dark; a look at the customer; small for a moment: the darkness is over."""
    readings = [*[DARK] * 30, *[face((0.0, 0.0))] * 8, *[SMALL] * 8]
    state, _ = folded([seen(at / 10, each) for at, each in enumerate(readings)])
    assert (state.state, state.reason) == (State.UNKNOWN, Reason.TOO_SMALL)


def test_time_up_to_a_silence_a_pause_and_the_end_has_its_reason() -> None:
    samples: list[Sample] = [seen(at / 10, DARK) for at in range(11)]
    for last in (Silence(Ns(3 * NS_PER_S)), Pause(Ns(ns_from_s(1.4)))):
        state, spans = folded([*samples, last])
        assert reasons_s(spans)[0] == (
            Reason.DARK,
            1.5 if isinstance(last, Silence) else 1.4,
        )
        assert state.reason is None
    state, _ = folded(samples)
    for events in (
        finish(state, Ns(ns_from_s(1.2)), PARAMS),
        cut(state, Ns(ns_from_s(1.2)), PARAMS)[1],
    ):
        assert [each.reason for each in events if isinstance(each, StateSpan)] == [Reason.DARK]


def test_a_stretch_after_a_hole_knows_nothing_of_the_one_before() -> None:
    samples = [seen(0.0, DARK), seen(0.1, DARK), seen(9.0, SMALL), seen(9.1, SMALL)]
    state, spans = folded(samples)
    assert reasons_s(spans) == [(Reason.DARK, 0.6), (Reason.TOO_SMALL, 0.1)]
    assert state.reason is Reason.TOO_SMALL


def test_the_time_with_a_customer_has_the_same_reasons() -> None:
    samples: list[Sample] = []
    for at in range(300):
        samples.append(Seen(Ns(ns_from_s(at / 10)), present=True))
        samples.append(seen(at / 10, DARK if at < 200 else SMALL))
    state, known = CoreState(), list[KnownSpan]()
    for sample in samples:
        state, events = step(state, sample, PARAMS)
        known.extend(event for event in events if isinstance(event, KnownSpan))
    reasons = [span.reason for span in known if span.present]
    assert set(reasons) == {Reason.DARK, Reason.TOO_SMALL}
    assert all(span.state is State.UNKNOWN for span in known)


READINGS = st.sampled_from([None, DARK, SMALL, SHUT, face((0.0, 0.0)), face((0.0, -45.0))])


@given(
    st.lists(
        st.tuples(READINGS, st.integers(1, 10), st.integers(10**6, 7 * 10**8)),
        min_size=1,
        max_size=12,
    )
)
def test_reasons_cut_the_time_of_unknown_and_change_nothing_else(
    runs: list[tuple[FaceReading | None, int, int]],
) -> None:
    t_ns, samples = 0, list[Sample]()
    for reading, times, apart_ns in runs:
        for _ in range(times):
            samples.append(replace(seen(0.0, reading), t_ns=Ns(t_ns)))
            t_ns += apart_ns
    state, events = CoreState(), list[StateSpan | Gap]()
    for sample in samples:
        state, more = step(state, sample, PARAMS)
        events.extend(event for event in more if isinstance(event, StateSpan | Gap))
        assert (state.reason is not None) == (state.state is State.UNKNOWN)
    events.extend(e for e in finish(state, Ns(t_ns), PARAMS) if isinstance(e, StateSpan | Gap))
    assert events[0].start_ns == 0
    assert all(before.end_ns == after.start_ns for before, after in pairwise(events))
    for event in events:
        assert event.end_ns > event.start_ns
        if isinstance(event, StateSpan):
            assert (event.reason is not None) == (event.state is State.UNKNOWN)
