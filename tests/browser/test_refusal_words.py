"""Whatever the program can refuse, the pages can say in either language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import api
import monitor
from api.problems import Problem
from monitor.errors import FACTS, FAILURES, LACKS, AcceptedName, RefusalName
from monitor.settings import Settings, cause_of, changeable
from tests.browser.test_words import EN, ES

SOURCES = [
    path
    for package in (api, monitor)
    for path in Path(next(iter(package.__path__))).rglob("*.py")
    if "Cause(" in path.read_text("utf-8")
]


def told_facts() -> Iterator[tuple[str, set[str]]]:
    """Name and figures of every cause that is written out in the program."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Cause"):
                continue
            if not (node.args and isinstance(node.args[0], ast.Constant)):
                continue
            pairs = node.args[1] if len(node.args) > 1 else ast.Tuple([])
            if not isinstance(pairs, ast.Tuple) or any(
                isinstance(each, ast.Starred) for each in pairs.elts
            ):
                continue  # figures that are put together elsewhere
            names = {
                pair.elts[0].value
                for pair in pairs.elts
                if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant)
            }
            yield str(node.args[0].value), {str(name) for name in names}


@pytest.mark.parametrize("words", [ES, EN], ids=["es", "en"])
def test_every_problem_and_every_cause_has_its_sentence(words: dict[str, str]) -> None:
    wanted = {f"problem.{each.slug}" for each in Problem}
    wanted |= {f"refusal.{name}" for name in get_args(RefusalName) if name != "other"}
    wanted |= {f"accepted.{name}" for name in get_args(AcceptedName) if name != "other"}
    assert wanted - set(words) == set()
    about = ("problem.", "refusal.", "accepted.")
    own = {"refusal.unknown", "refusal.parameter", "refusal.mostly"}
    assert {key for key in words if key.startswith(about)} - own == wanted


@pytest.mark.parametrize("words", [ES, EN], ids=["es", "en"])
def test_whatever_ails_a_camera_or_its_lock_has_its_sentence(words: dict[str, str]) -> None:
    wanted = {f"failure.{name}" for name in FAILURES} | {f"lack.{name}" for name in LACKS}
    wanted -= {"failure.other", "lack.other"}
    assert {key for key in words if key.startswith(("failure.", "lack."))} == wanted


def test_no_name_means_two_things() -> None:
    assert set(FAILURES) & {*get_args(RefusalName), *get_args(AcceptedName)} == {"other"}


def test_whatever_can_ail_a_camera_is_told_somewhere() -> None:
    source = "".join(
        path.read_text("utf-8") for path in Path(next(iter(monitor.__path__))).rglob("*.py")
    )
    assert [name for name in (*FAILURES, *LACKS) if source.count(f'"{name}"') < 2] == []


@pytest.mark.parametrize("words", [ES, EN], ids=["es", "en"])
def test_a_sentence_names_the_figures_of_its_table_alone(words: dict[str, str]) -> None:
    table = {str(name): facts for name, facts in FACTS.items()}
    coded = {
        "refusal": get_args(RefusalName),
        "accepted": get_args(AcceptedName),
        "failure": FAILURES,
        "lack": LACKS,
    }
    for kind, names in coded.items():
        for name in names:
            gaps = set(re.findall(r"\{(\w+)\}", words.get(f"{kind}.{name}", "")))
            facts = table.get(name, ()) if kind in {"refusal", "accepted"} else ()
            assert gaps <= set(facts), (kind, name)


def test_every_figure_of_the_table_is_told_with_its_refusal() -> None:
    """Where a cause is written out, it brings what its sentences name, and nothing unknown."""
    told, table = list(told_facts()), {str(name): facts for name, facts in FACTS.items()}
    assert len(told) > 30
    for name, facts in told:
        assert facts <= set(table.get(name, ())), name
        for words in (ES, EN):
            texts = [words.get(f"{kind}.{name}", "") for kind in ("refusal", "accepted", "failure")]
            assert any(texts), name
            for text in texts:
                assert set(re.findall(r"\{(\w+)\}", text)) <= facts, (name, text)


def test_every_setting_says_for_programs_what_it_accepts() -> None:
    unsaid = [each.key for each in changeable(Settings()) if cause_of(each).name == "other"]
    assert unsaid == []
