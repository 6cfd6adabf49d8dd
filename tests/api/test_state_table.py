"""The dashboard knows the states of the one table, and has colours, a sign and words for each."""

from __future__ import annotations

import json
import re

import pytest

from api.static import DASHBOARD
from monitor.attention.state import Area, State

SHARED = DASHBOARD / "shared"


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_colours_and_its_sign(state: State) -> None:
    tokens = (SHARED / "tokens.css").read_text()
    for part in ("", "-tint", "-on"):
        assert len(re.findall(rf"^ *--{state}{part}: ", tokens, re.MULTILINE)) == 2, part
    assert f'[data-state="{state}"] {{ --fill: var(--{state});' in tokens
    assert re.search(rf"^  {state}: \[", (SHARED / "icons.js").read_text(), re.MULTILINE)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_state_and_area_has_its_words(lang: str) -> None:
    file = DASHBOARD.parent / "messages" / lang / "shell.json"
    words = json.loads(file.read_text(encoding="utf-8"))
    wanted = {f"{kind}.{state}" for kind in ("state", "state_note") for state in State}
    assert wanted | {f"area.{area}" for area in Area} <= words.keys()
