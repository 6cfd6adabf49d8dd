"""The tables, as the newest migration leaves them.

A minute, an hour and a second of a session are one row each, of one and the same shape: whole
nanoseconds and counts in columns of their own, nothing where there is nothing (NULL is 0), the time
of `unknown` by its reasons in `reasons`, and the tallies of lengths with their sparse bins together
in `tallies` (`monitor.adapters.sql_store.packed` says how both are written). One row and not
thirty: a month of a busy counter is read in a few milliseconds, and a chain of stores fits one
server. The key is site, counter, start: many counters of many sites can share one database.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from monitor.attention.state import State

REVISION_TABLE: Final = "mostrador_schema"
"""Where Alembic notes the version; a name of our own, so that a shared database can hold others."""

KEY: Final = ("site", "counter", "start_utc_ns")
SESSION_KEY: Final = ("site", "session_id")

BUCKET_NUMBERS: Final = ("presence_known_ns", "gap_ns", "samples", "practice_ns")
"""Fields of `Bucket` that are one number each."""

SUMS_NUMBERS: Final = (
    "inferred_ns",
    "long_look_aways",
    "prolonged_look_aways",
    "tasks",
    "checked_tasks",
)
"""Fields of `Sums` that are one number each, in both bases."""

VISIT_NUMBERS: Final = ("splits", "never_looked_up")
"""What only the sums of the customers' time have."""

METADATA: Final = MetaData()


class HourState(IntEnum):
    """What stands behind an hour bucket."""

    SUMMED = 0
    """The sum of its minutes, which are there still."""
    STALE = 1
    """A minute came after it was summed: its minutes count until it is summed anew."""
    SEALED = 2
    """The sum of minutes that are gone: it never changes again."""
    EMPTY = 3
    """No minute fell into it."""


def state_column(state: State) -> str:
    """Name of the column with a state's nanoseconds."""
    return f"{state.value}_ns"


def present_column(name: str) -> str:
    """Name of the column with the same number of the time in which a customer was present."""
    return f"present_{name}"


OF_ALL: Final = (*(state_column(state) for state in State), *SUMS_NUMBERS)
"""The numbers of the sums of all time."""

OF_PRESENT: Final = (*(present_column(name) for name in OF_ALL), *VISIT_NUMBERS)
"""Those of the time in which a customer was present."""

NUMBERS: Final = (*OF_ALL, *OF_PRESENT, *BUCKET_NUMBERS)
"""The columns of a bucket that are numbers, in the order in which rows are read."""


def _keyed(*names: str) -> tuple[Column[Any], ...]:
    return tuple(
        Column(name, BigInteger if name.endswith("_ns") else String, nullable=False)
        for name in names
    )


def _times() -> tuple[Column[Any], ...]:
    return tuple(Column(state_column(state), BigInteger) for state in State)


def _sums() -> tuple[Column[Any], ...]:
    return (
        *(Column(name, BigInteger) for name in NUMBERS),
        Column("reasons", Text),
        Column("tallies", Text),
    )


def _visit() -> tuple[Column[Any], ...]:
    return (
        Column("end_utc_ns", BigInteger, nullable=False),
        *_times(),
        Column("first_look_ns", BigInteger),
        Column("longest_look_away_ns", BigInteger, nullable=False),
        Column("returns_ns", Text),
        Column("looked_up", Boolean, nullable=False),
        Column("splits", Integer, nullable=False),
        Column("whole", Boolean, nullable=False),
    )


def _of_session() -> ForeignKeyConstraint:
    there = [f"session.{name}" for name in SESSION_KEY]
    return ForeignKeyConstraint(SESSION_KEY, there, ondelete="CASCADE")


# SQLite clusters a table without rowid by its primary key: a span of one counter is one stretch of
# the file. Other databases ignore the option.
MINUTE: Final = Table(
    "minute",
    METADATA,
    *_keyed(*KEY),
    *_sums(),
    PrimaryKeyConstraint(*KEY),
    Index("minute_by_time", "site", "start_utc_ns"),
    sqlite_with_rowid=False,
)

