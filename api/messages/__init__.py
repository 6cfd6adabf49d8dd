"""The catalogue of messages: every word that people read on the pages and in the report.

A folder of JSON files for each language, and in each file plain texts by key. A key stands in one
file alone, and in both languages. `{name}` in a text is a gap.
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

FOLDER: Final = Path(__file__).resolve().parent

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
    for path in files_of(lang):
        words |= json.loads(path.read_text("utf-8"))
    return MappingProxyType(
        {key: _BEFORE_UNIT.sub("\\1\u00a0", text) for key, text in words.items()}
    )


def files_of(lang: Lang) -> tuple[Path, ...]:
    """The files of a language, in the order of their names."""
    return tuple(sorted((FOLDER / lang).glob("*.json")))


def as_module(path: Path) -> str:
    """A file of texts as a module of JavaScript: one that a browser imports, and loads ahead."""
    return f"export default {path.read_text('utf-8').strip()};\n"
