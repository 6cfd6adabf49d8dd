"""The first step of `mostrador`, which is also `python -m monitor`."""

from __future__ import annotations

import os
import signal

_INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it. Ctrl-C ends it without a word from here on."""
    # Left alone where whoever started the program has it ignored (nohup, a script's "&").
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    from monitor.cli import main as run  # noqa: PLC0415 - loading it takes a moment already

    run()


def _end(_number: int, _frame: object) -> None:
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
