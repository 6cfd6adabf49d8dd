"""What every table of a settings file has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A table of the file: unknown keys are errors, and what was read is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
