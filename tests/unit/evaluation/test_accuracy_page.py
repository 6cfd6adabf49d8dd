"""The page's own figures stand between marks, and can be made anew."""

from __future__ import annotations

import pytest

from monitor.evaluation.clip_score import score_clips
from monitor.evaluation.evaluation import Evaluation
from tests.fitting.accuracy_page import PAGE, between, missed
from tests.unit.evaluation.answers import clip

WORDS = [
    *[("device", "device", "device")] * 6,
    *(("device", "device", "unknown"), ("device", "device", "customer")),
    *(("customer", "customer", "device"), ("device", "elsewhere", "unknown")),
]


def test_says_how_many_looks_down_are_missed_and_as_what() -> None:
    shop = Evaluation("shop", score_clips([clip(WORDS)]), None, None)
    other = Evaluation("other", score_clips([clip(WORDS[:6])]), None, None)
    assert missed([shop, other]).splitlines() == [
        "- `shop`: 2 of 8 looks down (25%) are missed: 1 customer, 1 unknown.",
        "- `other`: 0 of 6 looks down (0%) are missed.",
    ]


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    text = "before\n<!-- a -->\nold\n<!-- end of a -->\nafter\n"
    assert between(text, "a", "new") == "before\n<!-- a -->\nnew\n<!-- end of a -->\nafter\n"
    with pytest.raises(SystemExit, match="no <!-- b -->"):
        between(text, "b", "new")


def test_the_page_has_the_marks_and_says_first_what_is_missed() -> None:
    text = PAGE.read_text("utf-8")
    assert between(between(text, "missed", "x"), "figures", "y") != text
    lines = [line for line in text.splitlines() if line]
    assert lines[1] == "<!-- missed -->"
    assert "looks down" in lines[2]
