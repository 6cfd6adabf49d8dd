"""The figures of docs/accuracy.md, made anew.

`python -m tests.fitting.accuracy_page FOLDER ...` measures labelled folders as `mostrador evaluate`
does, and writes what comes out between the marks of the page, with the day and the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from monitor import __version__
from monitor.adapters.clock import SystemClock
from monitor.cli.evaluate import evaluated
from monitor.evaluation.clip_score import ANSWERS, TRUTHS
from monitor.evaluation.dataset import Seen
from monitor.evaluation.evaluation import Evaluation
from monitor.evaluation.figure_table import markdown
from monitor.evaluation.tables import main_tables
from monitor.evaluation.timing import Timer

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


def main() -> None:
    """Measure the folders that are given, and write."""
    timer = Timer(SystemClock())
    evaluations = evaluated([Path(each) for each in sys.argv[1:]])
    text = PAGE.read_text("utf-8")
    figures = "\n\n".join(map(markdown, main_tables(evaluations)))
    made = f"Version {__version__}; {timer.conditions().words}."
    text = between(text, "missed", missed(evaluations))
    PAGE.write_text(between(text, "figures", f"{made}\n\n{figures}"), encoding="utf-8")


def between(text: str, mark: str, inside: str) -> str:
    """The text with something else between the two marks of this name."""
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"the page has no {begin} ... {end}")
    return f"{head}{begin}\n{inside}\n{end}{tail}"


def missed(evaluations: Sequence[Evaluation]) -> str:
    """How often a look down is missed, folder by folder, as a list."""
    row = TRUTHS.index(Seen.DEVICE)
    lines: list[str] = []
    for each in evaluations:
        if each.clips is None:
            continue
        counts = {
            state.value: int(each.clips.counts.agreed[row, at]) for at, state in enumerate(ANSWERS)
        }
        looks = sum(counts.values())
        if not looks:
            continue
        gone = looks - counts.pop("device")
        said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        lines.append(
            f"- `{each.folder}`: {gone} of {looks} looks down ({gone / looks:.0%}) are missed"
            + (f": {said}." if said else ".")
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
