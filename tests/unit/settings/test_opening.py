from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.metrics.opening import OpeningHours, OpenSpan
from monitor.settings import Settings, load_settings, opening_hours

H = 60


def hours(folder: Path, text: str) -> OpeningHours:
    file = folder / "shop.toml"
    file.write_text(f"[site.opening]\n{text}\n")
    return opening_hours(load_settings(file, {}))


def refused(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        hours(folder, text)
    (line,) = str(caught.value).splitlines()
    return line


def test_no_span_at_all_is_always_open(tmp_path: Path) -> None:
    assert opening_hours(Settings()) == hours(tmp_path, "mon = []") == OpeningHours()


def test_spans_are_minutes_of_the_week_in_order(tmp_path: Path) -> None:
    text = 'tue = ["17:00-20:30", "09:00-14:00"]\nmon = ["00:00-24:00"]\nsun = ["22:00-02:00"]'
    # Sunday's night ends when Monday is already open.
    with pytest.raises(SettingsError, match="sun 22:00-02:00 and mon 00:00-24:00 overlap"):
        hours(tmp_path, text)
    assert hours(tmp_path, text.replace("00:00-24:00", "02:00-24:00")).spans == (
        OpenSpan(2 * H, 24 * H),
        OpenSpan(24 * H + 9 * H, 24 * H + 14 * H),
        OpenSpan(24 * H + 17 * H, 24 * H + 20 * H + 30),
        OpenSpan(6 * 24 * H + 22 * H, 7 * 24 * H + 2 * H),
    )


@pytest.mark.parametrize(
    "span",
    ["9-14", "09:00", "9:00-14:00", "09:00-25:00", "24:00-09:00", "09:60-10:00", "09:00-09:00", ""],
)
def test_what_is_no_span_is_refused_with_an_example(tmp_path: Path, span: str) -> None:
    said = refused(tmp_path, f'fri = ["10:00-12:00", "{span}"]')
    assert 'line 2: site.opening.fri: accepted is "HH:MM-HH:MM", as "09:00-14:00", or' in said
    assert said.endswith(f"'{span}' is no span of a day")


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ('mon = ["09:00-14:00", "13:59-20:00"]', "mon 09:00-14:00 and mon 13:59-20:00"),
        ('mon = ["09:00-14:00", "09:00-14:00"]', "mon 09:00-14:00 and mon 09:00-14:00"),
        ('mon = ["22:00-02:00"]\ntue = ["01:00-03:00"]', "mon 22:00-02:00 and tue 01:00-03:00"),
    ],
)
def test_spans_that_overlap_are_named(tmp_path: Path, text: str, pair: str) -> None:
    said = refused(tmp_path, text)
    assert said.endswith(f"site.opening: accepted is one span after the other: {pair} overlap")


def test_one_after_the_other_is_no_overlap(tmp_path: Path) -> None:
    # The second lasts until 19:00 of the day after: nothing else is in its way.
    assert len(hours(tmp_path, 'mon = ["09:00-10:00", "20:00-19:00"]').spans) == 2
    assert len(hours(tmp_path, 'mon = ["09:00-14:00", "14:00-15:00"]').spans) == 2


def test_another_kind_of_value_is_refused(tmp_path: Path) -> None:
    assert "accepted is a list of texts in quotes" in refused(tmp_path, "mon = [9]")
    assert "accepted is a list of texts in quotes" in refused(tmp_path, 'mon = "09:00-14:00"')
    assert "did you mean mon?" in refused(tmp_path, 'mond = ["09:00-14:00"]')
