"""`mostrador check-config` and `mostrador doctor`: is everything as it should be?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.output import say
from monitor.cli.tables import print_table
from monitor.errors import MostradorError

if TYPE_CHECKING:
    from monitor.runtime.offline.checkup import Finding


def check_config(
    file: Path = typer.Argument(..., metavar="FILE", help="Settings (TOML).", show_default=False),
) -> None:
    """Read a settings file and say what is wrong with it, without starting anything."""
    from monitor.addresses import redact_address
    from monitor.settings import load_settings

    settings = load_settings(file, os.environ)
    say(f"{file}: good. Site {settings.site.name!r}, time zone {settings.site.time_zone}.")
    for counter in settings.counters:
        areas = ", ".join(
            area.name if area.name == area.means else f"{area.name} ({area.means})"
            for area in counter.areas
        )
        measured = "calibrated" if counter.calibrated else "not calibrated"
        say(f"  {counter.id}: camera {redact_address(counter.camera)}, {measured}, areas: {areas}")
        if counter.presence.by_second_camera:
            second = redact_address(counter.presence.camera)
            say(f"  {counter.id}: camera for customers {second}")
    if settings.server.public_url:
        say(f"  A proxy shows the page to other devices at {settings.server.public_url}.")


def doctor(
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML). Default: your own, if any."
    ),
) -> None:
    """Look at cameras, models, lock, database, disk and time zone; say what is wrong."""
    import logging

    from monitor.runtime.offline.checkup import Finding, check_up
    from monitor.settings import file_in_use, load_settings

    # What a camera's log would say is among the findings.
    logging.getLogger("monitor").addHandler(logging.NullHandler())
    file = file_in_use(config)
    used = "no file, all as config/default.toml says" if file is None else str(file)
    findings = (Finding("settings", True, used), *check_up(load_settings(file, os.environ)))
    _print(findings)
    bad = [finding for finding in findings if not finding.ok]
    if bad:
        raise MostradorError(
            f"{len(bad)} of {len(findings)} need attention: "
            + ", ".join(finding.what for finding in bad)
        )


def _print(findings: tuple[Finding, ...]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        mark = Text("good", "green") if finding.ok else Text("look", "red")
        table.add_row(mark, finding.what, finding.says)
    print_table(table)