# Its rows are too long for a table without rowid, which moves what is over a quarter page aside.
HOUR: Final = Table(
    "hour",
    METADATA,
    *_keyed(*KEY, "end_utc_ns"),
    Column("state", SmallInteger, nullable=False),
    *_sums(),
    PrimaryKeyConstraint(*KEY),
    Index("hour_by_state", "site", "state", "end_utc_ns"),
)

LATE_MINUTE: Final = Table(
    "late_minute",
    METADATA,
    *_keyed("site", "counter"),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("site", "counter"),
)
"""How often a minute was left out because its hour was sealed."""

ENCOUNTER: Final = Table(
    "encounter",
    METADATA,
    *_keyed(*KEY),
    *_visit(),
    PrimaryKeyConstraint(*KEY),
    Index("encounter_by_end", "site", "end_utc_ns"),
    sqlite_with_rowid=False,
)

PRESENCE_EVENT: Final = Table(
    "presence_event",
    METADATA,
    *_keyed("site", "counter", "event_id", "at_utc_ns"),
    Column("present", Boolean, nullable=False),
    PrimaryKeyConstraint("site", "counter", "event_id"),
    Index("presence_event_by_time", "site", "at_utc_ns"),
)

PAUSE: Final = Table(
    "pause",
    METADATA,
    *_keyed("site", "counter", "since_utc_ns"),
    PrimaryKeyConstraint("site", "counter"),
)

CORRECTION: Final = Table(
    "correction",
    METADATA,
    *_keyed("site", "counter", "onset_utc_ns", "offset_utc_ns", "made_utc_ns"),
    PrimaryKeyConstraint("site", "counter", "onset_utc_ns"),
    Index("correction_by_time", "site", "offset_utc_ns"),
)

SESSION: Final = Table(
    "session",
    METADATA,
    *_keyed(*SESSION_KEY, "counter"),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("start_utc_ns", BigInteger, nullable=False),
    Column("end_utc_ns", BigInteger),
    Column("source", String, nullable=False),
    PrimaryKeyConstraint(*SESSION_KEY),
)

SESSION_SECOND: Final = Table(
    "session_second",
    METADATA,
    *_keyed(*SESSION_KEY, "start_utc_ns"),
    *_sums(),
    PrimaryKeyConstraint(*SESSION_KEY, "start_utc_ns"),
    _of_session(),
    sqlite_with_rowid=False,
)

SESSION_GLANCE: Final = Table(
    "session_glance",
    METADATA,
    *_keyed(*SESSION_KEY, "onset_utc_ns", "area", "offset_utc_ns"),
    PrimaryKeyConstraint(*SESSION_KEY, "onset_utc_ns", "area"),
    _of_session(),
    sqlite_with_rowid=False,
)

SESSION_ENCOUNTER: Final = Table(
    "session_encounter",
    METADATA,
    *_keyed(*SESSION_KEY, "start_utc_ns"),
    *_visit(),
    PrimaryKeyConstraint(*SESSION_KEY, "start_utc_ns"),
    _of_session(),
    sqlite_with_rowid=False,
)

SESSION_NOTE: Final = Table(
    "session_note",
    METADATA,
    *_keyed(*SESSION_KEY, "note_id", "at_utc_ns"),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint(*SESSION_KEY, "note_id"),
    _of_session(),
)

RETENTION_RUN: Final = Table(
    "retention_run",
    METADATA,
    *_keyed("site", "ran_utc_ns"),
    Column("removed", Text, nullable=False),
    PrimaryKeyConstraint("site"),
)

PUBLICATION_RULE: Final = Table(
    "publication_rule",
    METADATA,
    *_keyed("site", "since_utc_ns"),
    Column("min_coverage", Double, nullable=False),
    Column("min_judged_s", Double, nullable=False),
    Column("min_encounters", Integer, nullable=False),
    Column("time_zone", String, nullable=False),
    PrimaryKeyConstraint("site", "since_utc_ns"),
)
"""Every rule that was in force, with the moment from which it was; rows are only ever added."""
