"""What a locked process writes to its standard streams, on its way to the log of its parent.

A picture could go out there as well as any complaint. So it is a trickle, and it is text: whatever
else comes is replaced by a sign, and what comes too fast is left out.
"""

from __future__ import annotations

import logging
import os
from typing import Final

from monitor.addresses import redact_text
from monitor.ports import Clock
from monitor.units import NS_PER_S

_LOG: Final = logging.getLogger(__name__)

BURST_BYTES: Final = 4096
"""A traceback at once."""
BYTES_PER_S: Final = 64
_LINE_BYTES: Final = 500
_READ_BYTES: Final = 65_536


class TextChannel:
    """Reads the pipe behind a process's standard streams, and logs what may pass.

    Of everything that comes, `BURST_BYTES` pass at once and `BYTES_PER_S` afterwards.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self._name = name
        self._clock = clock
        self._allowed = float(BURST_BYTES)
        self._known_ns = clock.monotonic_ns()
        self._begun = b""
        self._left_out = 0

    def read(self, pipe: int) -> bool:
        """Take what is there. False once the other end is closed."""
        data = os.read(pipe, _READ_BYTES)
        self.take(data)
        return bool(data)

    def take(self, data: bytes) -> None:
        """Log the lines that are whole, as far as they may pass; empty data ends the last one."""
        now_ns = self._clock.monotonic_ns()
        earned = (now_ns - self._known_ns) * BYTES_PER_S / NS_PER_S
        self._allowed = min(self._allowed + earned, float(BURST_BYTES))
        self._known_ns = now_ns
        passing = data[: int(self._allowed)]
        self._allowed -= len(passing)
        self._left_out += len(data) - len(passing)
        *lines, self._begun = (self._begun + passing).split(b"\n")
        if not data or len(self._begun) > _LINE_BYTES:
            lines.append(self._begun)
            self._begun = b""
        for line in lines:
            self._log(line)
        if self._left_out and (not data or self._allowed >= _LINE_BYTES):
            _LOG.warning("%s: %d bytes of its messages are left out", self._name, self._left_out)
            self._left_out = 0

    def _log(self, line: bytes) -> None:
        text = line.decode("ascii", "replace").replace("\t", "    ").rstrip()
        shown = "".join(sign if " " <= sign <= "~" else "?" for sign in text)
        if shown:
            _LOG.warning("%s: %s", self._name, redact_text(shown))
