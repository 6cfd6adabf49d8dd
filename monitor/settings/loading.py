"""Reads settings: a TOML file, then `MOSTRADOR_…` environment variables over it.

`MOSTRADOR_SERVER__PORT=9000` sets `server.port`; `MOSTRADOR_COUNTERS__0__CAMERA=rtsp://…` sets the
first counter's camera. A value is read as TOML where that is possible, else as plain text.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import platformdirs
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitor.addresses import redact_text
from monitor.errors import Cause, SettingsError, because
from monitor.settings.accepted import accepted_for, accepted_keys, is_secret
from monitor.settings.model import Settings

ENV_PREFIX: Final = "MOSTRADOR_"

_SINGLE: Final = re.compile(r"([a-z]+)(?:_([0-9]+))?_(.+)")
_HERE: Final = Path(__file__).resolve().parent


def default_file() -> Path:
    """The documented default settings: in a checkout `config/`, else the copy in the package."""
    checkout = _HERE.parents[1] / "config" / "default.toml"
    return checkout if checkout.is_file() else _HERE.parent / "_config" / "default.toml"


def user_file() -> Path:
    """The user's own settings file, whether it exists or not: what is used when none is named."""
    folder = platformdirs.user_config_dir("mostrador", appauthor=False)
    return Path(folder) / "mostrador.toml"


def file_in_use(named: Path | None) -> Path | None:
    """The settings file that counts: the named one, else the user's own if there is one."""
    if named is not None:
        return named
    own = user_file()
    return own if own.exists() else None


def load_settings(
    path: Path | None,
    environment: Mapping[str, str],
    base: Mapping[str, Any] | None = None,
) -> Settings:
    """Read and validate settings.

    Args:
        path: the file, None for the defaults alone.
        environment: variables; those that start with `MOSTRADOR_` override the file.
        base: values that the file and the environment override.

    Raises:
        SettingsError: one line per mistake, naming file and line or variable, key, what was given
            and what is accepted.
    """
    text = "" if path is None else _read(path)
    tree: dict[str, Any] = dict(base or {})
    tree.update({} if path is None else _parse(text, path))
    origins: dict[tuple[str | int, ...], str] = {}
    for name in sorted(environment):
        if name.startswith(ENV_PREFIX) and "__" in name:
            _override(tree, name, environment[name], origins)
        elif name.startswith(ENV_PREFIX):
            _refuse_single_underscores(name)
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        details = error.errors(include_url=False)
        lines = [_sentence(detail, path, text, origins) for detail in details]
        raise SettingsError(_broken(path, "\n".join(dict.fromkeys(lines)))) from None


def _read(path: Path) -> str:
    try:
        # Windows' own editor puts a byte order mark first.
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such settings file") from None
    except IsADirectoryError:
        raise SettingsError(f"{path}: is a folder, a settings file (TOML) is needed") from None
    except UnicodeDecodeError:
        mistake = f"{path}: is not text in UTF-8, a TOML file is needed"
        raise SettingsError(_broken(path, mistake)) from None
    except OSError as error:
        cause = because("file_unreadable", path=str(path), why=error.strerror or "")
        raise SettingsError(cause) from None


def _broken(path: Path | None, mistakes: str) -> Cause:
    return because("file_broken", path=str(path or ""), mistakes=mistakes)


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits; 5,000 brackets
        mistake = f"{path}: is not valid TOML: {redact_text(str(error))}"
        raise SettingsError(_broken(path, mistake)) from None


def _override(
    tree: dict[str, Any], name: str, value: str, origins: dict[tuple[str | int, ...], str]
) -> None:
    keys = [part.lower() for part in name.removeprefix(ENV_PREFIX).split("__")]
    location: list[str | int] = []
    node: Any = tree
    for key in keys[:-1]:
        node = _child(node, key, name)
        location.append(int(key) if _is_index(key) else key)
    leaf = keys[-1]
    if isinstance(node, list):
        raise SettingsError(f"{name}: a list cannot be set as a whole, name one of its keys")
    if not isinstance(node, dict):
        raise SettingsError(f"{name}: {keys[-2]!r} has no keys below it")
    node[leaf] = _value(value)
    origins[(*location, leaf)] = name


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit()


