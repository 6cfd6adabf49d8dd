"""`mostrador backup` and `restore`, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.adapters.sql_store import open_store
from tests.postgres_server import PASSWORD, PostgresServer
from tests.unit.adapters.test_sql_store import EVER, MAIN, minute


def mostrador(*arguments: str | Path, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "MOSTRADOR_STORE__URL": url},
        timeout=200,
        check=False,
    )


@pytest.mark.needs("postgresql")
def test_a_shop_moves_from_its_file_to_a_server(tmp_path: Path, postgres: PostgresServer) -> None:
    """The store stays open meanwhile, as in a program that runs."""
    ours, server, file = f"sqlite:///{tmp_path}/shop.db", postgres.new_database(), tmp_path / "all"
    running = open_store(ours, "site")
    running.upsert_minutes(MAIN, [minute(index) for index in range(50)])

    made = mostrador("backup", file, url=ours)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith(f"{file}: 50 rows, 0.")
    assert made.stdout.endswith(f"from {tmp_path}/shop.db.\n")
    running.close()

    moved = mostrador("restore", file, url=server)
    assert (moved.returncode, moved.stderr) == (0, "")
    assert PASSWORD not in moved.stdout
    store = open_store(server, "site")
    assert store.minutes(MAIN, *EVER) == tuple(minute(index) for index in range(50))
    store.close()

    again = mostrador("restore", file, url=server)
    assert (again.returncode, again.stdout) == (1, "")
    assert len(again.stderr.splitlines()) == 1
    assert "--force puts the backup in their place" in again.stderr
    assert PASSWORD not in again.stderr
    assert mostrador("restore", file, "--force", url=server).returncode == 0


def test_a_backup_may_be_named_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`mostrador backup shop.backup`, as the README says it."""
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///shop.db", "site").close()
    made = mostrador("backup", "shop.backup", url="sqlite:///shop.db")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith("shop.backup: 0 rows, ")
    assert not list(tmp_path.glob(".*.part*"))


def test_what_wants_a_server_makes_no_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    done = mostrador("bench", "ingest", "--url", url, url=url)
    assert done.returncode == 1
    assert done.stderr.endswith("accepted is postgresql://host/database\n")
    assert not list(tmp_path.iterdir())


def test_no_backup_one_sentence(tmp_path: Path) -> None:
    done = mostrador("restore", tmp_path / "gone", url=f"sqlite:///{tmp_path}/shop.db")
    assert done.returncode == 1
    assert done.stderr == f"mostrador: there is no backup {tmp_path / 'gone'}\n"
