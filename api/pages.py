"""The dashboard's pages. Each is a folder of its own; the shell around them is the same for all.

A page's `page.html` is a fragment: what stands before `<main` goes into the head of the document,
the rest into its body. A page is linked from every other as soon as its fragment exists.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

ORDER: Final = ("now", "history", "sessions", "counter", "setup", "camera")
"""Every page that there may be, as the links show them. The first is at `/`."""

_HEAD: Final = "<!--the head of the page-->"
_LINKS: Final = "<!--the links to the pages-->"
_BODY: Final = "<!--the page-->"


@dataclass(frozen=True, slots=True)
class Made:
    """What is put together once, when the program starts, and sent as it is."""

    content: bytes
    media_type: str
    etag: str


def address_of(name: str) -> str:
    """Where the page is."""
    return "/" if name == ORDER[0] else f"/{name}"


def made(text: str, media_type: str) -> Made:
    """A text, ready to be sent."""
    content = text.encode()
    return Made(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def read_pages(dashboard: Path) -> Mapping[str, Made]:
    """The pages of a folder by address: `shell.html` around each `<name>/page.html`."""
    shell = dashboard / "shell.html"
    if not shell.is_file():
        return MappingProxyType({})
    frame = shell.read_text(encoding="utf-8")
    fragments = {name: dashboard / name / "page.html" for name in ORDER}
    there = {name: path for name, path in fragments.items() if path.is_file()}
    return MappingProxyType(
        {
            address_of(name): _page(frame, name, path.read_text(encoding="utf-8"), tuple(there))
            for name, path in there.items()
        }
    )


def _page(frame: str, name: str, fragment: str, names: tuple[str, ...]) -> Made:
    before, main, after = fragment.partition("<main")
    text = frame.replace('data-page=""', f'data-page="{name}"')
    for place, content in (
        (_HEAD, before),
        (_LINKS, "\n".join(_link(each, current=each == name) for each in names)),
        (_BODY, main + after),
    ):
        text = text.replace(place, content.strip())
    return made(text, "text/html; charset=utf-8")


def _link(name: str, *, current: bool) -> str:
    mark = ' aria-current="page"' if current else ""
    return (
        f'<li><a href="{address_of(name)}"{mark} data-icon-of="page_{name}">'
        f'<span data-i18n="nav.{name}"></span></a></li>'
    )
