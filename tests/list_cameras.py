"""A camera whose address is a list of further addresses (HLS): a web server on this machine."""

from __future__ import annotations

import threading
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import av
import numpy as np

from tests.numbered_clips import numbered_picture
from tests.server_threads import ServerThread

_FRAMES, _FPS = 10, 10
_LISTED = 4


class ListCamera(ServerThread):
    """Pieces of a second each, numbered pictures in H.264; the list moves on by one a second."""

    def __init__(self, folder: Path) -> None:
        pieces = folder / "pieces"
        pieces.mkdir()
        self.pieces = pieces
        self.making = threading.Thread(target=self._make)
        handler = partial(_Quiet, directory=str(pieces))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        super().__init__(server)
        self.address = f"http://127.0.0.1:{self.port}/live.m3u8"

    def __enter__(self) -> Self:
        self._list(0)
        super().__enter__()
        self.making.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        super().__exit__()
        self.making.join()

    def _make(self) -> None:
        first = 0
        while not self.stopped.wait(_FRAMES / _FPS):
            first += 1
            self._list(first)

    def _list(self, first: int) -> None:
        listed = range(first, first + _LISTED)
        for piece in listed:
            if not (self.pieces / f"{piece}.ts").exists():
                _write(self.pieces / f"{piece}.ts", piece * _FRAMES)
        head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1"
        lines = [f"#EXTINF:{_FRAMES / _FPS},\n{piece}.ts" for piece in listed]
        new = self.pieces / "new"
        new.write_text("\n".join([head, f"#EXT-X-MEDIA-SEQUENCE:{first}", *lines, ""]))
        new.rename(self.pieces / "live.m3u8")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the test's output clean."""


def _write(path: Path, first: int) -> None:
    with av.open(str(path), "w", format="mpegts") as container:
        stream = container.add_stream("libx264", _FPS)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        stream.codec_context.time_base = Fraction(1, _FPS)
        for number in range(first, first + _FRAMES):
            picture = np.ascontiguousarray(numbered_picture(number))
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
