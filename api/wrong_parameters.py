"""What is wrong with one parameter, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from api.schemas.cause import accepted_cause
from api.schemas.problem import ParameterProblem
from monitor.errors import UNSAID, AcceptedName, Cause, because

_SHOWN_CHARS: Final = 120
_UNPRINTABLE: Final = "\ufffd"
_LIMITS: Final[Mapping[str, tuple[AcceptedName, str, str]]] = MappingProxyType(
    {
        "greater_than_equal": ("from", "low", "ge"),
        "greater_than": ("above", "low", "gt"),
        "less_than_equal": ("up_to", "high", "le"),
        "less_than": ("below", "high", "lt"),
        "string_too_short": ("text_from", "least", "min_length"),
        "string_too_long": ("text", "most", "max_length"),
        "too_long": ("entries", "most", "max_length"),
    }
)
_NO_OBJECT: Final = frozenset({"model_attributes_type", "model_type", "dict_type"})
_KINDS: Final[Mapping[str, AcceptedName]] = MappingProxyType(
    {
        "int": "whole",
        "float": "number",
        "finite": "number",
        "string": "text_any",
        "bool": "yes_no",
        "datetime": "instant",
        "missing": "missing",
    }
)


def shortened(text: str) -> str:
    """What was given, so that it can be repeated in an answer: short, one line of printable signs.

    JSON may hold halves of signs (surrogates), which no answer could be written with.
    """
    shown = "".join(each if each.isprintable() else _UNPRINTABLE for each in text[:_SHOWN_CHARS])
    return shown if len(text) <= _SHOWN_CHARS else f"{shown}…"


def wrong_parameter(
    field: str, given: str | None, cause: Cause, accepted: str | None = None
) -> ParameterProblem:
    """One parameter that cannot be used.

    `cause` says what is accepted; `accepted` the same, where the catalogue has not the words.
    """
    return ParameterProblem(
        field=shortened(field),
        given=None if given is None else shortened(given),
        accepted=cause.sentence if accepted is None else accepted,
        cause=accepted_cause(cause),
    )


def found_wrong(error: Mapping[str, Any]) -> ParameterProblem:
    """One mistake that the validation of a request found."""
    told: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == "json_invalid":
        reason = told.get("error", "it cannot be read")
        return wrong_parameter("body", f"no JSON ({reason})", because("json"))
    if error["type"] in _NO_OBJECT and len(error["loc"]) == 1:
        # Mostly right as it stands, and sent without saying that it is JSON.
        return wrong_parameter("body", "no JSON object", because("json"))
    # The first part of the place is "query", "path" or "body".
    field = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    if error["type"] == "missing":
        return wrong_parameter(field, None, because("missing"))
    given, cause = str(error.get("input")), _wanted(error, told)
    if cause is not UNSAID:
        return wrong_parameter(field, given, cause)
    # The library's sentences are whole ones; here they stand behind "accepted is".
    accepted = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return wrong_parameter(field, given, UNSAID, accepted.partition(", unable to ")[0])


def in_words(errors: Iterable[ParameterProblem]) -> str:
    """All of them as one sentence."""
    return "; ".join(
        f"{each.field} {'is missing' if each.given is None else f'= {each.given}'}: "
        f"accepted is {each.accepted}"
        for each in errors
    )


def _wanted(error: Mapping[str, Any], told: Mapping[str, Any]) -> Cause:
    expected = told.get("expected")
    if expected:
        accepted = str(expected).replace("'", "")
        return because("choice", choices=accepted.replace(" or ", ", "))
    limit = _LIMITS.get(error["type"])
    if limit is not None:
        name, figure, key = limit
        return because(name, **{figure: float(told[key])})
    if error["type"] == "extra_forbidden":
        return because("nothing")
    kind = _KINDS.get(error["type"].partition("_")[0])
    return UNSAID if kind is None else because(kind)
