"""A proxy as people put it in front of the page: TLS outside, the local port behind.

Between the two lies a network that a test can slow down, silence or cut.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

NAME: Final = "counter.test"
_PIECE_BYTES: Final = 4096
_READY_S: Final = 20


class TlsProxy:
    """Hands on what it gets, byte by byte, in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self._key, self._certificate = folder / "key.pem", folder / "certificate.pem"
        _make_certificate(self._key, self._certificate)
        self.behind = 0
        """The port that it stands in front of."""
        self.bytes_per_s: float | None = None
        """How fast the way to the program is; None for as fast as it goes."""
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._flows = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._ready = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    @property
    def url(self) -> str:
        """As a browser asks for it."""
        return f"https://{NAME}:{self.port}"

    @property
    def browser_flags(self) -> list[str]:
        """What makes Chromium find the name, and trust this one certificate."""
        key = _openssl("x509", "-in", self._certificate, "-pubkey", "-noout")
        der = _openssl("pkey", "-pubin", "-outform", "der", given=key)
        trusted = base64.b64encode(hashlib.sha256(der).digest()).decode()
        return [
            f"--host-resolver-rules=MAP *.test 127.0.0.1, MAP {NAME} 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={trusted}",
        ]

    def begin(self) -> None:
        self._thread.start()
        assert self._ready.wait(_READY_S)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(_READY_S)
        self._loop.close()

    def silence(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def speak(self) -> None:
        """The network is back."""
        self._loop.call_soon_threadsafe(self._flows.set)

    def cut(self) -> None:
        """Every connection breaks."""
        self._loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _run(self) -> None:
        self._flows.set()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate, self._key)
        server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=context, limit=_PIECE_BYTES
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        server.close()
        self._flows.set()
        self._abort()
        mine = asyncio.current_task()
        await asyncio.gather(
            *(task for task in asyncio.all_tasks() if task is not mine), return_exceptions=True
        )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            back, there = await asyncio.open_connection(
                "127.0.0.1", self.behind, limit=_PIECE_BYTES
            )
            await asyncio.gather(
                self._pipe(reader, there, slow=True), self._pipe(back, writer, slow=False)
            )

    async def _pipe(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, slow: bool
    ) -> None:
        self._writers.add(writer)
        try:
            while piece := await reader.read(_PIECE_BYTES):
                if slow and self.bytes_per_s is not None:
                    await asyncio.sleep(len(piece) / self.bytes_per_s)
                await self._flows.wait()
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass  # one side is gone, and so is the other below
        finally:
            self._writers.discard(writer)
            writer.close()


@contextmanager
def tls_proxy(folder: Path) -> Generator[TlsProxy]:
    """A proxy on a free port, with a certificate of its own, until the end of the block."""
    proxy = TlsProxy(folder)
    proxy.begin()
    try:
        yield proxy
    finally:
        proxy.end()


def _make_certificate(key: Path, certificate: Path) -> None:
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={NAME}"),
        *("-addext", f"subjectAltName=DNS:{NAME}"),
    )


def _openssl(*arguments: str | Path, given: bytes | None = None) -> bytes:
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout
