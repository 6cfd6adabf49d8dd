"""The tables, as the newest migration leaves them.

A minute of a counter is one row of `minute`; its glances are one row per area in `glance`, with
the duration bins, sparse, in `glance_bin`. All numbers are whole nanoseconds or counts, so a
roll-up is a SUM. The key is site, counter, start: many counters of many sites can share one
database.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

from monitor.attention.state import State

REVISION_TABLE: Final = "mostrador_schema"
"""Where Alembic notes the version; a name of our own, so that a shared database can hold others."""

KEY: Final = ("site", "counter", "start_utc_ns")

METADATA: Final = MetaData()


def state_column(state: State) -> str:
    """Name of the column with a state's nanoseconds."""
    return f"{state.value}_ns"


def _key_columns() -> tuple[Column[str], Column[str], Column[int]]:
    return (
        Column("site", String, nullable=False),
        Column("counter", String, nullable=False),
        Column("start_utc_ns", BigInteger, nullable=False),
    )


# SQLite clusters a table without rowid by its primary key: a span of one counter is one stretch of
# the file. Other databases ignore the option.
MINUTE: Final = Table(
    "minute",
    METADATA,
    *_key_columns(),
    *(Column(state_column(state), BigInteger, nullable=False) for state in State),
    Column("inferred_ns", BigInteger, nullable=False),
    Column("gap_ns", BigInteger, nullable=False),
    Column("samples", BigInteger, nullable=False),
    PrimaryKeyConstraint(*KEY),
    Index("minute_by_time", "site", "start_utc_ns"),
    sqlite_with_rowid=False,
)

GLANCE: Final = Table(
    "glance",
    METADATA,
    *_key_columns(),
    Column("area", String, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("total_ns", BigInteger, nullable=False),
    Column("longest_ns", BigInteger, nullable=False),
    PrimaryKeyConstraint(*KEY, "area"),
    ForeignKeyConstraint(KEY, [f"minute.{name}" for name in KEY], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

GLANCE_BIN: Final = Table(
    "glance_bin",
    METADATA,
    *_key_columns(),
    Column("area", String, nullable=False),
    Column("bin", Integer, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint(*KEY, "area", "bin"),
    ForeignKeyConstraint(
        (*KEY, "area"), [f"glance.{name}" for name in (*KEY, "area")], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)
