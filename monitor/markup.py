"""HTML and SVG elements as text; whatever is not an element is escaped."""

from __future__ import annotations

from html import escape
from typing import Final

_VOID: Final = frozenset({"meta", "line", "rect", "circle", "path"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def element(
    name: str, /, *children: str | Markup | None, **attributes: str | float | None
) -> Markup:
    """One element.

    Args:
        name: of the element.
        children: markup, or text that is escaped; None is left out.
        attributes: `_` in a name stands for `-`, one at its end for nothing (`class_`); None is
            left out; numbers are shortened to two decimals.
    """
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID and not children:
        return Markup(f"<{name}{shown}/>")
    inside = "".join(map(_inside, children))
    return Markup(f"<{name}{shown}>{inside}</{name}>")


def joined(*parts: str | Markup | None) -> Markup:
    """Several pieces in a row."""
    return Markup("".join(map(_inside, parts)))


def _inside(child: str | Markup | None) -> str:
    if child is None:
        return ""
    return child if isinstance(child, Markup) else escape(child)


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")
