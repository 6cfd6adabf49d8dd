from __future__ import annotations

from pathlib import Path

import pytest

from monitor.attention.encounters import EncounterParams
from monitor.errors import SettingsError
from monitor.settings import Settings, core_params, load_settings


def written(folder: Path, text: str) -> Path:
    file = folder / "shop.toml"
    file.write_text(f"[encounters]\n{text}\n")
    return file


def test_what_is_told_without_a_word_is_what_the_definitions_say() -> None:
    assert Settings().encounters.params == EncounterParams(0.4, 3, 6, 10, 30, 2, 10)


def test_every_key_reaches_the_fold(tmp_path: Path) -> None:
    keys = ["first_look_s", "long_s", "prolonged_s", "split_s", "split_window_s", "regard_s"]
    text = "\n".join(f"{key} = {value}" for value, key in enumerate([*keys, "check_s"], start=1))
    settings = load_settings(written(tmp_path, text), {})
    told = core_params(settings, settings.counters[0]).encounters
    assert told == EncounterParams(1, 2, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("long_s = 0", "long_s"),
        ("long_s = 7", "prolonged_s of long_s = 7 or more"),
        ("split_s = 31", "split_window_s of split_s = 31 or more"),
        ("check_s = 601", "above 0 to 600"),
        ("stare_s = 1", "stare_s"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_settings(written(tmp_path, text), {})
