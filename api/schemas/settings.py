"""Settings that can be changed while the service runs, on the wire. Never a password."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.cause import AcceptedCause, accepted_cause
from api.schemas.numbers import Wire
from monitor.runtime.site.settings_changes import Changed
from monitor.settings import Setting, Settings, cause_of, changeable
from monitor.settings.setting import Kind

Value = bool | int | float | str | list[str] | list[float] | list[list[float]] | None
"""What a setting can hold."""


class SettingsRequest(BaseModel):
    """Values to change. What is not named stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    changes: dict[str, Value] = Field(
        min_length=1,
        max_length=100,
        description="Key to value, as GET lists them; null takes the default.",
        examples=[{"counters.main.camera": "1", "attention.confirm_s": 0.3}],
    )


class SettingState(Wire):
    """One setting."""

    key: str = Field(description="As in the settings file; a counter by its name.")
    value: Value = Field(description="As it is; a camera's password is hidden.")
    default: Value = Field(description="What counts when nothing is written.")
    kind: Kind = Field(description="What a form shows for it.")
    accepted: str = Field(description="What it accepts, in words.")
    accepted_cause: AcceptedCause = Field(description="The same, for programs and other languages.")
    low: float | None = Field(description="The least that is accepted; null without a limit.")
    high: float | None = Field(description="The most that is accepted; null without a limit.")
    low_excluded: bool = Field(description="It must be above `low`.")
    choices: list[str] = Field(description="All that is accepted; empty unless it is a choice.")


class SettingsState(Wire):
    """Every setting that can be changed while the service runs."""

    file: str | None = Field(description="Where changes are stored; null: until the service ends.")
    settings: list[SettingState] = Field(description="In the order of the file.")


class SettingsChanged(Wire):
    """What became of a change. It counts at once."""

    changed: list[str] = Field(description="The keys that were given.")
    stored: bool = Field(description="False where there is no settings file: it is forgotten.")
    now: SettingsState = Field(description="The settings as they are after it.")


def settings_state(settings: Settings, file: Path | None) -> SettingsState:
    """The wire form of the settings in use, and of where changes of them are stored."""
    return SettingsState(
        file=None if file is None else str(file),
        settings=[_setting(each) for each in changeable(settings)],
    )


def settings_changed(changed: Changed) -> SettingsChanged:
    """The wire form of a change."""
    return SettingsChanged(
        changed=list(changed.keys),
        stored=changed.stored is not None,
        now=settings_state(changed.settings, changed.stored),
    )


def _setting(setting: Setting) -> SettingState:
    return SettingState(
        key=setting.key,
        value=setting.value,
        default=setting.default,
        kind=setting.kind,
        accepted=setting.accepted,
        accepted_cause=accepted_cause(cause_of(setting)),
        low=setting.low,
        high=setting.high,
        low_excluded=setting.open_low,
        choices=list(setting.choices),
    )
