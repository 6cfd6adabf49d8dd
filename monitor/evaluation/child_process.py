"""Runs a command to its end and tells what CPU time it took."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.errors import MostradorError


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended well. `cpu_s` is user and system time, all threads and children."""

    cpu_s: float
    output: str


def run(command: Sequence[str]) -> Finished:
    """Run a command and wait for it.

    Raises:
        MostradorError: it ended with an error; the text is its own last line.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter on our own modules
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=complaint
        )
        try:
            # The usage of this very child; Popen's own wait would throw it away.
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                # Ctrl-C: nobody waits for it any more.
                process.kill()
                process.wait()
        if process.returncode != 0:
            complaint.seek(0)
            said = complaint.read().decode("utf-8", "replace").strip().splitlines()
            last = said[-1].removeprefix("mostrador: ") if said else "it said nothing"
            raise MostradorError(f"{' '.join(command[1:4])} failed: {last}")
        output.seek(0)
        return Finished(usage.ru_utime + usage.ru_stime, output.read().decode("utf-8", "replace"))
