from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from monitor.adapters.sql_store import open_store
from monitor.units import UtcNs
from tests.unit.adapters.test_sql_store import EVER, MAIN, minute

ROOT = Path(__file__).resolve().parents[3]

WRITER = """
import sys
from monitor.adapters.sql_store import open_store
from tests.unit.adapters.test_sql_store import MAIN, minute

store = open_store(f"sqlite:///{sys.argv[1]}", "shop")
index = int(sys.argv[2])
while True:
    store.upsert_minutes(MAIN, [minute(index), minute(index + 1)])
    print(index, flush=True)
    index += 2
"""


def killed_while_writing(file: Path, first: int, writes: int) -> int:
    """Kill a writer after some writes that it has reported; the first minute of the last one."""
    command = [sys.executable, "-c", WRITER, str(file), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        last = -1
        for _ in range(writes):
            last = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        for line in writer.stdout:  # reported before the signal came
            last = int(line) if line.endswith("\n") else last
    assert writer.returncode == -signal.SIGKILL
    return last


@pytest.mark.parametrize("writes", [1, 150])
def test_kill_9_loses_nothing_that_was_written(tmp_path: Path, writes: int) -> None:
    file = tmp_path / "shop.db"
    last = killed_while_writing(file, 0, writes)
    assert (tmp_path / "shop.db-wal").stat().st_size > 0  # it had no time to tidy up

    store = open_store(f"sqlite:///{file}", "shop")
    found = store.minutes(MAIN, *EVER)
    # Whole writes only; the one that was under way may be there or not.
    assert len(found) in {last + 2, last + 4}
    assert found == tuple(minute(index) for index in range(len(found)))
    store.upsert_minutes(MAIN, [minute(0, seconds=1)])
    store.close()
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def test_kill_9_again_and_again(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    last = -2
    for _ in range(3):
        last = killed_while_writing(file, last + 2, 5)
    store = open_store(f"sqlite:///{file}", "shop")
    end = UtcNs(minute(last + 2).start_utc_ns)
    assert len(store.minutes(MAIN, UtcNs(0), end)) == last + 2
    store.close()


def test_kill_9_during_the_first_start(tmp_path: Path) -> None:
    """The schema is made in one transaction: killed half-way, the next start makes it."""
    file = tmp_path / "shop.db"
    code = f"""
import os, signal
from alembic.operations import Operations
from monitor.adapters.sql_store import open_store
from alembic import op
create = op.create_table
def killed(name, *args, **kwargs):
    if name == "encounter":
        os.kill(os.getpid(), signal.SIGKILL)
    return create(name, *args, **kwargs)
op.create_table = killed
open_store("sqlite:///{file}", "shop")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    store = open_store(f"sqlite:///{file}", "shop")
    store.upsert_minutes(MAIN, [minute(0)])
    assert store.minutes(MAIN, *EVER) == (minute(0),)
    store.close()
