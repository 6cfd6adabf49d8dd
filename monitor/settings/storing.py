"""Writes single values, or a calibration, into a settings file; all else stays as it is.

The new file is written beside the old one, flushed to the disk, read back as settings, and then
takes the old one's place in one step: a failure leaves the old file, never half of one.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.errors import SettingsError, because
from monitor.settings.editing import with_calibration, with_values
from monitor.settings.loading import load_settings
from monitor.settings.model import CounterSettings

if sys.platform != "win32":
    import fcntl

_NEW_FILE: Final = """\
# Mostrador's settings. What is not written here has its default: config/default.toml documents
# every key. `mostrador check-config FILE` says what is wrong.
"""
# A settings file may hold a camera's password.
_NEW_MODE: Final = 0o600


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a file held when it was looked at; `digest` is None when there was none."""

    path: Path
    digest: str | None


def stamp_of(path: Path) -> FileStamp:
    """Remember what the file holds now. Raises `SettingsError` when it cannot be read."""
    content = _content(path)
    return FileStamp(path, None if content is None else hashlib.sha256(content).hexdigest())


def check_writable(path: Path) -> None:
    """Raise `SettingsError` when nothing could be stored there: better soon than late."""
    path = path.resolve()
    if path.exists():
        _refuse_read_only(path)


def store_calibration(counter: CounterSettings, seen: FileStamp) -> None:
    """Write what the calibration measured of one counter, and nothing else.

    Args:
        counter: as `calibrated_counter` gave it.
        seen: the file, as it was when the calibration began. It is made when there was none.

    Raises:
        SettingsError: one sentence; the file is then as it was.
    """
    _store(seen, lambda text, path, new: with_calibration(text, counter, path, new=new))


def store_values(path: Path, changes: Mapping[tuple[str, ...], Any]) -> None:
    """Write single values; the file is made when there was none.

    Args:
        path: the settings file.
        changes: as `with_values` takes them.

    Raises:
        SettingsError: one sentence; the file is then as it was.
    """
    _store(stamp_of(path), lambda text, where, _new: with_values(text, changes, where))


def _store(seen: FileStamp, edit: Callable[[str, Path, bool], str]) -> None:
    # A link to a file stays one: what is replaced is what it points to.
    path = seen.path.resolve()
    _refuse_changed(path, seen)
    before = _content(path)
    if before is None:
        text = _NEW_FILE
    else:
        _refuse_read_only(path)
        try:
            text = before.decode("utf-8-sig")
        except UnicodeDecodeError:
            mistake = f"{path}: is not text in UTF-8, nothing was changed"
            raise SettingsError(because("file_broken", path=str(path), mistakes=mistake)) from None
    after = edit(text, path, before is None)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, after.encode("utf-8"), seen)
    except OSError as error:
        full, why = error.errno == errno.ENOSPC, error.strerror or ""
        raise SettingsError(
            because("disk_full" if full else "file_unwritable", path=str(path), why=why)
        ) from None


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        cause = because("file_unreadable", path=str(path), why=error.strerror or "")
        raise SettingsError(cause) from None


def _refuse_changed(path: Path, seen: FileStamp) -> None:
    if stamp_of(path).digest != seen.digest:
        raise SettingsError(because("file_changed", path=str(path)))


def _refuse_read_only(path: Path) -> None:
    # An administrator may write everything; a file marked read-only is still meant to stay.
    marked = not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if marked or not os.access(path, os.W_OK):
        raise SettingsError(because("file_read_only", path=str(path)))


def _replace(path: Path, content: bytes, seen: FileStamp) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _adopt_owner_and_mode(path, beside)
        _must_load(beside, path)
        with _others_wait(path.parent):
            _refuse_changed(path, seen)
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


@contextlib.contextmanager
def _others_wait(folder: Path) -> Generator[None]:
    """No other program stores here between a look at the file and its replacement."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # A file system without locks (some network shares) is left to luck, as it always was.
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _must_load(beside: Path, path: Path) -> None:
    """The very file that is about to count must be good."""
    try:
        load_settings(beside, {})
    except SettingsError as error:
        mistakes = str(error).replace(str(beside), str(path))
        raise SettingsError(because("file_broken", path=str(path), mistakes=mistakes)) from None


def _adopt_owner_and_mode(path: Path, beside: Path) -> None:
    try:
        old = path.stat()
    except FileNotFoundError:
        beside.chmod(_NEW_MODE)
        return
    beside.chmod(stat.S_IMODE(old.st_mode))
    if hasattr(os, "chown"):
        # Only an administrator can give a file away; whoever else writes it owns it then.
        with contextlib.suppress(PermissionError):
            os.chown(beside, old.st_uid, old.st_gid)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
