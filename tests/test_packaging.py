"""What is installed is what was meant: the locks, and the wheel that users get."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def names_in(requirements: str) -> set[str]:
    return {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)", requirements, re.MULTILINE)}


def asked_by(group: str) -> list[str]:
    """Requirements of a dependency group, the groups it includes left out."""
    return [name for name in PROJECT["dependency-groups"][group] if isinstance(name, str)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_is_exact_and_hashed(lock: Path) -> None:
    requirements = re.split(r"(?<!\\)\n", re.sub(r"(?m)^#.*\n", "", lock.read_text()).strip())
    loose = [
        requirement
        for requirement in requirements
        if not re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", requirement, re.DOTALL)
    ]
    assert requirements
    assert not loose


def test_the_program_lock_is_lean_and_complete() -> None:
    locked = names_in((ROOT / "locks" / "runtime.txt").read_text())
    assert not locked & names_in((ROOT / "locks" / "lean.excludes").read_text())
    assert names_in("\n".join(PROJECT["project"]["dependencies"])) <= locked


def test_the_other_locks_hold_what_the_groups_ask_for() -> None:
    for group in ("build", "dev"):
        locked = names_in((ROOT / "locks" / f"{group}.txt").read_text())
        assert names_in("\n".join(asked_by(group))) <= locked


def test_locks_agree_with_one_another() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        here: dict[str, set[str]] = {}
        for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", lock.read_text(), re.MULTILINE):
            here.setdefault(name, set()).add(version)
        for name, found in here.items():
            assert versions.setdefault(name, found) == found, f"{name} in {lock.name}"


def test_the_wheel_carries_its_data(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("mostrador-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        default = archive.read("monitor/_config/default.toml")
    assert default == (ROOT / "config" / "default.toml").read_bytes()
    folders = ("monitor", "api")
    data = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert data <= names
    assert any(name.startswith("api/dashboard/") for name in names)
    outside = {name.split("/")[0] for name in names} - set(folders)
    assert all(name.endswith(".dist-info") for name in outside)


PART_OF = {
    "starlette": "fastapi",
    "pydantic_core": "pydantic",
    "cv2": "opencv-contrib-python-headless",
}
"""Modules that come with, and belong to, something that is asked for by another name."""


def imports_of(source: str) -> set[str]:
    """Top-level names that a module imports, the standard library's left out."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"monitor", "api", "tests"}


def undeclared(imported: set[str], asked: set[str]) -> set[str]:
    """Imports that nothing asked for provides."""
    provides = importlib.metadata.packages_distributions()
    return {
        name
        for name in imported
        if not asked & {PART_OF.get(name, ""), *map(str.lower, provides.get(name, [name]))}
    }


@pytest.mark.parametrize("folder", ["monitor", "api", "tests"])
def test_whatever_is_imported_was_asked_for(folder: str) -> None:
    requirements = list(PROJECT["project"]["dependencies"])
    if folder == "tests":
        requirements += asked_by("dev")
    sources = [path.read_text() for path in (ROOT / folder).rglob("*.py")]
    imported: set[str] = set().union(*map(imports_of, sources))
    assert not undeclared(imported, names_in("\n".join(requirements)))


def test_an_import_that_nobody_asked_for_is_caught() -> None:
    imported = imports_of(
        "import os, numpy.linalg\nfrom scipy import stats\nfrom monitor import cli"
    )
    assert imported == {"numpy", "scipy"}
    assert undeclared(imported, {"numpy"}) == {"scipy"}
