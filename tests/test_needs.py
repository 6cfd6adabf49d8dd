"""A test whose needs are absent skips on a laptop and fails in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs

ROOT = Path(__file__).resolve().parent.parent

PROBE = """
import pytest
from types import MappingProxyType
from tests import needs
needs.NEEDS = MappingProxyType({"moon": lambda: "no moon tonight", "sun": lambda: None})

@pytest.mark.needs("sun")
def test_met(): pass

@pytest.mark.needs("sun", "moon")
def test_unmet(): pass
"""


def outcome_of(probe: Path, ci: str) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            ROOT / "pyproject.toml",
            "-p",
            "tests.conftest",
            probe,
        ],
        cwd=ROOT,
        env={**os.environ, "CI": ci, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("ci", "expected"), [("", "1 passed, 1 skipped"), ("true", "1 passed, 1 error")]
)
def test_unmet_need_skips_on_a_laptop_and_fails_in_ci(
    tmp_path: Path, ci: str, expected: str
) -> None:
    probe = tmp_path / "test_probe.py"
    probe.write_text(PROBE)
    output = outcome_of(probe, ci)
    assert expected in output, output
    assert "no moon tonight" in output, output


def test_a_misspelt_need_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"chromiun.*it knows chromium, ffmpeg"):
        needs.unmet(["chromiun"])
