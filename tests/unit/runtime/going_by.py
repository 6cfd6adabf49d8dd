"""What a recorder goes by in a test, and may be changed."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.attention.calibration import Fingerprint
from monitor.pipeline import CoreParams
from monitor.runtime.counter.rules import CounterRules, counter_rules
from monitor.settings import Settings

MADRID = ZoneInfo("Europe/Madrid")
_PRESENCE = MappingProxyType(
    {
        "always": {},
        "event": {"kind": "event", "token": "sixteen-or-more-characters"},
        "camera": {"kind": "camera", "zone": [0.0, 0.0, 0.5, 1.0]},
    }
)


class GoingBy:
    """Gives a recorder its rules; another `now` is another change of the settings."""

    def __init__(
        self,
        core: CoreParams | None = None,
        fingerprint: Fingerprint | None = None,
        presence: str = "event",
        zone: ZoneInfo = MADRID,
    ) -> None:
        settings = Settings.model_validate({"counters": [{"presence": _PRESENCE[presence]}]})
        rules = counter_rules(settings, settings.counters[0])
        self.now = replace(rules, core=core or CoreParams(), fingerprint=fingerprint, zone=zone)

    def __call__(self) -> CounterRules:
        return self.now
