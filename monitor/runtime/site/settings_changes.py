"""Changes of the settings while the service runs: checked, stored, and counting at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.ports import LocalCamera
from monitor.runtime.site.plugged_cameras import PluggedCamera, plugged_cameras
from monitor.settings import (
    CounterSettings,
    Settings,
    changed_settings,
    check_writable,
    store_values,
)
from monitor.settings.setting import Location


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a change. `stored` is None where there is no file: it is forgotten."""

    settings: Settings
    stored: Path | None
    keys: tuple[str, ...]


class SettingsChanges:
    """The settings in use, and the one way to change them. Thread-safe."""

    def __init__(
        self,
        settings: Settings,
        file: Path | None,
        apply: Callable[[Settings], None],
        find: Callable[[], Sequence[LocalCamera]],
    ) -> None:
        """`apply` makes changed settings count; `file` is where they are stored, None: nowhere.

        `find` looks for cameras to choose from.
        """
        self._find = find
        self._settings = settings
        self._file = file
        self._apply = apply
        self._lock = threading.Lock()

    @property
    def settings(self) -> Settings:
        """Those in use."""
        return self._settings

    @property
    def file(self) -> Path | None:
        """Where they are stored; it may not exist yet."""
        return self._file

    def plugged_cameras(self) -> tuple[PluggedCamera, ...]:
        """Cameras that are plugged into this computer."""
        return plugged_cameras(self._settings, self._find())

    def change(self, changes: Mapping[str, Any]) -> Changed:
        """Store some values and have them count.

        Args:
            changes: key to value, as `monitor.settings.changed_settings` takes them.

        Raises:
            WrongSettings: keys or values that are not accepted.
            SettingsError: they cannot be stored. In both cases nothing was changed.
            StoreError: they are stored, and count at the next start: the database does not work.
        """
        with self._lock:
            made, places = changed_settings(self._settings, changes)
            if places and self._file is not None:
                check_writable(self._file)
                store_values(self._file, {_named(made, at): each for at, each in places.items()})
            if places:
                self._apply(made)
                self._settings = made
            return Changed(made, self._file, tuple(changes))

    def calibrated(self, counter: CounterSettings) -> None:
        """A counter was calibrated: what is changed later must not undo it."""
        with self._lock:
            counters = tuple(
                counter if each.id == counter.id else each for each in self._settings.counters
            )
            self._settings = self._settings.model_copy(update={"counters": counters})


def _named(settings: Settings, location: Location) -> tuple[str, ...]:
    """The place of a value in the file, where a counter is found by its id."""
    return tuple(settings.counters[part].id if isinstance(part, int) else part for part in location)
