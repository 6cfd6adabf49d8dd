"""`[retention]`: how long things are kept."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from monitor.metrics.retention import RetentionParams
from monitor.settings.table import Table

_RETENTION: Final = RetentionParams()


class RetentionSettings(Table):
    """`[retention]`: what is older is removed, every hour.

    Encounters and sessions are nearest to a person: they can be kept shorter, never longer.
    """

    minutes_days: int = Field(default=_RETENTION.minutes_days, ge=2, le=400)
    hours_months: int = Field(default=_RETENTION.hours_months, ge=1, le=120)
    encounters_hours: int = Field(
        default=_RETENTION.encounters_hours, ge=1, le=_RETENTION.encounters_hours
    )
    sessions_days: int = Field(default=_RETENTION.sessions_days, ge=1, le=_RETENTION.sessions_days)

    @property
    def params(self) -> RetentionParams:
        """The same, for the hourly work."""
        return RetentionParams(
            self.minutes_days, self.hours_months, self.encounters_hours, self.sessions_days
        )
