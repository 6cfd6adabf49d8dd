"""Why something is refused, and what would be accepted, on the wire: for programs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from monitor.errors import AcceptedName, Cause, RefusalName


class _Named(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: dict[str, float | str] = Field(
        description="The figures of the sentence; their names end in their unit."
    )


class RefusalCause(_Named):
    """Why something is refused, for programs; the sentence beside it says the same in English."""

    name: RefusalName = Field(
        description="`other`: the kind of problem says all that there is to say."
    )


class AcceptedCause(_Named):
    """What a value must be, for programs; the words beside it say the same in English."""

    name: AcceptedName = Field(description="`other`: there are only the words.")


def refusal_cause(cause: Cause) -> RefusalCause:
    """The wire form of a refusal's cause."""
    return RefusalCause.model_validate({"name": cause.name, "facts": _facts(cause)})


def accepted_cause(cause: Cause) -> AcceptedCause:
    """The wire form of what a value must be."""
    return AcceptedCause.model_validate({"name": cause.name, "facts": _facts(cause)})


def _facts(cause: Cause) -> dict[str, float | str]:
    return {
        name: value if isinstance(value, str) else round(value, 3) for name, value in cause.facts
    }
