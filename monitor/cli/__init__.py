"""The command line. Commands import what they need when they run, so that `--help` is instant."""

from __future__ import annotations

import sys

import typer

from monitor.cli import analyze, backup, bench, calibrate, check, evaluate, report, serve
from monitor.cli.interrupts import INTERRUPTED, noted_interrupts
from monitor.cli.output import drop_standard_output, ready_streams, say_error
from monitor.errors import MostradorError

app = typer.Typer(
    name="mostrador",
    help="Is the person behind the counter looking towards the customer, or down at a device?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain text: paragraphs are filled, and a pipe gets what a terminal gets.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(short_help="The service on the bundled sample: no camera, nothing kept.")(serve.demo)
app.command(short_help="Say what is wrong with a settings file.")(check.check_config)
app.command(short_help="Look at cameras, models, lock, database, disk, time zone.")(check.doctor)
app.command(short_help="Watch the counters of a settings file, serve the page.")(serve.serve)
app.command(short_help="Measure where customers and the device are.")(calibrate.calibrate)
app.command(short_help="Write the weekly report, a page for paper.")(report.report)
app.command(short_help="Write all numbers into one file, while Mostrador runs.")(backup.backup)
app.command(short_help="Put a backup into the database: all of it, or nothing.")(backup.restore)
app.command(short_help="Measure recorded clips or stills.")(analyze.analyze)
app.command(short_help="How right it is, on clips and stills that were labelled.")(
    evaluate.evaluate
)
app.add_typer(bench.app, name="bench")


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
    stopped = noted_interrupts()
    try:
        app()
    except KeyboardInterrupt:
        # Before a command was found: while one runs, its exit code is seen to there.
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, say) has what it wanted.
        drop_standard_output()
        sys.exit(1)
    except (MostradorError, OSError, ImportError) as error:
        # A library that is interrupted while it loads says that it is broken.
        if stopped.is_set():
            sys.exit(INTERRUPTED)
        if isinstance(error, ImportError) and "shared object file" not in str(error):
            raise
        if isinstance(error, OSError):
            # It may be standard output that takes no more: `--help` on a full disk.
            drop_standard_output()
        say_error(_what_failed(error))
        sys.exit(1)


def _what_failed(error: MostradorError | OSError | ImportError) -> str:
    """One sentence. The machine refuses in many places: a file, a pipe, a process."""
    if isinstance(error, MostradorError):
        return str(error)
    if isinstance(error, ImportError):
        return (
            f"a library of the system is missing: {error}. After a plain pip install it is OpenCV "
            "that asks for it: CONTRIBUTING.md says which Debian packages bring it, and how to do "
            "without"
        )
    said = error.strerror or str(error)
    return said if error.filename is None else f"{error.filename}: {said}"
