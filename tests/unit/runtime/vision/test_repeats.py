from __future__ import annotations

import numpy as np

from monitor.attention.presence import Seen
from monitor.perception.observation import Observation
from monitor.ports import Frame, Image
from monitor.runtime.vision.repeats import RepeatWatch
from monitor.runtime.vision.wire import Frozen, Message
from monitor.units import NS_PER_S, Ns
from tests.unit.attention.faces import faceless, seen

NOISE = np.random.default_rng(5)
ROOM: Image = NOISE.integers(0, 256, (120, 160, 3), dtype=np.uint8)
BLACK: Image = np.zeros((120, 160, 3), np.uint8)


def sent(watch: RepeatWatch, pictures: list[Image], *, somebody: bool = True) -> list[Message]:
    """What comes out of ten pictures a second."""
    messages: list[Message] = []
    for number, picture in enumerate(pictures):
        t_ns = Ns(number * NS_PER_S // 10)
        t_s = t_ns / NS_PER_S
        observation = seen(t_s) if somebody else faceless(t_s, person=False)
        messages += watch.sift(Frame(t_ns, number, picture), [observation])
    return messages


def other(number: int) -> Image:
    picture = ROOM.copy()
    picture[number % 40 * 3, :, :] ^= 255
    return picture


def test_pictures_that_change_pass_at_once() -> None:
    watch = RepeatWatch(coded_whole=True)
    pictures = [other(number) for number in range(60)]
    assert [each.t_ns for each in sent(watch, pictures) if isinstance(each, Observation)] == [
        number * NS_PER_S // 10 for number in range(60)
    ]


def test_a_face_that_repeats_is_frozen_from_the_first_repetition_on() -> None:
    messages = sent(RepeatWatch(coded_whole=False), [other(1), other(2)] + [ROOM] * 100)
    *before, frozen = messages
    assert [each.t_ns for each in before if isinstance(each, Observation)] == [
        0,
        NS_PER_S // 10,
        NS_PER_S // 5,
    ]
    assert frozen == Frozen(Ns(3 * NS_PER_S // 10))


def test_it_is_told_once_and_ends_with_the_next_new_picture() -> None:
    watch = RepeatWatch(coded_whole=False)
    messages = sent(watch, [ROOM] * 100 + [other(1), other(2)])
    assert [isinstance(each, Frozen) for each in messages] == [False, True, False, False]


def test_a_short_repetition_costs_nothing() -> None:
    """Poor coding leaves out what did not change: up to 0.9 s, seen on people."""
    pictures = [ROOM, *[other(1)] * 12, other(2), *[other(3)] * 12, other(4)]
    messages = sent(RepeatWatch(coded_whole=False), pictures)
    stamps = [each.t_ns for each in messages if isinstance(each, Observation)]
    assert stamps == [number * NS_PER_S // 10 for number in range(len(pictures))]


def test_an_empty_room_may_stand_still_where_the_coder_leaves_out_what_did_not_change() -> None:
    messages = sent(RepeatWatch(coded_whole=False), [ROOM] * 100, somebody=False)
    assert len(messages) == 100


def test_an_empty_room_never_repeats_where_each_picture_is_coded_whole() -> None:
    messages = sent(RepeatWatch(coded_whole=True), [ROOM] * 100, somebody=False)
    assert any(isinstance(each, Frozen) for each in messages)


def test_a_camera_that_sleeps_at_night_is_not_frozen() -> None:
    messages = sent(RepeatWatch(coded_whole=True), [BLACK] * 100, somebody=False)
    assert len(messages) == 100


def test_answers_about_customers_are_held_back_too() -> None:
    watch = RepeatWatch(coded_whole=True)
    messages: list[Message] = []
    for number in range(100):
        t_ns = Ns(number * NS_PER_S // 10)
        messages += watch.sift(Frame(t_ns, number, ROOM), [Seen(t_ns, True)])
    assert [type(each) for each in messages] == [Seen, Frozen]
