"""The house obeys its rules, and each rule is shown to catch what it is there for."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

from tests.house_rules import (
    ROOT,
    core_files,
    core_modules,
    hidden_imports,
    impurities,
    is_vague,
    leaks,
    long_places,
    mutable_globals,
    python_files,
    soft_records,
    tracked_texts,
    unknown_places,
    unnamed_packages,
)

# --- the house itself ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", core_modules())
def test_core_is_frozen_and_stateless(name: str) -> None:
    module = importlib.import_module(name)
    assert not [*soft_records(module), *mutable_globals(module)]


@pytest.mark.parametrize("path", core_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_core_is_pure(path: Path) -> None:
    assert not list(impurities(path.read_text()))


def test_core_was_found() -> None:
    assert len(core_files()) >= 12
    assert {name.split(".")[1] for name in core_modules()} >= {"units", "geometry", "attention"}


def test_nothing_of_its_own_is_imported_past_the_rules() -> None:
    """`import_module` of the own packages is an arrow that no linter sees."""
    sources = {path: path.read_text() for path in python_files("monitor", "api")}
    found = {path.relative_to(ROOT): list(hidden_imports(text)) for path, text in sources.items()}
    assert not {path: lines for path, lines in found.items() if lines}


def test_modules_say_what_they_are() -> None:
    found = [path for path in python_files("monitor", "api", "tests") if is_vague(path)]
    assert not found


def test_no_registry_and_no_machine_is_named() -> None:
    texts = tracked_texts()
    if not texts:
        pytest.skip("not a git clone")
    found = {name: list(leaks(text)) for name, text in texts.items()}
    assert not {name: lines for name, lines in found.items() if lines}


def test_the_page_of_the_architecture_names_what_there_is() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert not [*unknown_places(page), *unnamed_packages(page)]


# --- the rules, seen to fail --------------------------------------------------------------------


def module_from(source: str) -> types.ModuleType:
    module = types.ModuleType("planted")
    sys.modules["planted"] = module
    try:
        exec(source, vars(module))  # noqa: S102 - the sources are the ones below
    finally:
        del sys.modules["planted"]
    return module


HEAD = "import dataclasses, enum, functools, types, typing\nimport numpy as np\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("@dataclasses.dataclass(slots=True)\nclass A:\n    x: int", "not frozen"),
        ("@dataclasses.dataclass(frozen=True)\nclass A:\n    x: int", "no slots"),
        ("class A:\n    x = 1", "not a dataclass"),
    ],
)
def test_soft_records_are_caught(source: str, said: str) -> None:
    assert any(said in found for found in soft_records(module_from(HEAD + source)))


@pytest.mark.parametrize(
    "source",
    [
        "@dataclasses.dataclass(frozen=True, slots=True)\nclass A:\n    x: int",
        "class A(enum.Enum):\n    X = 1",
        "class A(typing.Protocol):\n    def x(self) -> int: ...",
        "class A(ValueError):\n    pass",
    ],
)
def test_hard_records_pass(source: str) -> None:
    assert not list(soft_records(module_from(HEAD + source)))


@pytest.mark.parametrize(
    ("value", "caught"),
    [
        ("{}", True),
        ("[1]", True),
        ("{1}", True),
        ("({},)", True),
        ("types.MappingProxyType({1: []})", True),
        ("np.zeros(3)", True),
        ("(1, 'a')", False),
        ("frozenset({1})", False),
        ("types.MappingProxyType({1: 2})", False),
        ("np.broadcast_to(np.float64(1), (3,))", False),
    ],
)
def test_mutable_globals_are_caught(value: str, caught: bool) -> None:
    found = list(mutable_globals(module_from(f"{HEAD}PLANTED = {value}")))
    assert bool(found) is caught


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("import time", True),
        ("import os.path", True),
        ("from threading import Lock", True),
        ("from pathlib import Path", True),
        ("def f():\n    from socket import socket", True),
        ("def f(p):\n    return open(p)", True),
        ("def f():\n    global n", True),
        ("import math\nfrom collections.abc import Iterator", False),
        ("def f(door):\n    return door.open", False),
    ],
)
def test_impurities_are_caught(source: str, caught: bool) -> None:
    assert bool(list(impurities(source))) is caught


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("import importlib\nimportlib.import_module('monitor.cli')", True),
        ("from importlib import import_module\ndef f():\n    import_module('api.main')", True),
        ("NAME = 'monitor.cli'\nimport_module(NAME)", True),
        ("NAME: Final = 'monitor.cli'\nimport_module(f'{NAME}.output')", True),
        ("import_module(f'monitor.{name}')", True),
        ("__import__('monitor')", True),
        ("import_module('mediapipe')", False),
        ("PYTHON = 'mediapipe.python'\nimport_module(f'{PYTHON}.packet_creator')", False),
        ("import_module('monitors')", False),
        ("from monitor.cli import app", False),
    ],
)
def test_hidden_imports_are_caught(source: str, caught: bool) -> None:
    assert bool(list(hidden_imports(source))) is caught


@pytest.mark.parametrize(
    ("parts", "caught"),
    [
        (("https://py", "pi.org/simple"), True),
        (("--index", "-url x"), True),
        (("cd /ho", "me/somebody/src"), True),
        (("path /wo", "rk/main"), True),
        ((str(ROOT), "/x"), True),
        (("a frame", "/work of art, ./wo", "rk/x"), False),
    ],
)
def test_leaks_are_caught(parts: tuple[str, ...], caught: bool) -> None:
    assert bool(list(leaks("".join(parts)))) is caught


def test_long_places_are_hinted_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tests.house_rules.ROOT", tmp_path)
    path = tmp_path / "planted.py"
    path.write_text("class A:\n" + "    x = 1\n" * 200)
    assert list(long_places(path)) == ["planted.py: class A has 201 lines"]
    path.write_text("x = 1\n" * 301)
    assert list(long_places(path)) == ["planted.py: 301 lines"]


@pytest.mark.parametrize(
    ("name", "caught"), [("utils.py", True), ("types/x.py", True), ("gaze.py", False)]
)
def test_vague_names_are_caught(name: str, caught: bool) -> None:
    assert is_vague(ROOT / "monitor" / "geometry" / name) is caught


# --- the tools' settings, seen to bite ----------------------------------------------------------


def run_tool(name: str, *arguments: str, cwd: Path = ROOT, text: str | None = None) -> str:
    done = subprocess.run(
        [Path(sys.executable).with_name(name), *arguments],
        cwd=cwd,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("import time\n\nNOW = time.monotonic_ns()\n", "TID251"),
        ("import datetime as dt\n\nNOW = dt.datetime.now(dt.UTC)\n", "TID251"),
        ("import cv2\n\ncv2.imwrite('a.png', None)\n", "TID251"),
        ("from cv2 import VideoWriter as Film\n\nFilm()\n", "TID251"),
        ("import pickle\n", "TID251"),
        ("print('hello')\n", "T201"),
        ("try:\n    x = 1\nexcept Exception:\n    pass\n", "BLE001"),
        ("try:\n    x = 1\nexcept ValueError:\n    pass\n", "SIM105"),
        ("def f(x: int) -> int:\n    return x\n", "D103"),
    ],
)
def test_ruff_bans_what_the_house_bans(source: str, rule: str) -> None:
    said = run_tool(
        "ruff", "check", "--stdin-filename", "monitor/runtime/planted.py", "-", text=source
    )
    assert rule in said


@pytest.mark.parametrize(
    ("place", "imported", "contract"),
    [
        ("geometry", "monitor.attention", "every arrow points down"),
        ("errors_planted", "monitor.units", "not listed"),
        ("runtime", "api", "between the command line and the runtime"),
        ("adapters", "monitor.adapters.planted_other", "unaware of one another"),
        ("runtime/site", "monitor.adapters.clock", "by their protocols alone"),
        ("runtime/counter", "monitor.runtime.vision.worker", "by their protocols alone"),
        ("runtime/vision", "monitor.adapters.clock", "Adapters are handed in"),
    ],
)
def test_import_linter_sees_a_wrong_arrow(
    tmp_path: Path, place: str, imported: str, contract: str
) -> None:
    ignore = shutil.ignore_patterns("*.mp4", "__pycache__")
    for package in ("monitor", "api"):
        if (ROOT / package).is_dir():
            shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    (tmp_path / "api").mkdir(exist_ok=True)
    (tmp_path / "api" / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "monitor" / "adapters" / "planted_other.py").touch()
    folder = tmp_path / "monitor" / place
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()
    (folder / "planted.py").write_text(f"import {imported}\n")
    said = run_tool("lint-imports", "--no-cache", "--no-logo", cwd=tmp_path)
    assert "BROKEN" in said or "not listed" in said, said
    assert contract in said, said


def test_a_place_that_is_gone_and_a_package_that_is_not_told_are_named() -> None:
    page = "`attention/settle` `attention/gone` `pipeline.step` `metrics/figures.Number` `units`"
    assert list(unknown_places(page)) == ["attention/gone"]
    assert list(unknown_places("`metrics/figures.Nothing`")) == ["metrics/figures.Nothing"]
    assert {"attention", "runtime"} <= set(unnamed_packages("`units`"))
    assert "units" not in set(unnamed_packages("`units`"))
