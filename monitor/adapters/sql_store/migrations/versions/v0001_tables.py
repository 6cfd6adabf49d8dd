"""Minutes, hours and seconds with their tallies, encounters, sessions, what people said, rules.

Written out in full on purpose: a step never changes, whatever the tables become later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATES = ("customer", "device", "work", "elsewhere", "unknown", "absent", "paused")


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "minute",
        *_texts("site", "counter"),
        *_numbers("start_utc_ns"),
        *_sums(),
        sa.PrimaryKeyConstraint("site", "counter", "start_utc_ns"),
        sqlite_with_rowid=False,
    )
    op.create_index("minute_by_time", "minute", ["site", "start_utc_ns"])
    op.create_table(
        "hour",
        *_texts("site", "counter"),
        *_numbers("start_utc_ns", "end_utc_ns"),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        *_sums(),
        sa.PrimaryKeyConstraint("site", "counter", "start_utc_ns"),
    )
    op.create_index("hour_by_state", "hour", ["site", "state", "end_utc_ns"])
    op.create_table(
        "late_minute",
        *_texts("site", "counter"),
        *_numbers("count"),
        sa.PrimaryKeyConstraint("site", "counter"),
    )
    op.create_table(
        "encounter",
        *_texts("site", "counter"),
        *_numbers("start_utc_ns"),
        *_visit(),
        sa.PrimaryKeyConstraint("site", "counter", "start_utc_ns"),
        sqlite_with_rowid=False,
    )
    op.create_index("encounter_by_end", "encounter", ["site", "end_utc_ns"])
    _create_journal()
    _create_sessions()
    op.create_table(
        "retention_run",
        *_texts("site"),
        *_numbers("ran_utc_ns"),
        sa.Column("removed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "publication_rule",
        *_texts("site"),
        *_numbers("since_utc_ns"),
        sa.Column("min_coverage", sa.Double[float](), nullable=False),
        sa.Column("min_judged_s", sa.Double[float](), nullable=False),
        sa.Column("min_encounters", sa.Integer(), nullable=False),
        *_texts("time_zone"),
        sa.PrimaryKeyConstraint("site", "since_utc_ns"),
    )


def _create_journal() -> None:
    op.create_table(
        "presence_event",
        *_texts("site", "counter", "event_id"),
        *_numbers("at_utc_ns"),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site", "counter", "event_id"),
    )
    op.create_index("presence_event_by_time", "presence_event", ["site", "at_utc_ns"])
    op.create_table(
        "pause",
        *_texts("site", "counter"),
        *_numbers("since_utc_ns"),
        sa.PrimaryKeyConstraint("site", "counter"),
    )
    op.create_table(
        "correction",
        *_texts("site", "counter"),
        *_numbers("onset_utc_ns", "offset_utc_ns", "made_utc_ns"),
        sa.PrimaryKeyConstraint("site", "counter", "onset_utc_ns"),
    )
    op.create_index("correction_by_time", "correction", ["site", "offset_utc_ns"])


def _create_sessions() -> None:
    op.create_table(
        "session",
        *_texts("site", "session_id", "counter"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_numbers("start_utc_ns"),
        sa.Column("end_utc_ns", sa.BigInteger()),
        *_texts("source"),
        sa.PrimaryKeyConstraint("site", "session_id"),
    )
    op.create_table(
        "session_second",
        *_texts("site", "session_id"),
        *_numbers("start_utc_ns"),
        *_sums(),
        sa.PrimaryKeyConstraint("site", "session_id", "start_utc_ns"),
        _of_session(),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session_glance",
        *_texts("site", "session_id"),
        *_numbers("onset_utc_ns"),
        *_texts("area"),
        *_numbers("offset_utc_ns"),
        sa.PrimaryKeyConstraint("site", "session_id", "onset_utc_ns", "area"),
        _of_session(),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session_encounter",
        *_texts("site", "session_id"),
        *_numbers("start_utc_ns"),
        *_visit(),
        sa.PrimaryKeyConstraint("site", "session_id", "start_utc_ns"),
        _of_session(),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session_note",
        *_texts("site", "session_id", "note_id"),
        *_numbers("at_utc_ns"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "session_id", "note_id"),
        _of_session(),
    )


def _texts(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.String(), nullable=False) for name in names)


def _numbers(*names: str) -> Iterator[sa.Column[int]]:
    return (sa.Column(name, sa.BigInteger(), nullable=False) for name in names)


def _sums() -> tuple[sa.Column[Any], ...]:
    times = (f"{state}_ns" for state in _STATES)
    counts = ("long_look_aways", "prolonged_look_aways", "tasks", "checked_tasks")
    of_all = (*times, "inferred_ns", *counts)
    numbers = (
        *of_all,
        *(f"present_{name}" for name in of_all),
        *("splits", "never_looked_up"),
        *("presence_known_ns", "gap_ns", "samples", "practice_ns"),
    )
    return (
        *(sa.Column(name, sa.BigInteger()) for name in numbers),
        sa.Column("reasons", sa.Text()),
        sa.Column("tallies", sa.Text()),
    )


def _visit() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("end_utc_ns", sa.BigInteger(), nullable=False),
        *(sa.Column(f"{state}_ns", sa.BigInteger()) for state in _STATES),
        sa.Column("first_look_ns", sa.BigInteger()),
        sa.Column("longest_look_away_ns", sa.BigInteger(), nullable=False),
        sa.Column("returns_ns", sa.Text()),
        sa.Column("looked_up", sa.Boolean(), nullable=False),
        sa.Column("splits", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
    )


def _of_session() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site", "session_id"], ["session.site", "session.session_id"], ondelete="CASCADE"
    )
