from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.metrics.retention import RetentionParams
from monitor.settings import Settings, load_settings


def test_what_is_kept_without_a_word_is_what_the_definitions_say() -> None:
    kept = Settings().retention.params
    assert kept == RetentionParams(30, 13, 72, 90)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("encounters_hours = 73", "from 1 to 72"),
        ("sessions_days = 91", "from 1 to 90"),
        ("encounters_hours = 0", "from 1 to 72"),
        ("minutes_days = 1", "from 2 to 400"),
        ("hours_months = 121", "from 1 to 120"),
        ("frames_days = 1", "frames_days"),
    ],
)
def test_nobody_is_kept_longer_than_defined(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(f"[retention]\n{line}\n")
    with pytest.raises(SettingsError, match=said):
        load_settings(file, {})


def test_shorter_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text("[retention]\nencounters_hours = 12\nsessions_days = 1\n")
    kept = load_settings(file, {}).retention.params
    assert (kept.encounters_hours, kept.sessions_days) == (12, 1)
