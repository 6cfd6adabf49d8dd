"""Changes of the settings while the service runs: checked, stored, and counting at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.ports import LocalCamera
from monitor.runtime.site.plugged_cameras import PluggedCamera, plugged_cameras
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import (
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
    """Changes single values, as people ask for it. Thread-safe."""

    def __init__(
        self,
        in_use: SettingsInUse,
        find: Callable[[], Sequence[LocalCamera]],
        may_count: Callable[[], None] = lambda: None,
    ) -> None:
        """Args:
        in_use: the settings that are changed.
        find: looks for cameras to choose from.
        may_count: raises `StoreError` while what was stored cannot count at once.
        """
        self._in_use = in_use
        self._find = find
        self._may_count = may_count

    @property
    def file(self) -> Path | None:
        """Where they are stored; it may not exist yet."""
        return self._in_use.file

    def plugged_cameras(self) -> tuple[PluggedCamera, ...]:
        """Cameras that are plugged into this computer."""
        return plugged_cameras(self._in_use.current, self._find())

    def change(self, changes: Mapping[str, Any]) -> Changed:
        """Store some values and have them count.

        Args:
            changes: key to value, as `monitor.settings.changed_settings` takes them.

        Raises:
            WrongSettings: keys or values that are not accepted.
            SettingsError: they cannot be stored. In both cases nothing was changed.
            StoreError: they are stored, and count at the next start: the database does not work.
        """

        def stored(now: Settings) -> Settings:
            made, places = changed_settings(now, changes)
            if places and self.file is not None:
                check_writable(self.file)
                store_values(self.file, {_named(made, at): each for at, each in places.items()})
            if places:
                self._may_count()
            return made

        return Changed(self._in_use.replace(stored), self.file, tuple(changes))


def _named(settings: Settings, location: Location) -> tuple[str, ...]:
    """The place of a value in the file, where a counter is found by its id."""
    return tuple(settings.counters[part].id if isinstance(part, int) else part for part in location)
