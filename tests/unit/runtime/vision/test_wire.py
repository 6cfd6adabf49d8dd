from __future__ import annotations

import math
import pickle
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.attention.presence import Seen
from monitor.errors import FAILURES, LACKS, WorkerError
from monitor.perception.eyelids import Eyelids
from monitor.perception.gaze import Gaze
from monitor.perception.head_pose import HeadPose
from monitor.perception.observation import FaceReading, Observation, OtherFace
from monitor.perception.quality import Doubt, Quality
from monitor.ports import RESTRICTIONS, LockStatus
from monitor.runtime.vision.wire import (
    MAX_BYTES,
    Beat,
    Ended,
    Frozen,
    Locked,
    Message,
    Opened,
    Problem,
    Upright,
    decode,
    encode,
)
from monitor.snapshot.sights import BOXES_MAX, Sights
from monitor.units import Ns

number = st.floats(-1e4, 1e4)
stamp = st.integers(-(2**62), 2**62).map(Ns)
angles = st.tuples(number, number, number, number)
readings = st.builds(
    FaceReading,
    st.builds(HeadPose, *[number] * 7),
    st.builds(Eyelids, number, number, number, st.booleans(), number, number),
    st.none() | st.builds(Gaze, number, number, number, number),
    st.builds(Quality, number, st.booleans(), st.none() | st.sampled_from(list(Doubt))),
    number,
)


@st.composite
def _observations(draw: st.DrawFn) -> Observation:
    main, *slots = draw(st.lists(st.integers(0, 3), unique=True, min_size=1, max_size=4))
    return Observation(
        draw(stamp),
        draw(st.none() | readings),
        draw(st.integers(0, 60)),
        draw(st.none() | st.booleans()),
        main,
        tuple(OtherFace(slot, draw(readings)) for slot in slots),
    )


observations = _observations()
edges = st.integers(0, 0xFFFF).map(lambda edge: edge / 0xFFFF)
boxes = st.lists(
    st.tuples(edges, edges, edges, edges).map(
        lambda box: (
            min(box[0], box[2]),
            min(box[1], box[3]),
            max(box[0], box[2]),
            max(box[1], box[3]),
        )
    ),
    max_size=BOXES_MAX,
).map(tuple)
pixels = st.integers(0, 9999)
messages = st.one_of(
    observations,
    st.builds(
        Opened, st.integers(0, 9999), st.integers(0, 9999), st.none() | st.integers(1, 2**60)
    ),
    st.builds(Beat, stamp, st.integers(0, 2**60)),
    st.builds(Frozen, stamp),
    st.builds(Upright, st.sampled_from([0, 90, 180, 270])),
    st.builds(Problem, st.text(max_size=100), st.sampled_from(FAILURES)),
    st.builds(
        Locked,
        st.builds(
            LockStatus,
            st.sets(st.sampled_from(RESTRICTIONS)).map(
                lambda names: tuple(name for name in RESTRICTIONS if name in names)
            ),
            st.none() | st.text(min_size=1, max_size=100),
            st.none() | st.sampled_from(LACKS),
        ),
    ),
    st.builds(Ended, st.booleans()),
    st.builds(Seen, stamp, st.none() | st.booleans()),
    st.builds(Sights, stamp, boxes, boxes),
)


@given(messages)
def test_what_goes_in_comes_out(message: Message) -> None:
    data = encode(message)
    assert len(data) <= MAX_BYTES
    assert decode(data) == message


@given(st.binary(max_size=MAX_BYTES + 5))
def test_garbage_is_refused_or_a_record(data: bytes) -> None:
    try:
        message = decode(data)
    except WorkerError:
        return
    assert isinstance(
        message, Observation | Opened | Beat | Problem | Locked | Ended | Seen | Sights
    )


def test_nothing_that_carries_code_is_understood() -> None:
    with pytest.raises(WorkerError):
        decode(pickle.dumps(Ended()))


def test_a_number_that_is_not_finite_is_refused() -> None:
    face = FaceReading(
        HeadPose(*[0.5] * 7),
        Eyelids(1, 1, 1, low=False, lowered=0.0, followed=0.0),
        None,
        Quality(1, True, None),
        100.0,
    )
    data = encode(Observation(Ns(1), face, 1, None))
    assert decode(data)
    with pytest.raises(WorkerError, match="not finite"):
        decode(data[:-8] + struct.pack("<d", math.nan))


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<BqBB4H", 10, 1, 1, 0, 5, 0, 4, 9),
        struct.pack("<BqBB4H", 10, 1, 2, 0, 1, 2, 3, 4),
        struct.pack("<BqBB", 10, 1, 41, 0) + bytes(41 * 8),
    ],
)
def test_boxes_that_cannot_be_are_refused(data: bytes) -> None:
    with pytest.raises(WorkerError, match="box"):
        decode(data)


def test_a_long_text_is_cut_between_letters() -> None:
    problem = decode(encode(Problem("ñ" * 2000, "webcam_busy")))
    assert isinstance(problem, Problem)
    assert set(problem.text) == {"ñ"}
    assert problem.cause == "webcam_busy"


def test_a_restriction_that_nobody_knows_is_refused() -> None:
    data = encode(Locked(LockStatus(RESTRICTIONS, None)))
    assert decode(data)
    with pytest.raises(WorkerError, match="restriction"):
        decode(data[:1] + struct.pack("<I", 1 << len(RESTRICTIONS)) + data[5:])


def test_a_cause_that_nobody_knows_is_refused() -> None:
    data = encode(Problem("gone", "webcam_busy"))
    with pytest.raises(WorkerError, match="without sense"):
        decode(data[:1] + bytes([len(FAILURES)]) + data[2:])


FACE = FaceReading(
    HeadPose(*[0.5] * 7),
    Eyelids(1, 1, 1, low=False, lowered=0.0, followed=0.0),
    None,
    Quality(1, True, None),
    100.0,
)


@pytest.mark.parametrize("slots", [(0, 4), (0, 0), (1, 1), (0, 2, 2), (7,)])
def test_slots_that_cannot_be_are_refused(slots: tuple[int, ...]) -> None:
    main, *others = slots
    faces = tuple(OtherFace(slot, FACE) for slot in others)
    with pytest.raises(WorkerError, match="slot"):
        decode(encode(Observation(Ns(1), None, 1, None, main, faces)))


def test_a_face_more_or_less_than_was_said_is_refused() -> None:
    data = encode(Observation(Ns(1), FACE, 2, None, 0, (OtherFace(1, FACE),)))
    for cut in (data[:-1], data[:-140], data + b"\0"):
        with pytest.raises(WorkerError):
            decode(cut)


def test_a_face_where_none_was_said_is_refused() -> None:
    said = encode(Observation(Ns(1), None, 2, None, 0, (OtherFace(1, FACE),)))
    assert said[14] == 1
    with pytest.raises(WorkerError, match="face"):
        decode(said[:14] + b"\0" + said[15:])


@pytest.mark.parametrize("present", [3, 255])
def test_an_answer_that_cannot_be_is_refused(present: int) -> None:
    data = encode(Seen(Ns(5), present=True))
    with pytest.raises(WorkerError):
        decode(data[:-1] + bytes([present]))
    with pytest.raises(WorkerError):
        decode(data + b"\0")


def test_of_customers_nothing_but_a_time_and_a_yes_or_no_is_sent() -> None:
    assert len(encode(Seen(Ns(5), present=True))) == 1 + 8 + 1
