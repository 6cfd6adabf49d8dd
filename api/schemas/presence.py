"""Presence of customers as something outside tells it, on the wire."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.schemas.numbers import Wire, utc_text
from monitor.runtime.site.presence_events import PresenceAnswer
from monitor.units import CounterId


class PresenceRequest(BaseModel):
    """A customer came, or went."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    present: bool = Field(strict=True, description="True: a customer is there now.")
    event_id: str = Field(
        description="The sender's own name of this event, 1 to 80 characters. Sent again under the "
        "same name, it changes nothing.",
        examples=["door-2026-03-29T10:00:00-1"],
    )
    at: AwareDatetime | None = Field(
        default=None,
        description="When it was, with its offset; at most 10 s ago. Default: now.",
        examples=["2026-03-29T10:00:00+02:00"],
    )


class PresenceState(Wire):
    """Whether a customer is there, as of the newest event."""

    counter: str = Field(description="Name of the counter.")
    present: bool = Field(description="A customer is there.")
    since_utc: datetime = Field(description="Since when that holds.")
    known_before: bool = Field(
        description="An event of this name was taken already, and this one changed nothing."
    )


def presence_state(counter: CounterId, answer: PresenceAnswer) -> PresenceState:
    """The wire form of an answer."""
    return PresenceState(
        counter=counter,
        present=answer.present,
        since_utc=utc_text(answer.since_utc_ns),
        known_before=answer.known_before,
    )
