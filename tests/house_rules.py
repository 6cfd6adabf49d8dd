"""The rules of the house that no general tool knows. `test_architecture.py` applies them."""

from __future__ import annotations

import ast
import dataclasses
import enum
import functools
import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
import types
from collections import deque
from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence, MutableSet
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
CORE = ("units", "errors", "geometry", "perception", "attention", "metrics", "snapshot", "pipeline")
"""Rooms of pure functions: no clock, no file, no thread, no state of their own."""

IMPURE = frozenset(
    "asyncio builtins concurrent ctypes fcntl glob http importlib io logging mmap"
    " multiprocessing os pathlib pickle queue random requests select selectors shutil signal socket"
    " sqlite3 subprocess sys tempfile threading time urllib warnings weakref"
    " alembic fastapi mediapipe sqlalchemy starlette typer uvicorn".split()
)
IMPURE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "__import__", "breakpoint"})
VAGUE_NAMES = frozenset(
    "base common helper helpers manager managers misc shared tools type types util utils".split()
)
LONG_MODULE = 300
LONG_CLASS = 200


# --- what is looked at ------------------------------------------------------------------------


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def core_modules() -> list[str]:
    names: list[str] = []
    for room in CORE:
        if not (ROOT / "monitor" / room).is_dir() and not (ROOT / f"monitor/{room}.py").is_file():
            continue
        module = importlib.import_module(f"monitor.{room}")
        names.append(module.__name__)
        inside = pkgutil.walk_packages(getattr(module, "__path__", ()), f"monitor.{room}.")
        names.extend(found.name for found in inside)
    return names


def long_places(path: Path) -> Iterator[str]:
    """Modules and classes so long that they may be two. A hint, never a failure."""
    source = path.read_text()
    name, lines = path.relative_to(ROOT), len(source.splitlines())
    if lines > LONG_MODULE:
        yield f"{name}: {lines} lines"
    for node in ast.parse(source).body:
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if isinstance(node, ast.ClassDef) and length > LONG_CLASS:
            yield f"{name}: class {node.name} has {length} lines"


def core_files() -> list[Path]:
    return [path for path in python_files("monitor") if is_core(path)]


def is_core(path: Path) -> bool:
    return path.relative_to(ROOT / "monitor").parts[0].removesuffix(".py") in CORE


@functools.cache
def tracked_texts() -> Mapping[str, str]:
    """Every file of the repository that holds text, by its path; empty outside a clone."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        return {}
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    texts: dict[str, str] = {}
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        if b"\0" not in content[:8000]:
            texts[name] = content.decode("utf-8", errors="replace")
    return texts


# --- rules --------------------------------------------------------------------------------------


def soft_records(module: types.ModuleType) -> Iterator[str]:
    """Classes that are no frozen and slotted dataclass, enum, error or protocol."""
    for name, value in vars(module).items():
        if not isinstance(value, type) or value.__module__ != module.__name__:
            continue
        if issubclass(value, enum.Enum | Exception) or getattr(value, "_is_protocol", False):
            continue
        if not dataclasses.is_dataclass(value):
            yield f"{module.__name__}.{name} is not a dataclass"
        elif not value.__dataclass_params__.frozen:
            yield f"{module.__name__}.{name} is not frozen"
        elif "__slots__" not in vars(value):
            yield f"{module.__name__}.{name} has no slots"


def is_mutable(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.flags.writeable)
    if isinstance(value, types.MappingProxyType):
        return any(map(is_mutable, value.values()))
    if isinstance(value, tuple | frozenset):
        return any(map(is_mutable, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return any(is_mutable(getattr(value, field.name)) for field in dataclasses.fields(value))
    return isinstance(value, MutableMapping | MutableSequence | MutableSet | deque | bytearray)


def mutable_globals(module: types.ModuleType) -> Iterator[str]:
    """Module-level values that somebody could change."""
    for name, value in vars(module).items():
        if not (name.startswith("__") and name.endswith("__")) and is_mutable(value):
            yield f"{module.__name__}.{name} can be changed ({type(value).__name__})"


def impurities(source: str) -> Iterator[str]:
    """Doors to the outside world, and state kept between calls."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    if alias.name.partition(".")[0] in IMPURE:
                        yield f"line {node.lineno} imports {alias.name}"
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in IMPURE:
                yield f"line {node.lineno} imports from {module}"
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                yield f"line {node.lineno} calls {name}()"
            case ast.Global() | ast.Nonlocal():
                yield f"line {node.lineno} keeps state between calls"
            case _:
                pass


def hidden_imports(source: str) -> Iterator[str]:
    """The project's own packages imported by their names in a text, past the rules of imports."""
    tree = ast.parse(source)
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called not in {"import_module", "__import__", "find_spec", "run_module"}:
            continue
        given = node.args[0]
        if isinstance(given, ast.JoinedStr) and given.values:
            given = given.values[0]
        if isinstance(given, ast.FormattedValue):
            given = given.value
        text = named.get(given.id) if isinstance(given, ast.Name) else None
        text = given.value if isinstance(given, ast.Constant) else text
        if isinstance(text, str) and text.partition(".")[0] in {"monitor", "api"}:
            yield f"line {node.lineno} imports {text} by {called}"


def is_vague(path: Path) -> bool:
    """A name that any code would fit under."""
    return bool(VAGUE_NAMES & {path.stem, path.parent.name})


def unknown_places(text: str) -> Iterator[str]:
    """What a document names in code marks, as a path or with a class, and is not there."""
    for place, name in re.findall(r"`([a-z_]+(?:/[a-z_]+)+)(?:\.([A-Z]\w+))?(?:/|\(\))?`", text):
        found = [
            path
            for root in (ROOT, ROOT / "monitor", ROOT / "api")
            for path in (root / place, root / f"{place}.py")
            if path.exists()
        ]
        if not any(not name or (path.is_file() and name in path.read_text()) for path in found):
            yield f"{place}.{name}" if name else place


def unnamed_packages(text: str) -> Iterator[str]:
    """The packages and modules that stand directly in `monitor`, and are not in a document."""
    for path in sorted((ROOT / "monitor").iterdir()):
        if path.stem.startswith(("__", ".")) or (path.is_file() and path.suffix != ".py"):
            continue
        if f"`{path.stem}`" not in text and f"`{path.stem}/" not in text:
            yield path.stem


def leaks(text: str) -> Iterator[str]:
    """Addresses of package registries and paths of somebody's machine."""
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in LEAKS:
            if pattern.search(line):
                yield f"line {number} {what}: {line.strip()[:80]}"


def leak_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # Put together here, so that this file does not hold what it looks for.
    registries = [("py", "pi.org"), ("python", "hosted."), ("npm", "js.org"), ("npm", "js.com")]
    registries += [("registry", ".yarn"), ("ana", "conda."), ("debian", ".org"), ("ubuntu", ".com")]
    hosts = "|".join(re.escape("".join(parts)) for parts in registries)
    options = "|".join("".join(parts) for parts in (("--index", "-url"), ("--find", "-links")))
    homes = "|".join(("/ro" + "ot/", "/ho" + r"me/\w+/", "/Us" + r"ers/\w+/", "/wo" + "rk/"))
    return (
        ("names a registry", re.compile(f"{hosts}|{options}")),
        ("names a path of a machine", re.compile(rf"(?<![\w.])({homes})")),
        ("names this checkout's place", re.compile(re.escape(f"{ROOT}/"))),
    )


LEAKS = leak_patterns()


if __name__ == "__main__":
    for module in python_files("monitor", "api"):
        for place in long_places(module):
            sys.stdout.write(f"hint: {place}\n")
