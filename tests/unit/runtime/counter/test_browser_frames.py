"""One place for the newest picture, between a browser and a worker."""

from __future__ import annotations

import struct
import threading
from multiprocessing import Pipe

import pytest

from monitor.runtime.counter.browser_frames import BrowserFrames, TakenOver
from monitor.runtime.vision.picture_pipe import handing_on
from monitor.units import Ns
from tests.patience import PATIENCE_S, within


def picture(message: bytes | None) -> bytes | None:
    return None if message is None else message[8:]


def test_a_picture_is_taken_once_with_its_stamp_in_front() -> None:
    frames = BrowserFrames()
    browser = frames.connect()
    taken: list[bytes | None] = []
    worker = threading.Thread(target=lambda: taken.append(frames.take(PATIENCE_S)))
    worker.start()
    assert frames.offer(browser, Ns(77), b"one", PATIENCE_S)
    worker.join()
    assert taken == [struct.pack("<q", 77) + b"one"]
    assert frames.take(0) is None


def test_a_picture_that_nobody_takes_is_forgotten() -> None:
    frames = BrowserFrames()
    browser = frames.connect()
    assert not frames.offer(browser, Ns(1), b"one", 0.05)
    assert not frames.wait_offered(0)
    assert frames.take(0) is None


def test_the_newest_browser_counts_and_the_former_is_told() -> None:
    frames = BrowserFrames()
    former = frames.connect()
    newer = frames.connect()
    with pytest.raises(TakenOver):
        frames.offer(former, Ns(1), b"old", 0.05)
    frames.disconnect(former)  # of no consequence
    worker = threading.Thread(target=lambda: frames.take(PATIENCE_S))
    worker.start()
    assert frames.offer(newer, Ns(2), b"new", PATIENCE_S)
    worker.join()


def test_a_former_that_waits_is_told_at_once() -> None:
    frames = BrowserFrames()
    former = frames.connect()
    told: list[str] = []

    def offer() -> None:
        try:
            frames.offer(former, Ns(1), b"old", PATIENCE_S)
        except TakenOver as error:
            told.append(str(error))

    waiting = threading.Thread(target=offer, daemon=True)
    waiting.start()
    assert frames.wait_offered(PATIENCE_S)
    frames.connect()
    waiting.join(PATIENCE_S)
    assert told == ["another browser has become the camera of this counter"]
    assert frames.take(0) is None


def test_requests_are_answered_with_the_newest_and_nothing_is_sent_unasked() -> None:
    frames = BrowserFrames()
    browser = frames.connect()
    ours, theirs = Pipe()
    with handing_on(frames, ours):
        assert not frames.offer(browser, Ns(1), b"unasked", 0.1)
        assert not theirs.poll(0)
        theirs.send_bytes(b"?")
        assert frames.offer(browser, Ns(2), b"asked", PATIENCE_S)
        assert theirs.recv_bytes() == struct.pack("<q", 2) + b"asked"
        assert not frames.offer(browser, Ns(3), b"unasked again", 0.1)
        assert not theirs.poll(0)


def test_a_worker_that_is_gone_holds_nobody_up() -> None:
    frames = BrowserFrames()
    ours, theirs = Pipe()
    with within(2), handing_on(frames, ours):
        theirs.send_bytes(b"?")
        theirs.close()
