"""One catalogue: whatever is raised has its sentences, and they tell what is given with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import api
import monitor
from api.problem_kinds import Problem
from api.wrong_parameters import found_wrong
from monitor.attention.state import Reason
from monitor.errors import (
    FAILURES,
    LACKS,
    AcceptedName,
    ModelError,
    NotFound,
    RefusalName,
    Unaccepted,
    because,
    failure_of,
)
from monitor.refusals import catalogue, figures_of, page_words, sentence_of
from monitor.settings import Settings, cause_of, changeable

GAP = re.compile(r"\{(\w+)\}")
CODED = {
    "refusal": get_args(RefusalName),
    "accepted": get_args(AcceptedName),
    "failure": FAILURES,
    "lack": LACKS,
    "reason": [each.value for each in Reason],
    "problem": [each.slug for each in Problem],
}
RAISED = {code for kind in ("refusal", "accepted", "failure") for code in CODED[kind]} - {"other"}
NAMING = {"wrong_parameter", "invalid_parameter", "refused_value", "_refused"}
"""They say "X = given: accepted is Y", of which Y alone is in the catalogue."""
TREES = {
    path: ast.parse(path.read_text("utf-8"))
    for package in (api, monitor)
    for path in Path(next(iter(package.__path__))).rglob("*.py")
    if path.name != "errors.py"
}


def codes_in(node: ast.expr) -> Iterator[str]:
    """The codes that an argument may be, where it is written out."""
    if isinstance(node, ast.IfExp):
        yield from codes_in(node.body)
        yield from codes_in(node.orelse)
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def raised() -> Iterator[tuple[Path, str, set[str] | None]]:
    """Every code that is written out where something is refused, and the figures given with it."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "because":
                names = {each.arg for each in node.keywords}
                given = None if None in names else {str(name) for name in names}
                for code in codes_in(node.args[0]):
                    yield path, code, given


def texts() -> Iterator[str]:
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_catalogue_holds_the_codes_that_there_are() -> None:
    assert {kind: {*codes} - {"other"} for kind, codes in CODED.items()} == {
        kind: set(entries) for kind, entries in catalogue().items()
    }


def test_no_code_means_two_things() -> None:
    codes = [code for kind in ("refusal", "accepted", "failure") for code in catalogue()[kind]]
    assert len(codes) == len(set(codes))


def test_every_code_has_its_sentence_in_both_languages() -> None:
    for kind, entries in catalogue().items():
        for code, entry in entries.items():
            told = {language for language in ("en", "es") if entry.get(language, "").strip()}
            # A kind of problem of which every refusal has a code is told by that.
            assert told == {"en", "es"} or (kind == "problem" and not told), (kind, code)
            assert set(GAP.findall(entry.get("en", ""))) == set(GAP.findall(entry.get("es", "")))


def test_every_code_is_raised_somewhere() -> None:
    written = set(texts())
    written.add(failure_of(ModelError("it is damaged")))
    assert {code for code in RAISED if code not in written} == set()


def test_what_is_raised_gives_the_figures_that_its_sentences_tell_and_no_other() -> None:
    told = list(raised())
    assert len(told) > 90
    for path, code, given in told:
        assert code in RAISED, (path, code)
        assert given is None or given == figures_of(code), (path, code)


def test_nothing_is_raised_with_a_sentence_of_its_own_beside_its_code() -> None:
    """What is refused is told by code and figures alone: the sentence is the catalogue's."""
    composed = [
        (path, node.lineno)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and any(isinstance(each, ast.Call) and called(each) == "because" for each in node.args)
        and any(isinstance(each, ast.JoinedStr) for each in node.args)
        and called(node) not in NAMING
    ]
    assert composed == []


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"given_s": 2.04, "whole_s": 12.26}, "the note's moment is 2 s after"),
        ({"given_s": 90.0, "whole_s": 4000.0}, "from 0 to 4000 s"),
    ],
)
def test_figures_are_told_with_their_units(figures: dict[str, float], said: str) -> None:
    assert said in sentence_of("note_moment", figures)


def test_a_share_an_angle_and_a_hindrance_are_told_in_words() -> None:
    away = because("looked_away", place="device", share=0.304, most_share=0.2).sentence
    assert "30% of the samples" in away
    assert "up to 20%" in away
    restless = because("restless", place="device", wandered_deg=6.28, most_deg=4.0).sentence
    assert "wandered by 6.3 degrees (accepted is up to 4 degrees)" in restless
    few = because(
        "too_few_mostly",
        place="device",
        judged_s=1.0,
        seen_s=4.0,
        wanted_s=2.0,
        samples=8,
        hindrance="dark",
    ).sentence
    assert "mostly because the picture is too dark" in few


def test_what_was_given_is_told_without_signs_that_move_a_terminal() -> None:
    error = NotFound(because("no_counter", counter="a\x1b[2Jb\r\n", known="front"))
    assert str(error) == "there is no counter 'a\\x1b[2Jb\\r\n': known are front"


def test_a_figure_that_is_not_given_is_no_sentence() -> None:
    with pytest.raises(KeyError):
        sentence_of("session_runs", {})
    with pytest.raises(KeyError):
        sentence_of("no_such_code", {})


def test_a_value_that_a_setting_refuses_says_what_it_accepts() -> None:
    assert str(Unaccepted(because("time_zone"))) == "accepted is a time zone like Europe/Madrid"


def test_every_setting_says_for_programs_what_it_accepts() -> None:
    unsaid = [each.key for each in changeable(Settings()) if cause_of(each).name == "other"]
    assert unsaid == []


@pytest.mark.parametrize(
    ("kind", "told", "accepted"),
    [
        ("greater_than_equal", {"ge": 1}, "a number from 1 on"),
        ("greater_than", {"gt": 0}, "a number above 0"),
        ("less_than_equal", {"le": 5}, "a number up to 5"),
        ("less_than", {"lt": 5}, "a number below 5"),
        ("string_too_short", {"min_length": 1}, "a text of 1 characters or more"),
        ("string_too_long", {"max_length": 80}, "a text of up to 80 characters"),
        ("too_long", {"max_length": 8}, "up to 8 entries"),
        ("int_parsing", {}, "a whole number"),
        ("finite_number", {}, "a number"),
        ("bool_parsing", {}, "true or false"),
        ("literal_error", {"expected": "'a', 'b' or 'c'"}, "one of a, b, c"),
    ],
)
def test_a_parameter_of_the_wrong_kind_says_what_it_accepts(
    kind: str, told: dict[str, object], accepted: str
) -> None:
    error = {"type": kind, "loc": ("query", "x"), "input": "?", "ctx": told, "msg": "unused"}
    found = found_wrong(error)
    assert found.accepted == accepted
    assert found.cause.name != "other"


def test_the_pages_are_given_no_technical_sentence() -> None:
    assert page_words("en")["refusal.name_length"] == "The name needs 1 to {most} letters."
    assert not any(key.endswith("technical") for key in page_words("es"))
