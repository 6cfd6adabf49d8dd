"""A program of a later version, with one step more; for it, what this one leaves is old."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.adapters.sql_store import migrate, open_store
from monitor.metrics.buckets import MINUTE_NS
from monitor.units import UtcNs
from tests.unit.adapters.test_sql_store import EIGHT, MAIN, SIDE, minute

TODAY = migrate.head()
"""The newest step of the program of today."""

STEP = f"""
import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{TODAY}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("pause", "old_pause")
    op.create_table(
        "pause",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("since_utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("told_by", sa.String()),
        sa.PrimaryKeyConstraint("site", "counter", name="later_pause_pkey"),
    )
    op.execute(
        "INSERT INTO pause (site, counter, since_utc_ns)"
        " SELECT site, counter, since_utc_ns FROM old_pause"
    )
    op.drop_table("old_pause")
"""
"""A step that a later program may bring: it makes a table anew and moves what is in it."""


def later_steps(folder: Path) -> Path:
    """The steps of a later program, made in this folder."""
    steps = folder / "steps"
    shutil.copytree(migrate._STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions" / "later.py").write_text(STEP, encoding="utf-8")
    return steps


@contextmanager
def program_with(steps: Path) -> Generator[None]:
    """While this lasts, this program has those steps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "_STEPS", steps)
        migrate.head.cache_clear()
        yield
    migrate.head.cache_clear()


def of_today(url: str) -> None:
    """A database as the program of today leaves it, which is old for a later one."""
    store = open_store(url, "shop")
    store.upsert_minutes(MAIN, [minute(0)])
    store.journal.set_paused(MAIN, UtcNs(EIGHT))
    store.journal.set_paused(SIDE, UtcNs(EIGHT + MINUTE_NS))
    store.close()
