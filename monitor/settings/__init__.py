"""Settings: TOML files and environment overrides, validated, and turned into params records."""

from monitor.settings.calibrated import CALIBRATED_KEYS, calibrated_counter
from monitor.settings.changing import changeable, changed_settings
from monitor.settings.loading import default_file, file_in_use, load_settings, user_file
from monitor.settings.model import (
    AngleRange,
    AttentionSettings,
    CounterSettings,
    PublishSettings,
    Settings,
    SiteSettings,
    StoreSettings,
)
from monitor.settings.opening import OpeningSettings
from monitor.settings.params import (
    core_params,
    fingerprint,
    opening_hours,
    perception_params,
    presence_params,
    publish_params,
)
from monitor.settings.presence import PresenceSettings
from monitor.settings.server import ServerSettings
from monitor.settings.setting import Setting, WrongSettings, WrongValue, cause_of
from monitor.settings.storing import (
    FileStamp,
    check_writable,
    stamp_of,
    store_calibration,
    store_values,
)

__all__ = [
    "CALIBRATED_KEYS",
    "AngleRange",
    "AttentionSettings",
    "CounterSettings",
    "FileStamp",
    "OpeningSettings",
    "PresenceSettings",
    "PublishSettings",
    "ServerSettings",
    "Setting",
    "Settings",
    "SiteSettings",
    "StoreSettings",
    "WrongSettings",
    "WrongValue",
    "calibrated_counter",
    "cause_of",
    "changeable",
    "changed_settings",
    "check_writable",
    "core_params",
    "default_file",
    "file_in_use",
    "fingerprint",
    "load_settings",
    "opening_hours",
    "perception_params",
    "presence_params",
    "publish_params",
    "stamp_of",
    "store_calibration",
    "store_values",
    "user_file",
]
