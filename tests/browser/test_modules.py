"""How the dashboard's modules hang together: who may ask the program, and who may need whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.static import DASHBOARD

MODULES = sorted(DASHBOARD.rglob("*.js"))
PAGES = sorted(DASHBOARD.glob("*/page.html"))
DOCUMENTS = [DASHBOARD / "shell.html", *PAGES]

THE_ONE_PLACE = {
    r"\bfetch\(": "shared/api.js",
    r"\bXMLHttpRequest\b": "shared/api.js",
    r"\bsendBeacon\b": "shared/api.js",
    r"\bnew EventSource\b": "shared/live.js",
    r"\bnew WebSocket\b": "camera/sender.js",
    r"\bstartLive\(": "shared/connection.js",
}
"""Ways to the program, and the module that each belongs to."""


def named(path: Path) -> str:
    return path.relative_to(DASHBOARD).as_posix()


@pytest.mark.parametrize("path", [*MODULES, *PAGES], ids=named)
def test_a_page_takes_from_its_own_folder_and_from_what_is_shared(path: Path) -> None:
    """What two pages need is shared; `shared/` needs no page."""
    addresses = re.findall(r'"/([a-z_]+)/[^"]*\.(?:js|css)"', path.read_text("utf-8"))
    assert set(addresses) <= {path.parent.name, "shared", "messages", "vendor"}


@pytest.mark.parametrize(("way", "owner"), THE_ONE_PLACE.items())
def test_each_way_to_the_program_is_in_one_module(way: str, owner: str) -> None:
    calls = re.compile(rf"(?<!function ){way}")
    users = {named(path) for path in MODULES if calls.search(path.read_text("utf-8"))}
    assert users <= {owner}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 250


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_nothing_is_styled_or_scripted_inline(document: Path) -> None:
    page = document.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
