"""Problem details (RFC 9457)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.cause import AcceptedCause, RefusalCause


class ParameterProblem(BaseModel):
    """One parameter that cannot be used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str = Field(description="Name of the parameter.")
    given: str | None = Field(description="What was given, shortened; null when it is missing.")
    accepted: str = Field(description="What is accepted, in words.")
    cause: AcceptedCause = Field(description="The same, for programs and other languages.")


class ProblemDetails(BaseModel):
    """Why a request failed (RFC 9457)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description="Stable name of the problem, and address of its page.")
    title: str = Field(description="The problem in a few words; the same for every request.")
    status: int = Field(description="HTTP status.")
    detail: str = Field(description="What is wrong with this request.")
    instance: str | None = Field(description="Path of the request.")
    cause: RefusalCause = Field(description="The same, for programs and other languages.")
    errors: list[ParameterProblem] = Field(description="Each parameter that cannot be used.")
