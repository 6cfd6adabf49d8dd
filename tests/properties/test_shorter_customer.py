"""Serving a child or somebody in a wheelchair never reads as the device, however gaze trembles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.state import State, StateSpan
from monitor.pipeline import CoreParams, CoreState, finish, step
from monitor.units import NS_PER_S, Ns, ns_from_s
from tests.unit.attention.faces import seen

CUSTOMER_DEG, SHORTER_DEG, DEVICE_DEG = -6.0, -23.0, -33.0


def share_of_device(pitch_deg: float, tremble_deg: list[float], fps: float) -> float:
    """Share of 4 s of gaze at one height, after 2 s at the customer, that is answered `device`."""
    state, spans = CoreState(), list[StateSpan]()
    looks = [CUSTOMER_DEG] * round(2 * fps) + [pitch_deg] * round(4 * fps)
    for index, look_deg in enumerate(looks):
        here_deg = look_deg + tremble_deg[index % len(tremble_deg)]
        state, found = step(state, seen(index / fps, pitch_deg=here_deg), CoreParams())
        spans += [span for span in found if isinstance(span, StateSpan)]
    end_ns = ns_from_s(len(looks) / fps)
    rest = finish(state, Ns(end_ns), CoreParams())
    spans += [span for span in rest if isinstance(span, StateSpan)]
    device_ns = sum(s.end_ns - s.start_ns for s in spans if s.state is State.DEVICE)
    return device_ns / NS_PER_S / 4.0


@given(st.lists(st.floats(-4.0, 4.0), min_size=17, max_size=61), st.sampled_from([8.0, 15.0, 30.0]))
def test_a_customer_half_a_metre_shorter_is_not_the_device(
    tremble_deg: list[float], fps: float
) -> None:
    fair = sum(tremble_deg) / len(tremble_deg)
    centred = [max(-4.0, min(4.0, each - fair)) for each in tremble_deg]
    # What goes beyond the line for as long as a glance takes to open is no tremble.
    beyond = [SHORTER_DEG + each < -25.0 for each in [*centred, *centred]]
    longest = max(
        (sum(1 for _ in run) for run in _runs(beyond)),
        default=0,
    )
    if longest / fps < 0.15:
        assert share_of_device(SHORTER_DEG, centred, fps) == 0.0


def _runs(flags: list[bool]) -> list[list[bool]]:
    runs: list[list[bool]] = []
    for flag in flags:
        if not flag:
            runs.append([])
        elif runs:
            runs[-1].append(flag)
        else:
            runs.append([flag])
    return runs


@given(st.lists(st.floats(-4.0, 4.0), min_size=17, max_size=61), st.sampled_from([8.0, 15.0, 30.0]))
def test_a_device_lower_still_is_found(tremble_deg: list[float], fps: float) -> None:
    assert share_of_device(DEVICE_DEG, tremble_deg, fps) > 0.9
