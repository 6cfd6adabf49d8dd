"""`mostrador backup` and `mostrador restore`: all numbers of the site in one file, and back."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.output import say

if TYPE_CHECKING:
    from monitor.adapters.sql_store import SqlStore
    from monitor.adapters.sql_store.backup import Copied

_CONFIG = typer.Option(
    None, "--config", metavar="FILE", help="Settings (TOML). Default: your own, if any."
)


def backup(
    file: Path = typer.Argument(
        ..., metavar="FILE", help="The backup; an older one is replaced.", show_default=False
    ),
    config: Path | None = _CONFIG,
) -> None:
    """Write all numbers into one file, while Mostrador runs. The format serves every database."""
    from monitor.adapters.sql_store.backup import back_up

    with _store(config) as store:
        copied = back_up(store.database, file)
        say(f"{file}: {_told(copied)}, from {store.database.shown}.")


def restore(
    file: Path = typer.Argument(
        ..., metavar="FILE", help="A backup that Mostrador made.", show_default=False
    ),
    config: Path | None = _CONFIG,
    force: bool = typer.Option(
        False, "--force", help="Replace what the database holds of this site."
    ),
) -> None:
    """Put a backup into the database of the settings: all of it, or nothing changes."""
    from monitor.adapters.sql_store.restore import restore as put_back

    with _store(config) as store:
        copied = put_back(store.database, file, force=force)
        say(f"{file}: {_told(copied)}, restored into {store.database.shown}.")


@contextmanager
def _store(config: Path | None) -> Generator[SqlStore]:
    from monitor.adapters.sql_store import open_store
    from monitor.runtime.site.data_folder import store_url
    from monitor.settings import file_in_use, load_settings

    settings = load_settings(file_in_use(config), os.environ)
    store = open_store(store_url(settings.store.url), settings.site.id)
    try:
        yield store
    finally:
        store.close()


def _told(copied: Copied) -> str:
    return f"{copied.rows} rows, {copied.size_bytes / 1e6:.1f} MB"
