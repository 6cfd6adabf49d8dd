"""Network cameras for tests: real servers on this machine, on ports that the system chooses."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import cv2

from tests.needs import SYSTEM_PYTHON
from tests.numbered_clips import numbered_picture
from tests.server_threads import ServerThread


def numbered_jpeg(number: int) -> bytes:
    """A numbered picture as a camera sends it."""
    ok, jpeg = cv2.imencode(".jpg", numbered_picture(number)[:, :, ::-1])
    assert ok
    return jpeg.tobytes()


class MjpegCamera(ServerThread):
    """Sends JPEGs without end, or `frames` of them and then nothing (or hangs up).

    `jpeg_of` gives the one of each number, counted from 0 for every caller.
    """

    def __init__(
        self,
        fps: float = 20.0,
        frames: int | None = None,
        *,
        jpeg_of: Callable[[int], bytes] = numbered_jpeg,
        then_hang_up: bool = False,
        password: str | None = None,
    ) -> None:
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if password is not None and "Authorization" not in self.headers:
                    self.send_response(401)
                    self.send_header("WWW-Authenticate", 'Basic realm="camera"')
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                self.send_frames()

            def send_frames(self) -> None:
                started = time.monotonic()
                number = 0
                while not camera.stopped.is_set() and (frames is None or number < frames):
                    jpeg = jpeg_of(number)
                    part = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                    try:
                        self.wfile.write(part % len(jpeg) + jpeg + b"\r\n")
                    except OSError:
                        return  # the other side hung up
                    number += 1
                    camera.stopped.wait(max(0.0, started + number / fps - time.monotonic()))
                if not then_hang_up:
                    camera.stopped.wait()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Keep the test's output clean."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        super().__init__(server)


class FreezingFilm:
    """The next picture of a film at each call, and the same one again while `frozen` is set."""

    def __init__(self, film: Path) -> None:
        self.frozen = threading.Event()
        self._at = 0
        self._jpegs: list[bytes] = []
        capture = cv2.VideoCapture(str(film))
        while len(self._jpegs) < 100:
            ok, picture = capture.read()
            assert ok
            self._jpegs.append(cv2.imencode(".jpg", picture)[1].tobytes())
        capture.release()

    def __call__(self, _number: int) -> bytes:
        self._at += not self.frozen.is_set()
        return self._jpegs[self._at % len(self._jpegs)]


class SilentCamera:
    """Accepts connections and never says a word."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.listener.close()


RTSP_SERVER = """
import sys
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
gi.require_version("GstRtsp", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer
Gst.init(None)
port, width, height, password, transport = sys.argv[1:]
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f"( videotestsrc is-live=true ! video/x-raw,width={width},height={height},framerate=15/1 "
    "! openh264enc gop-size=15 ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)
factory.set_shared(True)
if transport == "udp":
    factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
if password:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic("user", password), token)
    server.set_auth(auth)
    rights = Gst.Structure.new_from_string(
        "user, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    )
    factory.add_role_from_structure(rights)
server.get_mount_points().add_factory("/live", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
"""


class RtspCamera:
    """GStreamer's RTSP server with a moving H.264 test picture at 15 frames per second."""

    def __init__(
        self,
        port: int = 0,
        size_px: tuple[int, int] = (320, 240),
        password: str = "",
        *,
        only_udp: bool = False,
    ) -> None:
        transport = "udp" if only_udp else "any"
        arguments = [str(port), str(size_px[0]), str(size_px[1]), password, transport]
        self.process = subprocess.Popen(
            [SYSTEM_PYTHON, "-c", RTSP_SERVER, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.returncode is None:
            self.kill()
