"""Worked examples of the answers about settings and cameras, made by the code that makes them."""

from __future__ import annotations

from typing import Final

from api.schemas.found_cameras import found_cameras
from api.schemas.settings import settings_changed, settings_state
from monitor.runtime.site.plugged_cameras import PluggedCamera
from monitor.runtime.site.settings_changes import SettingsChanges
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import Settings

_SETTINGS: Final = Settings.model_validate(
    {"counters": [{"id": "main", "camera": "rtsp://viewer:secret@192.168.1.20/stream1"}]}
)
_CHANGES: Final = SettingsChanges(SettingsInUse(_SETTINGS), lambda: ())
_FOUND: Final = (
    PluggedCamera("0", "Integrated Camera", usable=True, counter="main"),
    PluggedCamera("2", "USB 2.0 Webcam", usable=False, counter=None),
)

SETTINGS: Final = settings_state(_SETTINGS, None).model_dump(mode="json")
CHANGED: Final = settings_changed(_CHANGES.change({"attention.confirm_s": 0.3})).model_dump(
    mode="json"
)
CAMERAS: Final = [each.model_dump(mode="json") for each in found_cameras(_FOUND)]
