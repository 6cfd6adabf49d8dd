"""`[encounters]`: what is told of attention to customers, and of looking away from them."""

from __future__ import annotations

from typing import Final

from pydantic import Field, model_validator

from monitor.attention.encounters import EncounterParams
from monitor.errors import Unaccepted, because
from monitor.settings.table import Table

_PARAMS: Final = EncounterParams()


class EncounterSettings(Table):
    """`[encounters]`: durations in seconds."""

    first_look_s: float = Field(default=_PARAMS.first_look_s, gt=0, le=5)
    long_s: float = Field(default=_PARAMS.long_s, gt=0, le=60)
    prolonged_s: float = Field(default=_PARAMS.prolonged_s, gt=0, le=600)
    split_s: float = Field(default=_PARAMS.split_s, gt=0, le=300)
    split_window_s: float = Field(default=_PARAMS.split_window_s, gt=0, le=600)
    regard_s: float = Field(default=_PARAMS.regard_s, gt=0, le=60)
    check_s: float = Field(default=_PARAMS.check_s, gt=0, le=600)

    @property
    def params(self) -> EncounterParams:
        """The same, for the fold."""
        return EncounterParams(
            first_look_s=self.first_look_s,
            long_s=self.long_s,
            prolonged_s=self.prolonged_s,
            split_s=self.split_s,
            split_window_s=self.split_window_s,
            regard_s=self.regard_s,
            check_s=self.check_s,
        )

    @model_validator(mode="after")
    def _fits(self) -> EncounterSettings:
        if self.prolonged_s < self.long_s:
            raise _below("prolonged_s", self.prolonged_s, "long_s", self.long_s)
        if self.split_window_s < self.split_s:
            raise _below("split_window_s", self.split_window_s, "split_s", self.split_s)
        return self


def _below(key: str, given: float, other: str, low: float) -> Unaccepted:
    return Unaccepted(because("not_below", key=key, given=given, other=other, low=low))
