"""The rules of publication of one site, as they came into force: added, never changed."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from monitor.adapters.sql_store.database import Database, chosen, insert_once
from monitor.adapters.sql_store.schema import PUBLICATION_RULE
from monitor.metrics.rule_ledger import RuleInForce
from monitor.metrics.suppression import PublishParams
from monitor.units import UtcNs

_COLUMNS: Final = ("since_utc_ns", "min_coverage", "min_judged_s", "min_encounters", "time_zone")


def read_rules(database: Database) -> tuple[RuleInForce, ...]:
    """All of them, in order. Raises `StoreError`."""
    query = chosen(PUBLICATION_RULE, _COLUMNS, site=database.site)
    ordered = query.order_by(PUBLICATION_RULE.c.since_utc_ns)
    with database.reading() as connection:
        return tuple(
            RuleInForce(UtcNs(since), PublishParams(coverage, judged_s, encounters), ZoneInfo(zone))
            for since, coverage, judged_s, encounters, zone in connection.execute(ordered)
        )


def add_rule(database: Database, rule: RuleInForce) -> None:
    """Keep one more; one with the same moment stays as it was. Raises `StoreError`."""
    row = {
        "site": database.site,
        "since_utc_ns": rule.since_utc_ns,
        "min_coverage": rule.params.min_coverage,
        "min_judged_s": rule.params.min_judged_s,
        "min_encounters": rule.params.min_encounters,
        "time_zone": rule.zone.key,
    }
    with database.writing() as connection:
        insert_once(connection, PUBLICATION_RULE, row)
