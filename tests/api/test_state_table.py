"""The dashboard knows the states of the one table, and has colours, a sign and words for each."""

from __future__ import annotations

import json
import re

import pytest

from api.static import DASHBOARD
from monitor.attention.state import Area, State

SHARED = DASHBOARD / "shared"


def listed(name: str) -> list[str]:
    """An exported list of `states.js`."""
    text = (SHARED / "states.js").read_text()
    found = re.search(rf"^export const {name} = (\[[^\]]*\]);$", text, re.MULTILINE)
    assert found, name
    return json.loads(found[1])


def test_states_and_areas_are_those_of_the_table_in_its_order() -> None:
    assert listed("STATES") == [state.value for state in State]
    assert listed("AREAS") == [area.value for area in Area]


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_colours_and_its_sign(state: State) -> None:
    tokens = (SHARED / "tokens.css").read_text()
    for part in ("", "-tint", "-on"):
        assert len(re.findall(rf"^ *--{state}{part}: ", tokens, re.MULTILINE)) == 2, part
    assert (
        f'[data-state="{state}"] {{ --fill: var(--{state});' in (SHARED / "parts.css").read_text()
    )
    assert re.search(rf"^  {state}: \[", (SHARED / "icons.js").read_text(), re.MULTILINE)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_every_state_and_area_has_its_words(lang: str) -> None:
    file = DASHBOARD.parent / "messages" / lang / "shell.json"
    words = json.loads(file.read_text(encoding="utf-8"))
    wanted = {f"{kind}.{state}" for kind in ("state", "state_note") for state in State}
    assert wanted | {f"area.{area}" for area in Area} <= words.keys()
