"""The part of the report page that shows what was taken for what."""

from __future__ import annotations

from monitor.attention.state import State
from monitor.evaluation.clip_score import ANSWERS, JUDGED, TRUTHS, ClipsScore
from monitor.evaluation.dataset import Seen
from monitor.evaluation.page_figures import scrolling, state_word
from monitor.markup import Markup, element


def confusion_section(score: ClipsScore) -> Markup:
    """Truth down, answer across; a cell is the darker the larger its part of the row is."""
    counts = score.counts.agreed
    columns = [
        (at, state)
        for at, state in enumerate(ANSWERS)
        if state is not State.WORK or counts[:, at].sum()
    ]
    rows: list[Markup] = []
    for at, truth in enumerate(TRUTHS):
        total = int(counts[at].sum())
        cells = (
            _heat_cell(truth, state, int(counts[at, column]), total) for column, state in columns
        )
        rows.append(element("tr", element("th", state_word(truth.value), scope="row"), *cells))
    header = element(
        "tr",
        element("th", "truth ↓ answer →"),
        *(element("th", state_word(state.value), scope="col") for _, state in columns),
    )
    return element(
        "section",
        element("h2", "What was taken for what"),
        element(
            "p",
            "Moments on which both viewers agree, and their part of the row. Blue is right, orange "
            "is wrong, grey is unknown or a truth that is counted apart.",
            class_="note",
        ),
        scrolling(
            "What was taken for what",
            element("table", element("thead", header), element("tbody", *rows), class_="heat"),
        ),
    )


def _heat_cell(truth: Seen, state: State, count: int, total: int) -> Markup:
    part = count / total if total else 0.0
    kind = "right" if truth.value == state.value else "wrong"
    if truth not in JUDGED or state is State.UNKNOWN:
        kind = "apart"
    if truth is Seen.CLOSED and state is State.DEVICE:
        kind = "wrong"
    if not count:
        return element("td", "–", class_=f"{kind} none", style="--part:0")
    shade, deep = _shade(part)
    return element(
        "td",
        str(count),
        element("small", "<1 %" if part < 0.01 else f"{100 * part:.0f} %"),
        class_=f"{kind} deep" if deep else kind,
        style=f"--part:{shade:.3f}",
    )


def _shade(part: float) -> tuple[float, bool]:
    """How dark a cell is, 0 to 1, and whether its text must be light for it.

    A single moment among hundreds has to be seen too, and no cell may be of the middling darkness
    on which neither dark nor light text can be read.
    """
    deep = part >= 0.5
    return (0.85 + 0.3 * (part - 0.5) if deep else 0.12 + 0.66 * part), deep
