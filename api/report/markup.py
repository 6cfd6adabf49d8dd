"""Elements of HTML and SVG as text; whatever is no element is escaped."""

from __future__ import annotations

from html import escape

Child = str | None
"""An element, or text that is escaped; None is left out."""


class Element(str):
    """Text that is markup already."""

    __slots__ = ()


def tag(name: str, /, *children: Child, **attributes: str | float | None) -> Element:
    """One element. `_` in an attribute stands for `-`, one at its end for nothing (`class_`)."""
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Element(f"<{name}{shown}>{row(*children)}</{name}>")


def row(*children: Child) -> Element:
    """Several, one after the other."""
    told = (each for each in children if each is not None)
    return Element("".join(each if isinstance(each, Element) else escape(each) for each in told))


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 2):g}"
