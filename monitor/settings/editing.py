"""Puts values into the text of a settings file. Comments, order and layout stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Item, Null, Table, Whitespace

from monitor.errors import SettingsError, because
from monitor.settings.calibrated import CALIBRATED_KEYS
from monitor.settings.model import AngleRange, CounterSettings

_DEFAULT_ID: Final = "counter"


def with_calibration(text: str, counter: CounterSettings, path: Path, *, new: bool) -> str:
    """The text with the calibration of one counter in it.

    Args:
        text: of a settings file.
        counter: what to write: reference, areas and when they were measured.
        path: for the error's sentence.
        new: the file is made now, so the camera that was calibrated is written too.

    Raises:
        SettingsError: the text is not TOML, or does not hold the counter.
    """
    document = _parsed(text, path)
    leads = _taken_leads(document.body)
    camera = {"camera": counter.camera} if new else {}
    table = _table_of(document, counter.id, path, camera)
    for key in CALIBRATED_KEYS:
        if key == "areas":
            continue
        _put(table, key, getattr(counter, key))
    _write_areas(table, counter.areas)
    return _dumped(document, leads)


def with_values(text: str, changes: Mapping[tuple[str, ...], Any], path: Path) -> str:
    """The text with single values changed.

    Args:
        text: of a settings file.
        changes: where a value stands, a counter by its id (`("counters", "front", "camera")`), to
            the value; None takes the key out.
        path: for the error's sentence.

    Raises:
        SettingsError: the text is not TOML, or does not hold the counter.
    """
    document = _parsed(text, path)
    leads = _taken_leads(document.body)
    for location, value in changes.items():
        table: Any = document
        names = location[:-1]
        if names[:1] == ("counters",):
            table, names = _table_of(document, names[1], path, {}), names[2:]
        for name in names:
            if name not in table:
                table[name] = tomlkit.inline_table() if _inline(table) else _new_table({})
            table = table[name]
        _put(table, location[-1], value)
    return _dumped(document, leads)


def _put(table: Any, key: str, value: Any) -> None:  # noqa: ANN401 - whatever TOML holds
    """The value of a key; None takes it out."""
    if value is not None:
        table[key] = value
    elif key in table:
        del table[key]


def _parsed(text: str, path: Path) -> TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        mistake = f"{path}: is not valid TOML, nothing was changed: {error}"
        raise SettingsError(because("file_broken", path=str(path), mistakes=mistake)) from None


def _dumped(document: TOMLDocument, leads: Iterable[tuple[Table, str]]) -> str:
    for header, lead in leads:
        header.trivia.indent = lead + header.trivia.indent
    return tomlkit.dumps(document)


def _inline(table: Any) -> bool:  # noqa: ANN401 - a table, inline or not
    return not isinstance(table, Table | Container)


_Entry = tuple[Any, Item]


def _taken_leads(body: list[_Entry]) -> list[tuple[Table, str]]:
    """Takes comments and blank lines that stand above a table's header out of the document.

    The library gives them to the table before, and would add new keys below them. They go back in
    front of the header when everything is written.
    """
    leads: list[tuple[Table, str]] = []
    _take_leads(body, [], leads)
    return leads


def _take_leads(
    body: list[_Entry],
    pending: list[tuple[list[_Entry], int]],
    leads: list[tuple[Table, str]],
) -> None:
    for index, (key, item) in enumerate(body):
        if key is None and isinstance(item, Comment | Whitespace):
            pending.append((body, index))
        elif isinstance(item, Table | AoT):
            for table in item.body if isinstance(item, AoT) else (item,):
                if not table.is_super_table():
                    leads.append((table, _taken(pending)))
                _take_leads(table.value.body, pending, leads)
        elif key is not None:
            pending.clear()


def _taken(pending: list[tuple[list[_Entry], int]]) -> str:
    lead = ""
    for body, index in pending:
        lead += body[index][1].as_string()
        body[index] = (None, Null())
    pending.clear()
    return lead


def _table_of(
    document: Any,  # noqa: ANN401 - the library's own type says less than it seems to
    counter_id: str,
    path: Path,
    first: Mapping[str, Any],
) -> Any:  # noqa: ANN401 - a table, inline or not
    counters = document.get("counters")
    if counters is None:
        table = _new_table({"id": counter_id, **first})
        counters = cast("Any", tomlkit.aot())
        document["counters"] = counters
        counters.append(table)
        return table
    for table in counters:
        if table.get("id", _DEFAULT_ID) == counter_id:
            return table
    raise SettingsError(because("file_lacks_counter", path=str(path), counter=counter_id))


def _write_areas(table: Any, areas: Iterable[AngleRange]) -> None:  # noqa: ANN401
    old: Any = table.get("areas", ())
    known = {str(area["name"]): area for area in old}
    inline = _inline(table) or ("areas" in table and not isinstance(old, AoT))
    written: list[Any] = []
    for area in areas:
        values = {
            "name": area.name,
            "means": area.means,
            "yaw_deg": list(area.yaw_deg),
            "pitch_deg": list(area.pitch_deg),
            "leave_deg": area.leave_deg,
        }
        here = known.get(area.name)
        if here is None:
            here = _new_inline(values) if inline else _new_table(values)
        else:
            for key, value in values.items():
                if here.get(key) != value:
                    here[key] = value
        written.append(here)
    if inline:
        array = cast("Any", tomlkit.array())
        array.extend(written)
        table["areas"] = array
        return
    if not isinstance(old, AoT):
        table["areas"] = old = tomlkit.aot()
        old = table["areas"]
    aot = cast("Any", old)
    del aot[:]
    for area in written:
        aot.append(area)


def _new_table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    table.trivia.indent = "\n"
    for key, value in values.items():
        table.append(key, value)
    return table


def _new_inline(values: dict[str, Any]) -> Any:  # noqa: ANN401 - an inline table
    table = tomlkit.inline_table()
    for key, value in values.items():
        table.append(key, value)
    return table
