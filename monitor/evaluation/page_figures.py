"""Numbers and tables as the report page shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from monitor.evaluation.intervals import Intervals
from monitor.markup import Markup, element

_NONE = "–"


def number(value: float | None, digits: int = 2) -> str:
    """A number, a dash for None."""
    return _NONE if value is None else f"{value:.{digits}f}".replace("-", "−")


def counted(count: int, what: str) -> str:
    """How many there are of something, named in the singular."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def signed(value: float | None, digits: int = 2) -> str:
    """A number with its sign."""
    return _NONE if value is None else f"{value:+.{digits}f}".replace("-", "−")


def percent(value: float | None) -> str:
    """A fraction as percent."""
    return _NONE if value is None else f"{100 * value:.1f} %"


def points(value: float | None) -> str:
    """The size of a difference of fractions in percentage points."""
    return _NONE if value is None else f"{100 * abs(value):.1f} points"


def signed_points(value: float | None) -> str:
    """A difference of fractions in percentage points, with its sign."""
    return _NONE if value is None else f"{signed(100 * value, 1)} points"


def interval_text(
    intervals: Intervals, name: str, shown: Callable[[float | None], str] = number
) -> str:
    """An interval, or nothing where there is none."""
    found = intervals.found.get(name)
    return "" if found is None else f"{shown(found.low)} to {shown(found.high)}"


def figure(label: str, value: str, beside: str) -> Markup:
    """One large number with its name; inside a `dl`."""
    return element(
        "div",
        element("dt", label),
        element("dd", value, class_="value"),
        element("dd", beside) if beside else None,
    )


def state_word(word: str, text: str | None = None) -> Markup:
    """The name of a state, or another text, beside its colour."""
    return element("span", text or word, class_="swatch", data_state=word)


def table(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str | Markup]],
    *,
    last: Sequence[str | Markup] | None = None,
    words: int = 1,
) -> Markup:
    """A table that scrolls by itself where the page is narrow.

    Args:
        name: says what the table is, to those who hear the page.
        header: names of the columns.
        rows: cells; the first of each is the row's name.
        last: a row of means.
        words: how many columns from the left hold words, not numbers.
    """

    def cells(row: Sequence[str | Markup]) -> Iterable[Markup]:
        for at, cell in enumerate(row):
            if at == 0:
                yield element("th", cell, scope="row")
            else:
                yield element("td", cell, class_="words" if at < words else None)

    names = (
        element("th", each, scope="col", class_="words" if at < words else None)
        for at, each in enumerate(header)
    )
    return scrolling(
        name,
        element(
            "table",
            element("thead", element("tr", *names)),
            element(
                "tbody",
                *(element("tr", *cells(row)) for row in rows),
                element("tr", *cells(last), class_="mean") if last else None,
            ),
        ),
    )


def scrolling(name: str, inside: Markup) -> Markup:
    """Scrolls by itself, by keyboard too, where the page is narrower."""
    return element("div", inside, class_="scroll", tabindex="0", role="region", aria_label=name)
