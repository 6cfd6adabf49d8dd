"""Small servers that answer a caller as cameras do that send no video, or none that can be read."""

from __future__ import annotations

import re
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np

from tests.numbered_clips import numbered_picture
from tests.server_threads import ServerThread

Reply = Callable[[str], bytes]
"""What is said to a request; nothing hangs up without a word."""

_PAYLOAD: Final = 96
_TLS_HELLO: Final = b"\x16\x03"
_CLOCK_HZ: Final = 90_000


class AnsweringCamera(ServerThread):
    """Answers each request by a function; inside TLS where a folder for a certificate is given."""

    def __init__(self, reply: Reply, certificate_in: Path | None = None) -> None:
        camera = self
        self.requests: list[str] = []
        context = None if certificate_in is None else _tls_context(certificate_in)

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    if context is None:
                        camera.converse(self.request, reply)
                        return
                    with context.wrap_socket(self.request, server_side=True) as connection:
                        camera.converse(connection, reply)
                except OSError:
                    return  # the other side hung up, or does not speak TLS

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        super().__init__(Server(("127.0.0.1", 0), Handler))

    def converse(self, connection: socket.socket, reply: Reply) -> None:
        """Answer on one connection, until the caller has enough."""
        for request in _requests(connection):
            self.requests.append(request)
            answer = reply(request)
            connection.sendall(answer)
            if request.startswith("PLAY"):
                _send_without_key_frames(connection, self.stopped)
            if not answer.startswith(b"RTSP"):
                return


def http_answer(status: str, content_type: str = "", body: bytes = b"", **headers: str) -> bytes:
    """A web server's answer."""
    given = {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {text}" for name, text in given.items() if text)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def rtsp_answer(request: str, status: str, body: str = "", **headers: str) -> bytes:
    """An RTSP server's answer to this request."""
    number = re.search(r"(?im)^CSeq: *(\d+)", request)
    given = {
        "CSeq": number[1] if number else "1",
        "Content-Type": "application/sdp" if body else "",
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): text for name, text in headers.items()},
    }
    lines = [f"RTSP/1.0 {status}", *(f"{name}: {text}" for name, text in given.items() if text)]
    return ("\r\n".join([*lines, "", ""]) + body).encode()


def rtsp_camera(media: str) -> Reply:
    """Describes itself by these lines, and lets itself be played."""
    sdp = f"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\n{media}"

    def reply(request: str) -> bytes:
        method = request.split(" ", 1)[0]
        if method == "OPTIONS":
            return rtsp_answer(request, "200 OK", Public="OPTIONS, DESCRIBE, SETUP, PLAY")
        if method == "DESCRIBE":
            return rtsp_answer(request, "200 OK", sdp)
        if method == "SETUP" and "SAVP" in media:
            return rtsp_answer(request, "461 Unsupported Transport")
        transport = re.search(r"(?im)^Transport: *([^\r\n]*)", request)
        return rtsp_answer(
            request, "200 OK", Session="1", Transport=transport[1] if transport else ""
        )

    return reply


VIDEO: Final = f"m=video 0 RTP/AVP {_PAYLOAD}\r\na=rtpmap:{_PAYLOAD} H264/{_CLOCK_HZ}\r\n"
ENCRYPTED: Final = VIDEO.replace("RTP/AVP", "RTP/SAVP")
SOUND: Final = "m=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"


def _requests(connection: socket.socket) -> Iterator[str]:
    """Requests as they come, each up to its empty line; none of whoever speaks TLS in plain."""
    text = ""
    while piece := connection.recv(4096):
        if piece.startswith(_TLS_HELLO):
            return
        text += piece.decode("latin-1")
        while "\r\n\r\n" in text:
            request, text = text.split("\r\n\r\n", 1)
            yield request


def _send_without_key_frames(connection: socket.socket, stopped: threading.Event) -> None:
    """RTP inside RTSP (RFC 2326, 10.12; RFC 6184, single NAL units), 25 pictures a second."""
    sequence = 0
    started = time.monotonic()
    units = _units_without_key_frames()
    while not stopped.is_set():
        unit = units[sequence % len(units)]
        stamp = sequence * _CLOCK_HZ // 25
        header = bytes([0x80, 0x80 | _PAYLOAD])
        packet = header + (sequence & 0xFFFF).to_bytes(2) + stamp.to_bytes(4) + b"test" + unit
        connection.sendall(b"$\0" + len(packet).to_bytes(2) + packet)
        sequence += 1
        stopped.wait(max(0.0, started + sequence / 25 - time.monotonic()))


def _units_without_key_frames() -> list[bytes]:
    """What a camera sends between two key frames: pictures that need one before them."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 320, 240, "yuv420p"
    encoder.framerate = Fraction(25)
    encoder.options = {
        "g": "1000",
        "tune": "zerolatency",
        "x264-params": "slices=1:sliced-threads=0",
    }
    units: list[bytes] = []
    for number in range(50):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(numbered_picture(number)))
        units += [
            bytes(packet).split(b"\0\0\1", 1)[1]
            for packet in encoder.encode(frame.reformat(format="yuv420p"))
            if not packet.is_keyframe
        ]
    return units


def _tls_context(folder: Path) -> ssl.SSLContext:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=camera"
    subprocess.run(
        ["openssl", *made.split(), "-keyout", key, "-out", certificate],
        capture_output=True,
        check=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
