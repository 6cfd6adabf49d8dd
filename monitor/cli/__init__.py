"""The command line. Commands import what they need when they run, so that `--help` is instant."""

from __future__ import annotations

import os
import sys

import typer

from monitor.cli import analyze, backup, bench, calibrate, check, evaluate, report, serve
from monitor.cli.output import say_error
from monitor.errors import MostradorError

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
    """Entry point: errors on purpose become one sentence and exit code 1."""
    try:
        app()
    except MostradorError as error:
        say_error(str(error))
        sys.exit(1)
    except BrokenPipeError:
        # The reader (head, say) has what it wanted; silence the interpreter's own last flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
