"""Which settings can be changed one by one while the program runs, and what is wrong with a value.

A key is written as in the file, a counter by its id: `attention.confirm_s`,
`counters.front.camera`. Addresses of services, ids, and what a calibration measures are not
among them. A secret can be set and never be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, cast, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from monitor.addresses import redact_address, redact_text
from monitor.errors import Cause, Unaccepted, because
from monitor.settings.accepted import accepted_for
from monitor.settings.model import CounterSettings, Settings
from monitor.settings.setting import (
    Kind,
    Location,
    Setting,
    WrongSettings,
    WrongValue,
    cause_of,
    refused_value,
)

_TABLES: Final = ("site", "publish", "attention", "encounters", "retention", "counters")
_NEVER: Final = frozenset(
    {
        *("id", "loop", "areas"),
        *("calibrated", "calibrated_at", "reference_yaw_deg", "reference_pitch_deg"),
        "reference_doubt_deg",
        *("reference_head_yaw_deg", "reference_head_pitch_deg"),
        *("lowest_yaw_deg", "lowest_pitch_deg"),
    }
)
_KINDS: Final = MappingProxyType(
    {"camera": "camera", "time_zone": "time_zone", "attendant_place": "point", "masks": "zones"}
)
_HIDDEN: Final = "***"


def changeable(settings: Settings) -> tuple[Setting, ...]:
    """Every setting that can be changed, in the order of the file."""
    return tuple(_settings(settings))


def changed_settings(
    settings: Settings, changes: Mapping[str, Any]
) -> tuple[Settings, Mapping[Location, Any]]:
    """The settings with some values changed, and what has to be written for that.

    Args:
        settings: those in use.
        changes: key to new value; None takes the default.

    Returns:
        The new settings; location to value of whatever differs, None for what is to be taken out.

    Raises:
        WrongSettings: keys or values that are not accepted.
    """
    known = {each.key: each for each in changeable(settings)}
    unknown = [
        refused_value(key, _shown(value), because("setting_key"))
        for key, value in changes.items()
        if key not in known
    ]
    if unknown:
        raise WrongSettings(tuple(unknown))
    differing = {k: v for k, v in changes.items() if _differs(known[k], v)}
    hidden = [
        refused_value(key, redact_text(str(value)), because("camera_whole"))
        for key, value in differing.items()
        if known[key].kind in {"camera", "secret"} and _HIDDEN in str(value)
    ]
    if hidden:
        raise WrongSettings(tuple(hidden))
    tree = settings.model_dump()
    for key, value in differing.items():
        _put(tree, known[key].location, known[key].default if value is None else value)
    try:
        made = Settings.model_validate(tree)
    except ValidationError as error:
        told = {k: _HIDDEN if known[k].kind == "secret" else v for k, v in differing.items()}
        raise WrongSettings(_wrong(error, settings, told, known)) from None
    return made, MappingProxyType({known[k].location: v for k, v in differing.items()})


def _settings(settings: Settings) -> Iterator[Setting]:
    for table in _TABLES:
        found: Any = getattr(settings, table)
        if table != "counters":
            yield from _of_table(found, (table,), table)
            continue
        for index, counter in enumerate(settings.counters):
            yield from _of_table(counter, (table, index), f"{table}.{counter.id}")


def _of_table(table: BaseModel, location: Location, prefix: str) -> Iterator[Setting]:
    for name, field in type(table).model_fields.items():
        if name in _NEVER:
            continue
        value = getattr(table, name)
        here, key = (*location, name), f"{prefix}.{name}"
        if isinstance(value, BaseModel):
            yield from _of_table(value, here, key)
        else:
            yield _setting(key, here, field, value)


def _setting(key: str, location: Location, field: FieldInfo, value: Any) -> Setting:  # noqa: ANN401
    kind = _kind(str(location[-1]), field)
    limits = {
        name: getattr(rule, name)
        for rule in field.metadata
        for name in ("gt", "ge", "lt", "le")
        if getattr(rule, name, None) is not None
    }
    low = limits.get("ge", limits.get("gt"))
    return Setting(
        key=key,
        location=location,
        value=redact_address(value) if kind == "camera" else _plain(value),
        default=_plain(field.get_default(call_default_factory=True)),
        kind=kind,
        accepted=accepted_for(location, kind),
        low=low,
        high=limits.get("le", limits.get("lt")),
        open_low="gt" in limits,
        choices=_choices(field.annotation) if kind == "choice" else (),
        most_chars=next(
            (rule.max_length for rule in field.metadata if hasattr(rule, "max_length")), None
        ),
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - as a file or a page writes it
    if isinstance(value, SecretStr):
        return _HIDDEN if value.get_secret_value() else ""
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[Any, ...]", value)]
    return value


def _kind(name: str, field: FieldInfo) -> Kind:
    named = _KINDS.get(name)
    if named is not None:
        return named  # pyright: ignore[reportReturnType]
    text = str(field.annotation)
    for part, kind in (
        ("Literal", "choice"),
        ("SecretStr", "secret"),
        ("tuple[str", "hours"),
        ("tuple[float", "zone"),
        ("bool", "yes_no"),
        ("float", "number"),
        ("int", "whole"),
    ):
        if part in text:
            return kind  # pyright: ignore[reportReturnType]
    return "text"


def _choices(annotation: Any) -> tuple[str, ...]:  # noqa: ANN401 - an annotation is anything
    if "Literal" not in str(annotation):
        return ()
    found: list[str] = []
    for each in get_args(annotation):
        found += [each] if isinstance(each, str) else _choices(each)
    return tuple(found)


def _differs(setting: Setting, value: Any) -> bool:  # noqa: ANN401
    if value is None:
        return setting.value != setting.default
    return bool(setting.value != value)


def _put(tree: Any, location: Location, value: Any) -> None:  # noqa: ANN401 - a tree
    for part in location[:-1]:
        tree = tree[part]
    tree[location[-1]] = value


def _wrong(
    error: ValidationError,
    settings: Settings,
    changes: Mapping[str, Any],
    known: Mapping[str, Setting],
) -> tuple[WrongValue, ...]:
    found: dict[str, WrongValue] = {}
    for detail in error.errors(include_url=False):
        key = _key(detail["loc"], settings, changes)
        cause = cause_of(known[key]) if key in known else Cause()
        if detail["type"] == "value_error":
            reason = detail.get("ctx", {}).get("error")
            cause = reason.cause if isinstance(reason, Unaccepted) else cause
            accepted = str(reason).removeprefix("accepted is ")
        else:
            accepted = accepted_for(detail["loc"], str(detail["msg"]))
        given = _shown(changes.get(key, detail["input"]))
        found.setdefault(key, WrongValue(key, given, redact_text(accepted), cause))
    return tuple(found.values())


def _key(location: Location, settings: Settings, changes: Mapping[str, Any]) -> str:
    parts: list[str] = []
    counter: CounterSettings | None = None
    for part in location:
        if isinstance(part, int) and parts == ["counters"]:
            counter = settings.counters[part]
            parts.append(counter.id)
        elif isinstance(part, str):
            parts.append(part)
    key = ".".join(parts)
    # A rule of a whole table speaks of whatever in it was changed.
    return next((k for k in changes if k == key or k.startswith(f"{key}.")), key)


def _shown(value: Any) -> str:  # noqa: ANN401
    text = redact_text(repr(value))
    return text if len(text) <= 120 else f"{text[:120]}…"
