from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.attention.calibration import CalibrationResult, calibrate
from monitor.attention.place_reading import CUSTOMER_PLACE, DEVICE_PLACE, work_place
from monitor.errors import CalibrationError, SettingsError
from monitor.settings import (
    CounterSettings,
    FileStamp,
    calibrated_counter,
    core_params,
    default_file,
    file_in_use,
    fingerprint,
    load_settings,
    stamp_of,
    store_calibration,
    user_file,
)
from monitor.units import NS_PER_S, UtcNs, deg_from_rad
from tests.unit.attention.looks import exactly

AT = UtcNs(1_774_785_600 * NS_PER_S + 5)
RESULT = calibrate(
    [exactly(CUSTOMER_PLACE, 5.04, 10, head_deg=(1, 2)), exactly(DEVICE_PLACE, 5, -40)]
)
# The till's angle has two places, so that whoever writes it anew is seen.
TEXT = """\
# The shop's own words.
[site]
name = "Sol"   # the name

# The front counter.
[[counters]]
id = "front"   # key
camera = "rtsp://viewer:secret@192.0.2.10/1"   # by the door
reference_yaw_deg = 0   # measured by hand
calibrated = false   # not yet

# Where the till is.
[[counters.areas]]
name = "till"
means = "work"   # counts as work
yaw_deg = [25.25, 50]   # right
pitch_deg = [
    -35,   # down
    0,
]

# Where people stand.
[[counters.areas]]
name = "customer"
means = "customer"
yaw_deg = [-10, 10]   # narrow shop

# The other counter.
[[counters]]
id = "back"   # quiet
# The end.
"""


def stored(
    path: Path, text: str | None, counter: str = "front", result: CalibrationResult = RESULT
) -> str:
    if text is not None:
        path.write_text(text, encoding="utf-8", newline="")
    known = load_settings(path, {}).counters if text is not None else (CounterSettings(),)
    settings = next(each for each in known if each.id == counter)
    store_calibration(calibrated_counter(settings, result, AT), stamp_of(path))
    return path.read_bytes().decode("utf-8")


def with_kept_till(path: Path) -> CalibrationResult:
    path.write_text(TEXT, encoding="utf-8")
    settings = load_settings(path, {})
    kept = core_params(settings, settings.counters[0]).areas.areas
    places = [place for place in RESULT.places if place.place.name != "till"]
    return calibrate(places, kept=kept)


