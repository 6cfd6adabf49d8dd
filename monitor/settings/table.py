"""What every table of a settings file has in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError


class Table(BaseModel):
    """A table of the file: unknown keys are errors, and what was read is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any
        """The library takes true for 1, so that `confirm_s = true` would be a second."""
        kind: Any = cls.model_fields[info.field_name or ""].annotation
        if isinstance(value, bool) and kind in {int, float, float | None}:
            raise PydanticCustomError("number_type", "a number is needed")
        return value
