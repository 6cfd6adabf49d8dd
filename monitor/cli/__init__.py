"""The command line. Commands import what they need when they run, so that `--help` is instant."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from typing import TYPE_CHECKING, Final

import typer

from monitor.cli import analyze, backup, bench, calibrate, check, evaluate, report, serve
from monitor.cli.output import drop_standard_output, ready_streams, say_error
from monitor.errors import MostradorError

if TYPE_CHECKING:
    from types import FrameType

_INTERRUPTED: Final = 130
"""Exit code of a program that Ctrl-C ended, as shells count it."""
_SOON_S: Final = 0.05

app = typer.Typer(
    name="mostrador",
    help="Is the person behind the counter looking towards the customer, or down at a device?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(serve.demo)
app.command("serve")(serve.serve)
app.command("analyze")(analyze.analyze)
app.command("evaluate")(evaluate.evaluate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(bench.app, name="bench")
app.command("report")(report.report)
app.command("calibrate")(calibrate.calibrate)
app.command("check-config")(check.check_config)
app.command("doctor")(check.doctor)


def _version(asked: bool) -> None:
    if asked:
        from monitor import __version__

        typer.echo(f"mostrador {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Is the person behind the counter looking towards the customer, or down at a device?"""


def main() -> None:
    """Entry point: errors on purpose become one sentence and exit code 1, Ctrl-C exit code 130."""
    ready_streams()
    stopped = _noted_interrupts()
    try:
        app()
    except BrokenPipeError:
        # The reader (head, say) has what it wanted.
        drop_standard_output()
        sys.exit(1)
    except (MostradorError, OSError, ImportError) as error:
        # A library that is interrupted while it loads says that it is broken.
        if stopped.is_set():
            sys.exit(_INTERRUPTED)
        if isinstance(error, ImportError):
            raise
        if isinstance(error, OSError):
            # It may be standard output that takes no more: `--help` on a full disk.
            drop_standard_output()
        say_error(_what_failed(error))
        sys.exit(1)


def _noted_interrupts() -> threading.Event:
    """Set once Ctrl-C was pressed; what Ctrl-C does stays the same, and none is lost."""
    pressed = threading.Event()
    say_unraised = sys.unraisablehook

    def interrupt(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.default_int_handler(number, frame)

    def unraised(unraisable: sys.UnraisableHookArgs) -> None:
        # It came while Python cleared memory up, where nothing can be raised: once more, then.
        if unraisable.exc_type is KeyboardInterrupt:
            threading.Timer(_SOON_S, _thread.interrupt_main).start()
        else:
            say_unraised(unraisable)

    sys.unraisablehook = unraised
    # Left alone where whoever started the program has it ignored (nohup, a script's "&").
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    return pressed


def _what_failed(error: MostradorError | OSError) -> str:
    """One sentence. The machine refuses in many places: a file, a pipe, a process."""
    if isinstance(error, MostradorError):
        return str(error)
    said = error.strerror or str(error)
    return said if error.filename is None else f"{error.filename}: {said}"