def test_only_the_keys_of_that_counter_change_and_every_comment_stays(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    after = stored(path, TEXT, result=with_kept_till(path))
    expected = TEXT.replace("reference_yaw_deg = 0 ", "reference_yaw_deg = 5.0 ").replace(
        "calibrated = false   # not yet\n",
        "calibrated = true   # not yet\n"
        "reference_pitch_deg = 10.0\n"
        "calibrated_at = 2026-03-29T12:00:00Z\n"
        "reference_head_yaw_deg = 1.0\n"
        "reference_head_pitch_deg = 2.0\n",
    )
    for line in expected.splitlines():
        if not line.startswith("yaw_deg = [-10"):
            assert line in after.splitlines(), line
    assert "yaw_deg = [-12.0, 12.0]   # narrow shop" in after
    # Comments stand where they stood: above the table that they speak of.
    assert '# Where the till is.\n[[counters.areas]]\nname = "till"' in after
    assert '# Where people stand.\n[[counters.areas]]\nname = "customer"' in after
    assert '# The other counter.\n[[counters]]\nid = "back"' in after
    assert after.index("# The front counter.") < after.index("calibrated_at") < after.index("till")
    assert after.index('"till"') < after.index('"device"') < after.index("# The other counter.")


def test_what_is_stored_is_what_runs(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    result = with_kept_till(path)
    stored(path, TEXT, result=result)
    settings = load_settings(path, {})
    front, back = settings.counters
    assert front.calibrated
    assert front.calibrated_at is not None
    assert front.calibrated_at.isoformat() == "2026-03-29T12:00:00+00:00"
    assert front.camera == "rtsp://viewer:secret@192.0.2.10/1"
    assert back == CounterSettings(id="back")
    params = core_params(settings, front).areas
    assert [aoi.aoi_id for aoi in params.areas] == ["till", "customer", "device"]
    assert deg_from_rad(params.reference_yaw_rad) == pytest.approx(5.04, abs=0.05)
    for found, meant in zip(params.areas, result.areas, strict=True):
        assert found.box.pitch_max_rad == pytest.approx(meant.box.pitch_max_rad, abs=0.001)
        assert found.leave_margin_rad == pytest.approx(meant.leave_margin_rad, abs=0.001)
    head = fingerprint(front)
    assert head is not None
    assert deg_from_rad(head.head_pitch_rad) == pytest.approx(2.0)
    assert fingerprint(back) is None


def test_storing_again_changes_the_numbers_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    once = stored(path, TEXT, result=with_kept_till(path))
    again = stored(path, once, result=with_kept_till(tmp_path / "other.toml"))
    assert again == once


def test_a_work_place_that_was_looked_at_is_written_first(tmp_path: Path) -> None:
    result = calibrate([*RESULT.places, exactly(work_place("till"), -40, 0)])
    after = stored(tmp_path / "m.toml", TEXT, result=result)
    areas = tomllib.loads(after)["counters"][0]["areas"]
    assert [area["name"] for area in areas] == ["till", "customer", "device"]
    assert areas[0]["yaw_deg"] == pytest.approx([-53.0, -37.0], abs=0.11)
    assert 'means = "work"   # counts as work' in after


@pytest.mark.parametrize(
    ("text", "counter"),
    [
        ("", "counter"),
        ('[site]\nname = "x"  # kept\n', "counter"),
        ('[[counters]]\ncamera = "1"  # kept\n', "counter"),
        ('counters = [{id = "front", camera = "1"}]  # kept\n', "front"),
        ('[[counters]]\nid = "front"\nareas = [{name = "t", means = "work"}]\n', "front"),
        (TEXT.replace("\n", "\r\n"), "back"),
    ],
)
def test_every_way_to_write_a_counter(tmp_path: Path, text: str, counter: str) -> None:
    path = tmp_path / "m.toml"
    after = stored(path, text, counter)
    settings = load_settings(path, {})
    found = next(each for each in settings.counters if each.id == counter)
    assert (found.calibrated, found.reference_pitch_deg) == (True, 10.0)
    assert [area.name for area in found.areas] == ["customer", "device"]
    assert ("# kept" in text) == ("# kept" in after)
    before, now = tomllib.loads(text), tomllib.loads(after)
    assert untouched(before, counter) == untouched(now, counter)


def untouched(tree: dict[str, Any], counter: str) -> Any:
    others = [each for each in tree.get("counters", []) if each.get("id", "counter") != counter]
    return {key: value for key, value in tree.items() if key != "counters"}, others


def test_the_documented_defaults_can_be_calibrated(tmp_path: Path) -> None:
    before = default_file().read_text(encoding="utf-8")
    after = stored(tmp_path / "m.toml", before, "counter")
    lines = after.splitlines()
    lost = [line for line in before.splitlines() if line not in lines]
    assert all(line.startswith(("reference_", "calibrated", "pitch_deg")) for line in lost), lost


def test_a_file_that_is_missing_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "config" / "mostrador.toml"
    camera = CounterSettings(camera="rtsp://u:p@192.0.2.10/1")
    store_calibration(calibrated_counter(camera, RESULT, AT), FileStamp(path, None))
    assert load_settings(path, {}).counters[0].camera == "rtsp://u:p@192.0.2.10/1"
    assert load_settings(path, {}).counters[0].calibrated
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["mostrador.toml"]


# --- what goes wrong ------------------------------------------------------------------------------


def refused(path: Path, seen: FileStamp, counter: str = "front") -> str:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(SettingsError) as error:
        store_calibration(calibrated_counter(CounterSettings(id=counter), RESULT, AT), seen)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not [each for each in path.parent.iterdir() if each.name.endswith(".part")]
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_file_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(TEXT, encoding="utf-8")
    seen = stamp_of(path)
    path.write_text(TEXT + "# by hand\n", encoding="utf-8")
    assert "was changed by somebody else" in refused(path, seen)
    path.write_text("[[counters", encoding="utf-8")
    assert "was changed by somebody else" in refused(path, seen)
    path.unlink()
    assert "was changed by somebody else" in refused(path, seen)


def test_a_file_that_appeared_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    seen = stamp_of(path)
    path.write_text(TEXT, encoding="utf-8")
    assert "was changed by somebody else" in refused(path, seen)


def test_a_change_at_the_last_moment_is_seen(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "m.toml"
    path.write_text(TEXT, encoding="utf-8")
    flush = os.fsync

    def meanwhile(handle: int) -> None:
        path.write_text("# by hand\n" + TEXT, encoding="utf-8")
        flush(handle)

    seen = stamp_of(path)
    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(SettingsError, match="was changed by somebody else"):
        store_calibration(calibrated_counter(CounterSettings(id="front"), RESULT, AT), seen)
    assert path.read_text(encoding="utf-8") == "# by hand\n" + TEXT
    assert [each.name for each in tmp_path.iterdir()] == ["m.toml"]


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o444)
    assert "is read-only" in refused(path, stamp_of(path))


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "m.toml"
    path.write_text(TEXT, encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    seen = stamp_of(path)
    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in refused(path, seen)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    path = tmp_path / "file" / "mostrador.toml"
    with pytest.raises(SettingsError, match=r"mostrador\.toml: cannot be"):
        store_calibration(calibrated_counter(CounterSettings(), RESULT, AT), FileStamp(path, None))


def test_other_counters_and_broken_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert "holds no counter 'side'" in refused(path, stamp_of(path), "side")
    path.write_text("[[counters]\n", encoding="utf-8")
    assert "is not valid TOML" in refused(path, stamp_of(path))
    path.write_bytes(b"\xff\xfe")
    assert "not text in UTF-8" in refused(path, stamp_of(path))


def test_a_file_that_would_not_load_is_not_stored(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(TEXT + 'colour = "red"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"m\.toml, line \d+: counters\[1\]\.colour"):
        store_calibration(
            calibrated_counter(CounterSettings(id="front"), RESULT, AT), stamp_of(path)
        )
    assert "calibrated_at" not in path.read_text(encoding="utf-8")


def test_mode_and_links_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "m.toml", tmp_path / "link.toml"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    store_calibration(calibrated_counter(CounterSettings(id="front"), RESULT, AT), stamp_of(link))
    assert link.is_symlink()
    assert load_settings(path, {}).counters[0].calibrated
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_users_own_file_counts_when_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    own, named = user_file(), Path("named.toml")
    assert own.name == "mostrador.toml"
    assert own.is_relative_to(tmp_path)
    assert (file_in_use(None), file_in_use(named)) == (None, named)
    own.parent.mkdir(parents=True)
    own.write_text("", encoding="utf-8")
    assert (file_in_use(None), file_in_use(named)) == (own, named)


def test_angles_that_no_file_may_hold_are_refused() -> None:
    wild = replace(RESULT, reference_yaw_rad=2.0)
    with pytest.raises(CalibrationError, match="reference_yaw_deg"):
        calibrated_counter(CounterSettings(), wild, AT)


def test_angles_are_written_to_one_place() -> None:
    place = replace(RESULT, reference_yaw_rad=-0.0001)
    assert str(calibrated_counter(CounterSettings(), place, AT).reference_yaw_deg) == "0.0"
