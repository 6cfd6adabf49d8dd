"""Settings changed one by one, and written where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import SettingsError
from monitor.settings import (
    Settings,
    WrongSettings,
    changeable,
    changed_settings,
    load_settings,
    store_values,
)

CAMERA = "rtsp://viewer:hunter2@192.0.2.10/1?token=hunter3"
TEXT = f"""\
# The shop's own words.
[site]
name = "Sol"   # the name

# The front counter.
[[counters]]
id = "front"
camera = "{CAMERA}"   # by the door
rate_per_s = 5   # an old computer

# Where the till is.
[[counters.areas]]
name = "till"
means = "work"

# The other counter.
[[counters]]
id = "back"   # quiet
# The end.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "m.toml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def stored(path: Path, changes: Mapping[str, Any]) -> tuple[Settings, str]:
    """Change, write, read back: what was written is what runs."""
    settings, places = changed_settings(load_settings(path, {}), changes)
    written = {
        tuple(settings.counters[part].id if isinstance(part, int) else part for part in place): v
        for place, v in places.items()
    }
    store_values(path, written)
    assert load_settings(path, {}) == settings
    return settings, path.read_text(encoding="utf-8")


def test_a_value_changes_where_it_stands_and_nothing_else(path: Path) -> None:
    settings, text = stored(path, {"counters.front.rate_per_s": 8.0, "site.name": "Luna"})
    assert settings.counters[0].rate_per_s == 8
    expected = TEXT.replace("rate_per_s = 5 ", "rate_per_s = 8.0 ").replace('"Sol"', '"Luna"')
    assert text == expected


def test_a_value_that_was_not_written_gets_its_place(path: Path) -> None:
    settings, text = stored(
        path,
        {
            "counters.back.name": "Trastienda",
            "attention.confirm_s": 0.3,
            "counters.front.name": "A",
        },
    )
    assert settings.counters[1].name == "Trastienda"
    assert [line for line in TEXT.splitlines() if line not in text.splitlines()] == []
    assert text.index("# The front counter.") < text.index('name = "A"') < text.index("# Where")
    assert text.index("# The other counter.") < text.index("Trastienda")
    assert "[attention]\nconfirm_s = 0.3" in text


def test_none_takes_the_default(path: Path) -> None:
    settings, text = stored(path, {"counters.front.rate_per_s": None})
    assert settings.counters[0].rate_per_s == Settings().counters[0].rate_per_s
    assert "rate_per_s" not in text


def test_a_file_is_made_where_there_was_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "m.toml"
    store_values(path, {("counters", "counter", "camera"): "1"})
    assert load_settings(path, {}).counters[0].camera == "1"
    assert path.stat().st_mode & 0o077 == 0


def test_what_did_not_change_is_not_written(path: Path) -> None:
    settings = load_settings(path, {})
    same, places = changed_settings(
        settings, {each.key: each.value for each in changeable(settings)}
    )
    assert same == settings
    assert dict(places) == {}


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"attention.confirm_s": 3}, "attention.confirm_s", "a number above 0 to 2"),
        ({"attention.confirm_s": "quick"}, "attention.confirm_s", "a number above 0 to 2"),
        ({"site.time_zone": "Madrid"}, "site.time_zone", "a time zone like Europe/Madrid"),
        ({"counters.back.camera": "ftp://x"}, "counters.back.camera", "ftp:// is not supported"),
        ({"counters.back.rate_per_s": 1.9}, "counters.back.rate_per_s", "a number from 2 to 60"),
        ({"counters.front.attendants": 9}, "counters.front.attendants", "a whole number"),
        ({"server.port": 80}, "server.port", "the key of a setting that can be changed"),
        ({"store.url": "x"}, "store.url", "the key of a setting that can be changed"),
        ({"counters.front.id": "x"}, "counters.front.id", "the key of a setting"),
        ({"counters.nobody.name": "x"}, "counters.nobody.name", "the key of a setting"),
    ],
)
def test_a_wrong_value_names_key_and_what_is_accepted(
    path: Path, changes: dict[str, Any], key: str, words: str
) -> None:
    with pytest.raises(WrongSettings) as caught:
        changed_settings(load_settings(path, {}), changes)
    (wrong,) = caught.value.wrong
    assert wrong.key == key
    assert words in wrong.accepted


def test_every_wrong_value_is_named_at_once(path: Path) -> None:
    with pytest.raises(WrongSettings) as caught:
        changed_settings(
            load_settings(path, {}), {"attention.blink_s": 0, "counters.front.rate_per_s": 99}
        )
    assert {each.key for each in caught.value.wrong} == {
        "attention.blink_s",
        "counters.front.rate_per_s",
    }


def test_no_password_is_told_and_a_hidden_one_is_not_written(path: Path) -> None:
    settings = load_settings(path, {})
    shown = {each.key: each.value for each in changeable(settings)}["counters.front.camera"]
    assert shown == "rtsp://viewer:***@192.0.2.10/1?token=***"
    same, places = changed_settings(settings, {"counters.front.camera": shown})
    assert (same, dict(places)) == (settings, {})
    with pytest.raises(WrongSettings, match="passwords written out"):
        changed_settings(settings, {"counters.front.camera": shown.replace("/1", "/2")})
    with pytest.raises(WrongSettings) as caught:
        changed_settings(settings, {"counters.front.camera": "sftp://u:hunter4@host/"})
    assert "hunter4" not in str(caught.value)


def test_a_secret_can_be_set_and_not_be_read(path: Path) -> None:
    token = "a-very-long-token-0"
    settings, text = stored(
        path, {"counters.back.presence.kind": "event", "counters.back.presence.token": token}
    )
    assert f'token = "{token}"' in text
    shown = {each.key: each.value for each in changeable(settings)}
    assert shown["counters.back.presence.token"] == "***"
    assert shown["counters.front.presence.token"] == ""
    assert token not in str(shown)
    same, places = changed_settings(settings, shown)
    assert (same, dict(places)) == (settings, {})
    with pytest.raises(WrongSettings) as caught:
        changed_settings(settings, {"counters.back.presence.token": "short-0"})
    assert "short-0" not in str(caught.value)
    after, text = stored(
        path, {"counters.back.presence.kind": "always", "counters.back.presence.token": None}
    )
    assert "token =" not in text
    assert after.counters[1].presence.kind == "always"


def test_opening_hours_are_written_day_by_day(path: Path) -> None:
    settings, text = stored(path, {"site.opening.mon": ["09:00-14:00", "17:00-20:30"]})
    assert settings.site.opening.mon == ("09:00-14:00", "17:00-20:30")
    assert '[site.opening]\nmon = ["09:00-14:00", "17:00-20:30"]' in text
    with pytest.raises(WrongSettings) as caught:
        changed_settings(settings, {"site.opening.tue": ["9 to 5"]})
    assert caught.value.wrong[0].key == "site.opening.tue"


def test_nothing_that_is_measured_can_be_changed() -> None:
    keys = [each.key for each in changeable(Settings())]
    forbidden = ("store.", "server.", ".id", "calibrated", "reference_", "areas")
    assert [key for key in keys if any(word in key for word in forbidden)] == []


def test_a_read_only_file_stays(path: Path) -> None:
    path.chmod(0o400)
    with pytest.raises(SettingsError, match="is read-only, so nothing was stored"):
        store_values(path, {("site", "name"): "x"})
    assert path.read_text(encoding="utf-8") == TEXT
