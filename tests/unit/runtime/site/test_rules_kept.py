"""From when on a rule of publication counts is written down, whatever sets it."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.adapters.sql_store import open_store
from monitor.errors import StoreError
from monitor.metrics.rule_ledger import RuleInForce
from monitor.metrics.suppression import PublishParams
from monitor.ports import Clock
from monitor.ports.scripted_camera import ScriptedCameras
from monitor.ports.scripted_clock import ScriptedClock
from monitor.runtime.offline.archive import Archive
from monitor.runtime.site.service import Runtime
from monitor.settings import Settings, load_settings
from monitor.units import NS_PER_S, UtcNs
from tests.unit.runtime.morning import clock_at, store_in

MADRID = ZoneInfo("Europe/Madrid")
LISBON = ZoneInfo("Europe/Lisbon")


def service(folder: Path, clock: Clock, text: str = "") -> Runtime:
    """Begins as the program does; its cameras stay off."""
    file = folder / "shop.toml"
    if text or not file.exists():
        file.write_text(f'{text}\n[[counters]]\nid = "front"\ncamera = "none.mp4"\n', "utf-8")
    return Runtime(
        load_settings(file, {}),
        clock,
        store_in(folder),
        ScriptedCameras(),
        find_cameras=tuple,
        settings_file=file,
    )


def kept(folder: Path) -> list[tuple[UtcNs, int, str]]:
    store = open_store(f"sqlite:///{folder / 'shop.db'}", "site")
    try:
        return [
            (rule.since_utc_ns, rule.params.min_encounters, rule.zone.key) for rule in store.rules()
        ]
    finally:
        store.close()


def test_each_rule_is_written_down_with_its_moment(tmp_path: Path) -> None:
    clock = clock_at()
    first = clock.utc
    runtime = service(tmp_path, clock)
    clock.forward(60)
    runtime.changes.change({"publish.min_encounters": 1})
    clock.forward(60)
    runtime.changes.change({"site.time_zone": "Europe/Lisbon", "encounters.long_s": 4})
    runtime.changes.change({"encounters.long_s": 5})
    assert kept(tmp_path) == [
        (first, 5, "Europe/Madrid"),
        (first + 60 * NS_PER_S, 1, "Europe/Madrid"),
        (first + 120 * NS_PER_S, 1, "Europe/Lisbon"),
    ]
    assert runtime.ledger.now.zone == LISBON
    assert runtime.in_use.rules(runtime.counters()[0].counter).ledger is runtime.ledger
    runtime.stop()
    # Begun again by the same settings, nothing is added.
    clock.forward(3600)
    again = service(tmp_path, clock)
    assert again.ledger == runtime.ledger
    again.stop()
    assert len(kept(tmp_path)) == 3


def test_a_file_edited_while_nothing_ran_counts_from_the_start(tmp_path: Path) -> None:
    clock = clock_at()
    service(tmp_path, clock).stop()
    clock.forward(86_400)
    service(tmp_path, clock, "[publish]\nmin_encounters = 1").stop()
    assert [each[:2] for each in kept(tmp_path)] == [
        (clock.ago(86_400), 5),
        (clock.utc, 1),
    ]


def test_a_rule_that_cannot_be_written_down_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = clock_at()
    runtime = service(tmp_path, clock)

    def full(_: RuleInForce) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(runtime._store, "add_rule", full)
        with pytest.raises(StoreError, match="the disk is full; the change counts at the next"):
            runtime.changes.change({"publish.min_encounters": 1})
        # What decides nothing about publication needs no rule.
        runtime.changes.change({"encounters.long_s": 4})
    assert runtime.settings.publish.min_encounters == 5
    assert runtime.ledger.now.params == PublishParams()
    runtime.stop()
    service(tmp_path, clock).stop()
    assert [each[1] for each in kept(tmp_path)] == [5, 1]


def test_a_report_goes_by_the_ledger_and_adds_nothing(tmp_path: Path) -> None:
    clock = clock_at()
    service(tmp_path, clock).stop()
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    made = {"store": {"url": url}, "publish": {"min_encounters": 1}}
    later = ScriptedClock(UtcNs(clock.utc + 3600 * NS_PER_S))
    archive = Archive(Settings.model_validate(made), later)
    since = [(rule.since_utc_ns, rule.params.min_encounters) for rule in archive.ledger.rules]
    assert since == [(clock.utc, 5), (later.utc, 1)]
    archive.close()
    assert len(kept(tmp_path)) == 1


def test_numbers_from_before_any_rule_go_by_the_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    archive = Archive(Settings.model_validate({"store": {"url": url}}), clock_at())
    assert archive.ledger.now.params == PublishParams()
    assert archive.ledger.now.zone == MADRID
    archive.close()
