"""The catalogue of messages: every word that people read on the pages and in the report.

A folder of JSON files for each language, and in each file plain texts by key. A key stands in one
file alone, and in both languages. `{name}` in a text is a gap. Why something is refused or fails
says the catalogue of refusals, which stands below the API: its sentences are the module `codes`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from monitor.refusals import page_words

FOLDER: Final = Path(__file__).resolve().parent

CODES: Final = "codes"
"""The module with the sentences of the catalogue of refusals."""

_BEFORE_UNIT: Final = re.compile(r"([\d}]) (?=(?:%|s|h|min)(?![^\W\d_]))")
"""As in `shared/i18n.js`: a number and its unit stay on one line."""


class Lang(StrEnum):
    """Languages that there are words in."""

    ES = "es"
    EN = "en"


@cache
def words_in(lang: Lang) -> Mapping[str, str]:
    """Every text of a language by its key, number and unit bound together."""
    words: dict[str, str] = {}
    for texts in modules_in(lang).values():
        words |= texts
    return MappingProxyType(
        {key: _BEFORE_UNIT.sub("\\1\u00a0", text) for key, text in words.items()}
    )


def files_of(lang: Lang) -> tuple[Path, ...]:
    """The files of a language, in the order of their names."""
    return tuple(sorted((FOLDER / lang).glob("*.json")))


def modules_in(lang: Lang) -> Mapping[str, Mapping[str, str]]:
    """The texts of a language by the name of the module that a browser has them from."""
    named = {path.stem: json.loads(path.read_text("utf-8")) for path in files_of(lang)}
    return MappingProxyType({**named, CODES: page_words(lang)})


def as_module(texts: Mapping[str, str]) -> str:
    """Texts as a module of JavaScript: one that a browser imports, and loads ahead."""
    return f"export default {json.dumps(dict(texts), ensure_ascii=False, indent=2)};\n"
