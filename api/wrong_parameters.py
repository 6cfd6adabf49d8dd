"""What is wrong with one parameter, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from api.schemas.cause import accepted_cause
from api.schemas.problem import ParameterProblem
from monitor.errors import UNSAID, AcceptedName, Cause

_SHOWN_CHARS: Final = 120
_UNPRINTABLE: Final = "\ufffd"
_LIMITS: Final[Mapping[str, tuple[AcceptedName, str, str, str]]] = MappingProxyType(
    {
        "greater_than_equal": ("from", "low", "ge", "{} or more"),
        "greater_than": ("above", "low", "gt", "more than {}"),
        "less_than_equal": ("up_to", "high", "le", "{} or less"),
        "less_than": ("up_to", "high", "lt", "less than {}"),
        "string_too_short": ("text_from", "least", "min_length", "a text of {} signs or more"),
        "string_too_long": ("text", "most", "max_length", "a text of at most {} signs"),
        "too_long": ("entries", "most", "max_length", "at most {} entries"),
    }
)
_NO_OBJECT: Final = frozenset({"model_attributes_type", "model_type", "dict_type"})
_KINDS: Final[Mapping[str, AcceptedName]] = MappingProxyType(
    {
        "int": "number",
        "float": "number",
        "finite": "number",
        "string": "text_any",
        "bool": "yes_no",
        "datetime": "time",
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
    field: str, given: str | None, accepted: str, cause: Cause = UNSAID
) -> ParameterProblem:
    """One parameter that cannot be used; `cause` is `accepted` for programs."""
    return ParameterProblem(
        field=shortened(field),
        given=None if given is None else shortened(given),
        accepted=accepted,
        cause=accepted_cause(cause),
    )


def found_wrong(error: Mapping[str, Any]) -> ParameterProblem:
    """One mistake that the validation of a request found."""
    told: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == "json_invalid":
        reason = told.get("error", "it cannot be read")
        return wrong_parameter(
            "body", f"no JSON ({reason})", "one JSON object, in UTF-8", Cause("json")
        )
    if error["type"] in _NO_OBJECT and len(error["loc"]) == 1:
        # Mostly right as it stands, and sent without saying that it is JSON.
        return wrong_parameter(
            "body", "no JSON object", "one, sent as application/json", Cause("json")
        )
    # The first part of the place is "query", "path" or "body".
    field = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    if error["type"] == "missing":
        return wrong_parameter(field, None, "a value: it must be given", Cause("missing"))
    accepted, cause = _wanted(error, told)
    return wrong_parameter(field, str(error.get("input")), accepted, cause)


def in_words(errors: Iterable[ParameterProblem]) -> str:
    """All of them as one sentence."""
    return "; ".join(
        f"{each.field} {'is missing' if each.given is None else f'= {each.given}'}: "
        f"accepted is {each.accepted}"
        for each in errors
    )


def _wanted(error: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[str, Cause]:
    expected = told.get("expected")
    if expected:
        accepted = str(expected).replace("'", "")
        return accepted, Cause("choice", (("choices", accepted.replace(" or ", ", ")),))
    limit = _LIMITS.get(error["type"])
    if limit is not None:
        name, fact, key, words = limit
        return words.format(told[key]), Cause(name, ((fact, float(told[key])),))
    if error["type"] == "extra_forbidden":
        return "nothing of this name", Cause("nothing")
    # The library's sentences are whole ones; here they stand behind "accepted is".
    accepted = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    accepted = accepted.partition(", unable to ")[0]
    return accepted, Cause(_KINDS.get(error["type"].partition("_")[0], "other"))
