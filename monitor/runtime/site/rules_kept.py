"""The rule of publication that the settings ask for, written down with the moment of its coming.

The settings hold the rule of now alone, and a file can be edited while nothing runs. What the past
is judged by is the ledger in the database, which is only ever added to.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from monitor.metrics.rule_ledger import RuleInForce, RuleLedger, rule_ledger
from monitor.metrics.suppression import PublishParams
from monitor.ports import Clock, MetricsStore
from monitor.settings import Settings, publish_params
from monitor.units import UtcNs


def rule_of(settings: Settings) -> tuple[PublishParams, ZoneInfo]:
    """What of the settings decides which hours of the past are published, and where they begin."""
    return publish_params(settings), ZoneInfo(settings.site.time_zone)


def ledger_with(kept: Sequence[RuleInForce], settings: Settings, now_utc_ns: UtcNs) -> RuleLedger:
    """The rules that were kept, followed by that of the settings as of now."""
    params, zone = rule_of(settings)
    if not kept:
        return rule_ledger([RuleInForce(now_utc_ns, params, zone)])
    return rule_ledger(kept).followed_by(params, zone, now_utc_ns)


def noted_rule(store: MetricsStore, clock: Clock, settings: Settings) -> RuleLedger:
    """The ledger with the settings' rule, which is written down first if it is another.

    Raises:
        StoreError: the database cannot be used.
    """
    kept = store.rules()
    ledger = ledger_with(kept, settings, clock.utc_ns())
    if ledger.now not in kept:
        store.add_rule(ledger.now)
    return ledger
