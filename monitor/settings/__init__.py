"""Settings: TOML files and environment overrides, validated, and turned into params records."""

from monitor.settings.loading import default_file, load_settings
from monitor.settings.model import (
    AngleRange,
    AttentionSettings,
    CounterSettings,
    PublishSettings,
    ServerSettings,
    Settings,
    SiteSettings,
    StoreSettings,
)
from monitor.settings.params import core_params, perception_params, publish_params

__all__ = [
    "AngleRange",
    "AttentionSettings",
    "CounterSettings",
    "PublishSettings",
    "ServerSettings",
    "Settings",
    "SiteSettings",
    "StoreSettings",
    "core_params",
    "default_file",
    "load_settings",
    "perception_params",
    "publish_params",
]
