"""One setting that can be changed while the program runs: what it is, and what it accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from monitor.errors import UNSAID, AcceptedName, Cause, SettingsError, because
from monitor.settings.presence import SECRET

Kind = Literal[
    "number",
    "whole",
    "text",
    "yes_no",
    "choice",
    "time_zone",
    "camera",
    "hours",
    "zone",
    "zones",
    "point",
    "secret",
]

_LIKE_KIND: Final[Mapping[str, AcceptedName]] = MappingProxyType(
    {
        "number": "number",
        "whole": "number",
        "yes_no": "yes_no",
        "time_zone": "time_zone",
        "camera": "camera",
        "hours": "hours_any",
        "zone": "zone",
        "zones": "zone",
        "point": "point",
    }
)

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting that can be changed.

    Attributes:
        key: as a page or program names it.
        location: where it is in `Settings`; a counter by its index.
        value: as it is, without any password.
        default: what counts when nothing is written.
        kind: what a form shows for it.
        accepted: the same in words.
        low: the least that is accepted, None where there is no limit.
        high: the most.
        open_low: `low` itself is not accepted.
        choices: all that is accepted, for a choice.
        most_chars: how long a text may be, None where nothing says so.
    """

    key: str
    location: Location
    value: Any
    default: Any
    kind: Kind
    accepted: str
    low: float | None = None
    high: float | None = None
    open_low: bool = False
    choices: tuple[str, ...] = ()
    most_chars: int | None = None


@dataclass(frozen=True, slots=True)
class WrongValue:
    """One value that cannot be used; `cause` is `accepted` for programs."""

    key: str
    given: str
    accepted: str
    cause: Cause = UNSAID


def refused_value(key: str, given: str, accepted: Cause) -> WrongValue:
    """A value in place of which something of the catalogue is accepted."""
    return WrongValue(key, given, accepted.sentence, accepted)


class WrongSettings(SettingsError):
    """Some of the values are not accepted; nothing was changed."""

    def __init__(self, wrong: tuple[WrongValue, ...]) -> None:
        said = (f"{each.key} = {each.given}: accepted is {each.accepted}" for each in wrong)
        super().__init__("; ".join(said))
        self.wrong = wrong


def cause_of(setting: Setting) -> Cause:
    """What the setting accepts, for programs."""
    low, high = setting.low, setting.high
    if setting.kind == "secret":
        return SECRET
    if setting.choices:
        return because("choice", choices=", ".join(setting.choices))
    if setting.kind == "text":
        return because("text", most=setting.most_chars or 0)
    if low is not None and high is not None:
        return because("above_to" if setting.open_low else "from_to", low=low, high=high)
    if low is not None:
        return because("above" if setting.open_low else "from", low=low)
    return because(_LIKE_KIND.get(setting.kind, "other"))