def _refuse_single_underscores(name: str) -> None:
    """`MOSTRADOR_SERVER_PORT` would do nothing, and nobody would know why.

    Other names of that prefix are not ours to judge: a cluster sets some for a service so called.
    """
    match = _SINGLE.match(name.removeprefix(ENV_PREFIX).lower())
    if match is None:
        return
    table, index, key = match.groups()
    if key in accepted_keys((table,)):
        parts = [table, *([index] if index else []), key]
        raise SettingsError(
            f"{name}: sets nothing: accepted is {ENV_PREFIX}{'__'.join(parts).upper()}, with two "
            "underscores between the parts"
        )


def _child(node: Any, key: str, name: str) -> Any:  # noqa: ANN401 - a parsed TOML tree
    if isinstance(node, list):
        if not _is_index(key) or int(key) > len(node):  # pyright: ignore[reportUnknownArgumentType]
            raise SettingsError(
                f"{name}: {key!r} is not an entry of the list: accepted is a number from 0 to "
                f"{len(node)}"  # pyright: ignore[reportUnknownArgumentType]
            )
        if int(key) == len(node):  # pyright: ignore[reportUnknownArgumentType]
            node.append({})  # pyright: ignore[reportUnknownMemberType]
        return node[int(key)]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(node, dict):
        raise SettingsError(f"{name}: {key!r} has no keys below it")
    if key not in node:
        node[key] = [] if key in {"counters", "areas"} else {}
    return node[key]  # pyright: ignore[reportUnknownVariableType]


def _value(text: str) -> Any:  # noqa: ANN401 - whatever TOML can hold
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        return text


def _sentence(
    detail: ErrorDetails,
    path: Path | None,
    text: str,
    origins: Mapping[tuple[str | int, ...], str],
) -> str:
    location = detail["loc"]
    if detail["type"] == "missing" and isinstance(location[-1], int):
        # Too short a list: the list is wrong, not what is not there.
        location = location[:-1]
    where = origins.get(location)
    if where is None:
        line = _line_of(text, location)
        where = str(path or "settings") + (f", line {line}" if line else "")
    key = _dotted(location)
    if detail["type"] == "extra_forbidden":
        known = accepted_keys(location[:-1])
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"accepted are {', '.join(known)}"
        return f"{where}: {key} is not a setting: {hint}"
    if detail["type"] == "value_error":
        accepted = str(detail["msg"]).removeprefix("Value error, ")
    else:
        accepted = f"accepted is {accepted_for(location, str(detail['msg']))}"
    given = redact_text(repr(detail["input"]))
    unsaid = is_secret(location) or isinstance(detail["input"], dict | list | tuple)
    if unsaid or len(given) > 200:
        return f"{where}: {key}: {redact_text(accepted)}"
    return f"{where}: {key} = {given}: {redact_text(accepted)}"


def _dotted(location: tuple[str | int, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "settings"


_TABLE: Final = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY: Final = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def _line_of(text: str, location: tuple[str | int, ...]) -> int | None:
    """Line of a key, or of the nearest table above it; None when the file does not hold it."""
    counts: dict[str, int] = {}
    table: tuple[str | int, ...] = ()
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        header = _TABLE.match(line)
        here: tuple[str | int, ...] = ()
        if header:
            table = _table_location(header.group(2), counts, repeated=header.group(1) == "[[")
            here = table
        elif key := _KEY.match(line):
            here = (*table, key.group(1))
        depth = len(here)
        if depth and location[:depth] == here and (best is None or depth > best[0]):
            best = (depth, number)
    return best[1] if best else None


def _table_location(name: str, counts: dict[str, int], *, repeated: bool) -> tuple[str | int, ...]:
    location: list[str | int] = []
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        prefix = ".".join(parts[:depth])
        location.append(parts[depth - 1])
        if depth == len(parts) and repeated:
            counts[prefix] = counts.get(prefix, -1) + 1
            for deeper in [key for key in counts if key.startswith(f"{prefix}.")]:
                del counts[deeper]
        if prefix in counts:
            location.append(counts[prefix])
    return tuple(location)
