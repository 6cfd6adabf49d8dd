"""Minute buckets with their glances.

Written out in full on purpose: a step never changes, whatever the tables become later.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATES = ("customer", "device", "work", "elsewhere", "unknown", "absent", "paused")


def upgrade() -> None:
    """Create the first three tables."""
    op.create_table(
        "minute",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("start_utc_ns", sa.BigInteger(), nullable=False),
        *(sa.Column(f"{state}_ns", sa.BigInteger(), nullable=False) for state in _STATES),
        sa.Column("inferred_ns", sa.BigInteger(), nullable=False),
        sa.Column("gap_ns", sa.BigInteger(), nullable=False),
        sa.Column("samples", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "counter", "start_utc_ns"),
        sqlite_with_rowid=False,
    )
    op.create_index("minute_by_time", "minute", ["site", "start_utc_ns"])
    op.create_table(
        "glance",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("start_utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("total_ns", sa.BigInteger(), nullable=False),
        sa.Column("longest_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "counter", "start_utc_ns", "area"),
        sa.ForeignKeyConstraint(
            ["site", "counter", "start_utc_ns"],
            ["minute.site", "minute.counter", "minute.start_utc_ns"],
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "glance_bin",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("start_utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("bin", sa.Integer(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "counter", "start_utc_ns", "area", "bin"),
        sa.ForeignKeyConstraint(
            ["site", "counter", "start_utc_ns", "area"],
            ["glance.site", "glance.counter", "glance.start_utc_ns", "glance.area"],
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
