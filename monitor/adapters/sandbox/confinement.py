"""How a process that handles pictures begins: locked, and with nothing but its own pipes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable

from monitor.adapters.sandbox.locking import LockReport, LockRequest, lock
from monitor.adapters.sandbox.process_limits import close_other_files


def confine(request: LockRequest, text: int, pipes: Iterable[int]) -> LockReport:
    """Give up all that this process does not need, for good. Call it first of all.

    Args:
        request: what its source needs.
        text: number of the file to which its standard streams go from now on.
        pipes: numbers of the files that it keeps besides.
    """
    # The parent decides when to stop, and then kills: there is nothing here to save. A Ctrl-C, or
    # a service manager, reaches the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for stream in (1, 2):
        os.dup2(text, stream)
    close_other_files(pipes)
    return lock(request)
