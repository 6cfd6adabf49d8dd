"""One row per bucket with its tallies; hours, encounters, sessions and what people said.

Written out in full on purpose: a step never changes, whatever the tables become later.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = ("customer", "device", "work", "elsewhere", "unknown", "absent", "paused")
_KEPT = (*(f"{state}_ns" for state in _STATES), "inferred_ns", "gap_ns", "samples")
_AT_ONCE = 2000

_OLD_MINUTES = sa.text(
    "SELECT start_utc_ns, customer_ns, device_ns, work_ns, elsewhere_ns, unknown_ns, absent_ns,"
    " paused_ns, inferred_ns, gap_ns, samples FROM minute"
    " WHERE site = :site AND counter = :counter AND start_utc_ns > :after"
    " ORDER BY start_utc_ns LIMIT :at_once"
)
_OLD_GLANCES = sa.text(
    "SELECT start_utc_ns, area, count, total_ns, longest_ns FROM glance"
    " WHERE site = :site AND counter = :counter AND start_utc_ns BETWEEN :first AND :last"
)
_OLD_BINS = sa.text(
    "SELECT start_utc_ns, area, bin, count FROM glance_bin"
    " WHERE site = :site AND counter = :counter AND start_utc_ns BETWEEN :first AND :last"
    " ORDER BY start_utc_ns, area, bin"
)


def upgrade() -> None:
    """Make the new tables, move the minutes over, drop the old ones."""
    op.create_table(
        "new_minute",
        *_texts("site", "counter"),
        *_numbers("start_utc_ns"),
        *_sums(),
        sa.PrimaryKeyConstraint("site", "counter", "start_utc_ns"),
        sqlite_with_rowid=False,
    )
    for rows in _old_minutes(op.get_bind()):
        op.bulk_insert(_new_minute(), rows)
    op.drop_table("glance_bin")
    op.drop_table("glance")
    op.drop_table("minute")
    op.rename_table("new_minute", "minute")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX new_minute_pkey RENAME TO minute_pkey")
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
    numbers = (
        *(f"{state}_ns" for state in _STATES),
        *(f"present_{state}_ns" for state in _STATES),
        *("inferred_ns", "gap_ns", "samples", "presence_known_ns"),
        *("long_look_aways", "prolonged_look_aways", "splits", "tasks", "checked_tasks"),
        *("practice_ns", "never_looked_up"),
    )
    return (
        *(sa.Column(name, sa.BigInteger()) for name in numbers),
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


def _new_minute() -> sa.TableClause:
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in ("site", "counter", "start_utc_ns", *_KEPT, "tallies")
    ]
    return sa.table("new_minute", *columns)


def _old_minutes(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    """The minutes of the first version as rows of this one, in pieces."""
    counters = connection.execute(sa.text("SELECT DISTINCT site, counter FROM minute")).all()
    for site, counter in counters:
        last = -(2**63)
        while True:
            key = {"site": site, "counter": counter, "after": last, "at_once": _AT_ONCE}
            rows = connection.execute(_OLD_MINUTES, key).all()
            if not rows:
                break
            first, last = rows[0][0], rows[-1][0]
            span = {"site": site, "counter": counter, "first": first, "last": last}
            tallies = _old_tallies(connection, span)
            yield [
                {
                    "site": site,
                    "counter": counter,
                    "start_utc_ns": start,
                    **{name: value or None for name, value in zip(_KEPT, values, strict=True)},
                    "tallies": tallies.get(start),
                }
                for start, *values in rows
            ]


def _old_tallies(connection: sa.Connection, span: dict[str, Any]) -> dict[int, str]:
    tallies: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for start, area, count, total_ns, longest_ns in connection.execute(_OLD_GLANCES, span):
        tallies[start][area] = [count, total_ns, longest_ns]
    for start, area, index, count in connection.execute(_OLD_BINS, span):
        tallies[start][area] += (index, count)
    return {start: json.dumps(each, separators=(",", ":")) for start, each in tallies.items()}
