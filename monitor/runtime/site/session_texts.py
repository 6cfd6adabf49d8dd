"""What people may write about a session: names and notes."""

from __future__ import annotations

from typing import Final

from monitor.errors import SessionRefused, because

NAME_CHARS: Final = 80
NOTE_CHARS: Final = 2_000


def checked_name(name: str) -> str:
    """A session's name without blanks around it. Raises `SessionRefused`."""
    name = name.strip()
    if not 0 < len(name) <= NAME_CHARS or not name.isprintable():
        raise SessionRefused(because("name_length", given=name[:NAME_CHARS], most=NAME_CHARS))
    return name


def checked_note(text: str, what: str = "note", *, least: int = 0) -> str:
    """A note, of at least so many characters. Raises `SessionRefused`."""
    text = text.strip()
    if not least <= len(text) <= NOTE_CHARS:
        raise SessionRefused(
            because("text_length", field=what, given=len(text), least=least, most=NOTE_CHARS)
        )
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise SessionRefused(because("text_signs", field=what))
    return text
