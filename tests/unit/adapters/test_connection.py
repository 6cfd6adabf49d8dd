"""The process that connects takes a stream apart, and decodes nothing of it."""

from __future__ import annotations

import logging
from dataclasses import replace

import av.logging
import pytest

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import SourceOptions, open_connection
from monitor.adapters.video_source.packets import decode_description, decode_packet
from monitor.addresses import parse_address
from tests.real_cameras import MjpegCamera, RtspCamera

PATIENT = SourceOptions(open_timeout_s=60.0, read_timeout_s=60.0)


class Enough(OSError):
    """Whoever decodes is gone."""


def first_records(address: str, count: int) -> list[bytes]:
    records: list[bytes] = []

    def send(record: bytes) -> None:
        records.append(record)
        if len(records) == count:
            raise Enough

    connection = open_connection(parse_address(address), PATIENT, SystemClock())
    try:
        connection.hand_on(send)
    finally:
        connection.close()
    return records


@pytest.mark.needs("rtsp-server")
def test_an_rtsp_camera_comes_as_a_description_and_packets() -> None:
    with RtspCamera() as camera:
        head, *rest = first_records(f"rtsp://127.0.0.1:{camera.port}/live", 5)
    description = decode_description(head)
    assert description.codec == "h264"
    assert description.setup.startswith(b"\0\0\0\1"), "what the decoder must know first"
    times = [decode_packet(each).pts for each in rest]
    assert None not in times[1:]
    assert all(decode_packet(each).data for each in rest)


def test_an_mjpeg_camera_comes_picture_by_picture() -> None:
    with MjpegCamera() as camera:
        head, *rest = first_records(f"http://127.0.0.1:{camera.port}/v", 4)
    assert decode_description(head).codec == "mjpeg"
    assert all(decode_packet(each).data.startswith(b"\xff\xd8") for each in rest)


@pytest.mark.needs("rtsp-server")
def test_no_decoder_is_opened_in_the_connecting(caplog: pytest.LogCaptureFixture) -> None:
    """FFmpeg itself says that it wanted to, to find out what the stream holds, and may not."""
    caplog.set_level(logging.ERROR)
    before = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with MjpegCamera() as mjpeg:
            first_records(f"http://127.0.0.1:{mjpeg.port}/v", 2)
    finally:
        av.logging.set_level(before)
    assert any("not on whitelist 'none'" in message for message in caplog.messages)


def test_a_reader_that_goes_away_ends_the_handing_on() -> None:
    with MjpegCamera(fps=50) as camera:
        address = parse_address(f"http://127.0.0.1:{camera.port}/v")
        connection = open_connection(address, replace(PATIENT, read_timeout_s=5.0), SystemClock())
        assert not connection.connects_again

        def send(_: bytes) -> None:
            raise BrokenPipeError

        connection.hand_on(send)
        connection.close()
        connection.close()
