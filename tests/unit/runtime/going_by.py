"""What a recorder goes by in a test, and may be changed."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.attention.calibration import Fingerprint
from monitor.metrics.rule_ledger import RuleLedger, always
from monitor.metrics.suppression import PublishParams
from monitor.pipeline import CoreParams
from monitor.runtime.counter.rules import CounterRules, counter_rules
from monitor.runtime.site.rules_kept import ledger_with
from monitor.settings import Settings
from monitor.units import UtcNs

MADRID = ZoneInfo("Europe/Madrid")
_PRESENCE = MappingProxyType(
    {
        "always": {},
        "event": {"kind": "event", "token": "sixteen-or-more-characters"},
        "camera": {"kind": "camera", "zone": [0.0, 0.0, 0.5, 1.0]},
    }
)


def only_rule(settings: Settings) -> RuleLedger:
    """The ledger of a shop that never went by another rule."""
    return ledger_with((), settings, UtcNs(0))


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
        rules = counter_rules(settings, settings.counters[0], only_rule(settings))
        ledger = always(PublishParams(), zone)
        self.now = replace(rules, core=core or CoreParams(), fingerprint=fingerprint, ledger=ledger)

    def move_to(self, zone: ZoneInfo, now_utc_ns: UtcNs) -> None:
        """From now on the shop goes by another zone."""
        ledger = self.now.ledger.followed_by(PublishParams(), zone, now_utc_ns)
        self.now = replace(self.now, ledger=ledger)

    def __call__(self) -> CounterRules:
        return self.now
