"""What a key accepts, in words, read from the model itself."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from monitor.settings.model import Settings

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text in quotes",
    "bool": "true or false",
    "SecretStr": "text in quotes",
    "AwareDatetime": "a time with its offset, such as 2026-03-29T10:00:00Z",
}


def accepted_keys(location: tuple[str | int, ...]) -> list[str]:
    """Keys of the table at `location`."""
    model = _model_at(location)
    return sorted(model.model_fields) if model else []


def accepted_for(location: tuple[str | int, ...], fallback: str) -> str:
    """What the key at `location` accepts, with its range; `fallback` when it is no plain value."""
    names = [part for part in location if isinstance(part, str)]
    table = _model_at(tuple(names[:-1])) if names else None
    if table is None or names[-1] not in table.model_fields:
        return fallback
    field = table.model_fields[names[-1]]
    choices = get_args(field.annotation) if "Literal" in repr(field.annotation) else ()
    if choices:
        return " or ".join(repr(choice) for choice in choices)
    if str(field.annotation).startswith("tuple"):
        return _list(field.annotation)
    if _inner_model(field.annotation) is not None:
        return f"a table: [{'.'.join(names)}]"
    kind = _kind(field.annotation)
    if kind is None:
        return fallback
    limits = _limits(field)
    return f"{kind} {limits}".strip()


def is_secret(location: tuple[str | int, ...]) -> bool:
    """Whether what was given for the key at `location` must not be told."""
    names = [part for part in location if isinstance(part, str)]
    table = _model_at(tuple(names[:-1])) if names else None
    field = table.model_fields.get(names[-1]) if table else None
    return field is not None and "SecretStr" in str(field.annotation)


def _list(kind: Any) -> str:  # noqa: ANN401 - an annotation is anything
    annotation, items = str(kind), get_args(kind)
    if annotation.count("tuple[") > 1 and "float" in annotation:
        return "a list of parts of the picture, each [left, top, right, bottom] from 0 to 1"
    if "float" in annotation:
        rules = [get_args(item)[1] for item in items if len(get_args(item)) > 1]
        limits = f" {_limits(rules[0])}" if rules else ""
        return f"a list of {'four' if len(items) == 4 else 'two'} numbers{limits}"
    return "a list of texts in quotes" if "str" in annotation else "[[table]] blocks"


def _kind(annotation: Any) -> str | None:  # noqa: ANN401 - an annotation is anything
    for inner in get_args(annotation):
        # "a number, or nothing": what is given is to be a number.
        if type(None) in get_args(annotation) and inner is not type(None):
            return _kind(inner)
    name = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    return _KINDS.get(str(annotation), _KINDS.get(name))


def _limits(field: FieldInfo) -> str:
    words: list[str] = []
    for rule in field.metadata:
        for name, text in (("gt", "above"), ("ge", "from"), ("le", "to"), ("lt", "below")):
            bound = getattr(rule, name, None)
            if bound is not None:
                words.append(f"{text} {bound:g}")
        pattern = getattr(rule, "pattern", None)
        if pattern is not None:
            words.append("of a-z, 0-9, - and _, at most 40")
        length = getattr(rule, "max_length", None)
        if length is not None:
            words.append(f"of at most {length} characters")
    return " ".join(words)


def _model_at(location: tuple[str | int, ...]) -> type[BaseModel] | None:
    model: type[BaseModel] = Settings
    for part in location:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        found = _inner_model(field.annotation) if field else None
        if found is None:
            return None
        model = found
    return model


def _inner_model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _inner_model(inner)
        if found is not None:
            return found
    return None
