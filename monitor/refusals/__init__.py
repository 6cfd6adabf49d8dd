"""What the program refuses and what ails it: one catalogue of codes, each with its sentences.

`catalogue.json` has for each code, by its kind (`refusal`, `accepted`, `failure`, `lack`,
`reason`, `problem`):

    en, es      for whoever reads the pages; `en` is English for everybody where there is no
    technical   English for the command line, the log and programs: it names keys and files as they
                are written there

A sentence names the figures of its refusal in braces. What raises gives code and figures alone
(`monitor.errors.because`); the pages are given the same, and form the sentence in their language.
The catalogue is part of the program: it is read once, when this is imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

Entry = Mapping[str, str]

_CODED: Final = ("refusal", "accepted", "failure")
"""Kinds whose codes are raised; no code is of two of them."""

_GAP: Final = re.compile(r"\{(\w+)\}")


@cache
def catalogue() -> Mapping[str, Mapping[str, Entry]]:
    """Every entry by kind and code."""
    text = (files(__name__) / "catalogue.json").read_text("utf-8")
    return MappingProxyType(
        {kind: MappingProxyType(entries) for kind, entries in json.loads(text).items()}
    )


def page_words(lang: str) -> dict[str, str]:
    """The sentences of the pages by key: `refusal.too_few`, `accepted.week`."""
    return {
        f"{kind}.{code}": entry[lang]
        for kind, entries in catalogue().items()
        for code, entry in entries.items()
        if lang in entry
    }


def figures_of(code: str) -> frozenset[str]:
    """Names of the figures that the sentences of a code tell; what raises it gives exactly these.

    Raises:
        KeyError: no such code.
    """
    entry = _entry(code)
    return frozenset(gap for text in entry.values() for gap in _GAP.findall(text))


def sentence_of(code: str, figures: Mapping[str, float | str]) -> str:
    """What the command line, the log and programs are told, in English.

    Args:
        code: one of the catalogue.
        figures: by name, which ends in the unit: `_s`, `_deg`; a `share` is from 0 to 1.

    Raises:
        KeyError: no such code, or a figure that its sentence names is not given.
    """
    entry = _entry(code)
    text = entry.get("technical", entry["en"])
    return text.format_map({name: _formed(name, value) for name, value in figures.items()})


def words_of(kind: str, code: str) -> str:
    """The English words of an entry that has no figures."""
    entry = catalogue()[kind][code]
    return entry.get("technical", entry["en"])


def _entry(code: str) -> Entry:
    entries = catalogue()
    for kind in _CODED:
        if code in entries[kind]:
            return entries[kind][code]
    raise KeyError(code)


def _formed(name: str, value: float | str) -> str:
    if isinstance(value, str):
        return words_of("reason", value) if name == "hindrance" else _printable(value)
    if name.endswith("share"):
        return f"{value:.0%}"
    if name.endswith("_s"):
        return f"{round(value, 1):.10g} s"
    if name.endswith("_deg"):
        return f"{round(value, 1):.10g} degrees"
    return f"{round(value, 3):.10g}"


def _printable(text: str) -> str:
    """Whatever was given, harmless on a terminal and in a log."""
    return "".join(
        each if each.isprintable() or each == "\n" else each.encode("unicode_escape").decode()
        for each in text
    )
