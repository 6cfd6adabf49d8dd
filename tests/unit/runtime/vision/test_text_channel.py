"""What a locked process may say by its standard streams: little, and text."""

from __future__ import annotations

import logging

import pytest

from monitor.runtime.vision.text_channel import BURST_BYTES, BYTES_PER_S, TextChannel
from tests.unit.runtime.morning import clock_at


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING)
    return caplog


def test_a_complaint_is_logged_line_by_line(lines: pytest.LogCaptureFixture) -> None:
    channel = TextChannel("front: the vision worker", clock_at())
    channel.take(b"Traceback (most recent")
    assert lines.messages == []
    channel.take(b" call last):\n\n  rtsp://viewer:secret@camera/1\nits last wor")
    channel.take(b"")
    assert lines.messages == [
        "front: the vision worker: Traceback (most recent call last):",
        "front: the vision worker:   rtsp://viewer:***@camera/1",
        "front: the vision worker: its last wor",
    ]


def test_no_picture_passes(lines: pytest.LogCaptureFixture) -> None:
    """Of a picture a few signs come through, none of them more than text."""
    clock = clock_at()
    channel = TextChannel("front", clock)
    picture = bytes(range(256)) * 80
    for _ in range(10):
        channel.take(picture)
        clock.forward(1.0)
    channel.take(b"")
    shown = "".join(lines.messages)
    assert all(" " <= sign <= "~" for sign in shown)
    sent = sum(len(each) - len("front: ") for each in lines.messages[:-1])
    assert sent <= BURST_BYTES + 10 * BYTES_PER_S
    assert lines.messages[-1].startswith("front: ")
    assert lines.messages[-1].endswith("bytes of its messages are left out")


def test_after_a_while_it_may_speak_again(lines: pytest.LogCaptureFixture) -> None:
    clock = clock_at()
    channel = TextChannel("front", clock)
    channel.take(b"x" * BURST_BYTES)
    channel.take(b"unheard\n")
    clock.forward(10.0)
    lines.clear()
    channel.take(b"heard again\n")
    assert lines.messages == [
        "front: heard again",
        "front: 8 bytes of its messages are left out",
    ]
