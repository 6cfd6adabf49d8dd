from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.attention.calibration import calibrate
from monitor.attention.place_reading import CUSTOMER_PLACE, DEVICE_PLACE
from monitor.errors import CalibrationError, NotFound, SettingsError
from monitor.runtime.site.calibrations import Calibrations
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import (
    CounterSettings,
    Settings,
    calibrated_counter,
    load_settings,
    stamp_of,
    store_calibration,
)
from monitor.units import CounterId, UtcNs
from tests.unit.attention.looks import exactly, looking
from tests.unit.runtime.going_by import only_rule
from tests.unit.runtime.morning import clock_at

FRONT = CounterId("front")
TEXT = '[[counters]]\nid = "front"\ncamera = "1"\n\n[[counters]]\nid = "back"\ncamera = "2"\n'
RESULT = calibrate([exactly(CUSTOMER_PLACE, 5, 10), exactly(DEVICE_PLACE, 5, -40)])


class Shop:
    def __init__(self, folder: Path, *, with_file: bool = True) -> None:
        self.file = folder / "shop.toml"
        self.file.write_text(TEXT, encoding="utf-8")
        self.clock = clock_at(datetime(2026, 3, 2, 10, tzinfo=UTC))
        self.applied: list[CounterSettings] = []
        # The running service was told of its camera in another way; that must stay.
        base = load_settings(self.file, {"MOSTRADOR_COUNTERS__0__CAMERA": "/dev/video7"})
        in_use = SettingsInUse(base, only_rule, self.file if with_file else None)
        in_use.subscribe(lambda _before, after: self.applied.append(after.counters[0]))
        self.calibrations = Calibrations(in_use, self.clock)

    def look(self, place: str, at_deg: tuple[float, float], start_s: float) -> None:
        self.calibrations.collect(FRONT, place, None)
        for sample in looking(at_deg, 9.0, start_s=start_s):
            self.calibrations.take(FRONT, sample)

    def store_elsewhere(self, at_s: int) -> None:
        """What the command line does while the service runs."""
        before = self.file.stat()
        counter = load_settings(self.file, {}).counters[0]
        found = calibrated_counter(counter, RESULT, UtcNs(at_s * 1_000_000_000))
        store_calibration(found, stamp_of(self.file))
        os.utime(self.file, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_calibration_stored_by_somebody_else_is_taken_over_once(shop: Shop) -> None:
    shop.calibrations.refresh()
    assert shop.applied == []
    shop.store_elsewhere(1_700_000_000)
    shop.calibrations.refresh()
    shop.calibrations.refresh()
    (taken,) = shop.applied
    assert (taken.id, taken.calibrated, taken.reference_pitch_deg) == ("front", True, 10.0)
    assert taken.camera == "/dev/video7"
    shop.store_elsewhere(1_700_000_060)
    shop.calibrations.refresh()
    assert len(shop.applied) == 2


def test_other_changes_of_the_file_wait_for_a_restart(shop: Shop) -> None:
    shop.store_elsewhere(1_700_000_000)
    shop.calibrations.refresh()
    text = shop.file.read_text(encoding="utf-8")
    shop.file.write_text(text.replace('camera = "2"', 'camera = "3"'), encoding="utf-8")
    shop.calibrations.refresh()
    assert len(shop.applied) == 1


def test_a_broken_or_missing_file_changes_nothing(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.file.write_text("[[counters", encoding="utf-8")
    shop.calibrations.refresh()
    assert "the settings go on as they were" in caplog.text
    shop.file.unlink()
    shop.calibrations.refresh()
    assert shop.applied == []


def test_an_accepted_calibration_is_not_taken_over_a_second_time(shop: Shop) -> None:
    shop.calibrations.start(FRONT)
    shop.look("customer", (0, 0), 0.0)
    shop.look("device", (0, -40), 10.0)
    accepted = shop.calibrations.accept(FRONT)
    assert accepted.file == shop.file
    assert load_settings(shop.file, {}).counters[0].calibrated_at == accepted.counter.calibrated_at
    shop.calibrations.refresh()
    assert len(shop.applied) == 1
    with pytest.raises(NotFound, match="no calibration"):
        shop.calibrations.view(FRONT)


def test_areas_written_since_the_start_are_kept(shop: Shop) -> None:
    area = '[[counters.areas]]\nname = "till"\nmeans = "work"\nyaw_deg = [30, 60]\n'
    text = TEXT.replace('camera = "1"\n', 'camera = "1"\n' + area)
    shop.file.write_text(text, encoding="utf-8")
    shop.calibrations.start(FRONT)
    shop.look("customer", (0, 0), 0.0)
    shop.look("device", (0, -40), 10.0)
    names = [each.name for each in shop.calibrations.accept(FRONT).counter.areas]
    assert names == ["till", "customer", "device"]


def test_what_cannot_be_stored_is_said_before_anybody_looks(shop: Shop) -> None:
    shop.file.chmod(0o444)
    with pytest.raises(SettingsError, match="read-only"):
        shop.calibrations.start(FRONT)
    shop.file.chmod(0o644)
    shop.file.write_text('[[counters]]\nid = "other"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="holds no counter 'front'"):
        shop.calibrations.start(FRONT)
    with pytest.raises(NotFound, match="no counter 'side'"):
        shop.calibrations.start(CounterId("side"))


def test_counters_are_calibrated_apart(shop: Shop) -> None:
    back = CounterId("back")
    shop.calibrations.start(FRONT)
    shop.calibrations.start(back)
    shop.look("customer", (0, 0), 0.0)
    assert len(shop.calibrations.view(FRONT).readings) == 1
    assert shop.calibrations.view(back).readings == ()
    shop.calibrations.drop(FRONT)
    shop.calibrations.view(back)
    with pytest.raises(CalibrationError, match="does not work: unplugged"):
        shop.calibrations.collect(back, "customer", "unplugged")


def test_a_new_start_forgets_the_old_one(shop: Shop) -> None:
    shop.calibrations.start(FRONT)
    shop.look("customer", (0, 0), 0.0)
    assert shop.calibrations.start(FRONT, ["till"], 4.0).readings == ()
    assert len(shop.calibrations.view(FRONT).places) == 3


def test_without_a_file_nothing_is_watched(tmp_path: Path) -> None:
    shop = Shop(tmp_path, with_file=False)
    shop.store_elsewhere(1_700_000_000)
    shop.calibrations.refresh()
    assert shop.applied == []
    assert Settings().counters[0].calibrated is False
