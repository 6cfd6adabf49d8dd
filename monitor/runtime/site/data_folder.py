"""Where data lives when the settings do not say: the user's data folder of this platform."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from monitor.errors import StoreError


def data_folder() -> Path:
    """The folder, made if need be. Raises `StoreError` when it cannot be."""
    folder = Path(platformdirs.user_data_dir("mostrador", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: the data folder cannot be made ({error.strerror})") from None
    return folder


def store_url(url: str) -> str:
    """The database's address: the given one, else a SQLite file in the data folder."""
    return url or f"sqlite:///{data_folder() / 'mostrador.db'}"
