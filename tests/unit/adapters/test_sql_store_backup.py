"""Backup and restore, from both databases into both, while somebody writes."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.adapters.sql_store.backup import back_up
from monitor.adapters.sql_store.restore import restore
from monitor.adapters.sql_store.schema import METADATA
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Glance
from monitor.errors import StoreError, StoreTooNew
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.rollup import Span, Step, spans
from monitor.metrics.rule_ledger import RuleInForce
from monitor.metrics.session import Session, SessionNote
from monitor.metrics.suppression import PublishParams
from monitor.ports import Borders, Correction, PresenceEvent
from monitor.units import CounterId, Ns, UtcNs
from tests.patience import wait_until
from tests.postgres_server import PostgresServer
from tests.unit.adapters.conftest import BOTH
from tests.unit.adapters.later_program import later_steps, of_today, program_with
from tests.unit.adapters.test_sql_store import EIGHT, EVER, MAIN, SIDE, UTC, minute

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    opened = open_store(database_url, "shop")
    yield opened
    opened.close()


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """Another database, of each kind."""
    url = f"sqlite:///{tmp_path}/other/shop.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    opened = open_store(url, "shop")
    yield opened
    opened.close()


def fill(store: SqlStore) -> None:
    """Something in every table."""
    late = UtcNs(EIGHT + 60 * MINUTE_NS)
    store.upsert_minutes(MAIN, [minute(index, glances=index % 3) for index in range(130)])
    store.upsert_minutes(SIDE, [minute(7)])
    day = Span(EIGHT, UtcNs(EIGHT + 600 * MINUTE_NS))
    store.roll_up(MAIN, spans(day, Step.HOUR, UTC))
    store.purge(Borders(late, *(UtcNs(0),) * 3), late)
    store.upsert_minutes(MAIN, [minute(3)])
    visit = Encounter(Ns(EIGHT), Ns(EIGHT + 5), {}, 3, 4, (1, 2), True, 1, False)
    store.upsert_encounters(MAIN, [visit])
    store.journal.note_presence(MAIN, PresenceEvent("till", EIGHT, True))
    store.journal.set_paused(MAIN, EIGHT)
    store.journal.correct(MAIN, Correction(EIGHT, late, late))
    store.sessions.save(Session("a1", MAIN, "Ñandú", "", EIGHT, None))
    glance = Glance(Area.WORK, Ns(EIGHT), Ns(EIGHT + 9))
    store.sessions.add("a1", [Bucket(EIGHT, samples=3)], [glance], [visit])
    store.sessions.note("a1", SessionNote("n", EIGHT, "here"))
    store.add_rule(RuleInForce(EIGHT, PublishParams(), ZoneInfo("Europe/Madrid")))


def content(store: SqlStore) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the site."""
    with store.database.reading() as connection:
        return {
            table.name: sorted(
                tuple(row)
                for row in connection.execute(select(table).where(table.c.site == "shop"))
            )
            for table in METADATA.sorted_tables
        }


def test_all_comes_back_from_either_into_either(
    store: SqlStore, empty: SqlStore, tmp_path: Path
) -> None:
    fill(store)
    held = content(store)
    assert all(held.values()), "something in every table"
    file = tmp_path / "backup.db"
    made = back_up(store.database, file)
    assert (made.size_bytes, made.rows) == (file.stat().st_size, sum(map(len, held.values())))
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    restored = restore(empty.database, file)
    assert restored == made
    assert content(empty) == held
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("backup")] == [
        "backup.db"
    ]


def test_a_backup_is_one_moment_while_a_writer_writes(store: SqlStore, tmp_path: Path) -> None:
    """Ten minutes at a time: a backup holds whole writes, and nobody waits for it."""
    done = threading.Event()
    written = [0]

    def write() -> None:
        while not done.is_set():
            store.upsert_minutes(MAIN, [minute(written[0] + index) for index in range(10)])
            written[0] += 10

    store.upsert_minutes(SIDE, [minute(index) for index in range(3000)])
    writer = threading.Thread(target=write)
    writer.start()
    counts: list[tuple[int, int, int]] = []
    try:
        wait_until(lambda: written[0])
        for number in range(3):
            least = written[0]
            file = tmp_path / f"backup-{number}.db"
            back_up(store.database, file)
            most = written[0] + 10
            with closing(sqlite3.connect(file)) as raw:
                assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                query = "SELECT count(*) FROM minute WHERE counter = 'main'"
                counts.append((least, raw.execute(query).fetchone()[0], most))
        wait_until(lambda: written[0] > counts[0][1])
    finally:
        done.set()
        writer.join()
    assert all(least <= count <= most and count % 10 == 0 for least, count, most in counts)
    assert counts[0][1] > 0


def test_a_restore_while_a_writer_writes(store: SqlStore, tmp_path: Path) -> None:
    """Nobody ever sees half of it, and what is written later stays."""
    store.upsert_minutes(MAIN, [minute(index) for index in range(500)])
    file = tmp_path / "backup.db"
    back_up(store.database, file)
    store.upsert_minutes(MAIN, [minute(index, seconds=1) for index in range(500)])
    done = threading.Event()
    seen: set[tuple[int, ...]] = set()
    wrote = [0]

    def write() -> None:
        while not done.is_set():
            store.upsert_minutes(SIDE, [minute(wrote[0])])
            wrote[0] += 1
            seconds = {ns for m in store.minutes(MAIN, *EVER) for ns in m.all.state_ns.values()}
            seen.add(tuple(sorted(seconds)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        restore(store.database, file, force=True)
        at_restore = wrote[0]
        wait_until(lambda: wrote[0] >= at_restore + 5)
    finally:
        done.set()
        writer.join()
    assert seen <= {(1, 30 * 10**9), (1, 10**9)}
    assert (1, 30 * 10**9) in seen
    assert store.minutes(MAIN, *EVER) == tuple(minute(index) for index in range(500))
    assert len(store.minutes(SIDE, *EVER)) >= 5


def test_a_database_that_holds_something_is_left_alone(store: SqlStore, tmp_path: Path) -> None:
    store.upsert_minutes(MAIN, [minute(0)])
    file = tmp_path / "backup.db"
    back_up(store.database, file)
    store.upsert_minutes(MAIN, [minute(1)])
    with pytest.raises(StoreError, match=r"holds numbers of the site 'shop' already.*--force"):
        restore(store.database, file)
    assert len(store.minutes(MAIN, *EVER)) == 2
    restore(store.database, file, force=True)
    assert store.minutes(MAIN, *EVER) == (minute(0),)


def test_other_sites_of_the_database_stay(
    store: SqlStore, database_url: str, tmp_path: Path
) -> None:
    other = open_store(database_url, "other")
    other.upsert_minutes(MAIN, [minute(5)])
    store.upsert_minutes(MAIN, [minute(0)])
    file = tmp_path / "backup.db"
    back_up(store.database, file)
    restore(store.database, file, force=True)
    assert other.minutes(MAIN, *EVER) == (minute(5),)
    other.close()
    third = open_store(database_url, "third")
    with pytest.raises(StoreError, match=r"holds the site .*'shop', and the settings say 'third'"):
        restore(third.database, file)
    third.close()


def test_an_older_backup_is_brought_up_and_not_touched(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    of_today(f"sqlite:///{file}")
    before = file.read_bytes()
    with program_with(later_steps(tmp_path)):
        store = open_store(database_url, "shop")
        assert store.info().revision == "later"
        restore(store.database, file)
        assert store.minutes(MAIN, *EVER) == (minute(0),)
        assert store.journal.paused_since(MAIN) == EIGHT
        store.close()
    assert file.read_bytes() == before


def test_a_database_and_its_log_are_restored_as_one(empty: SqlStore, tmp_path: Path) -> None:
    """A folder that was copied after a power cut: the newest minutes are in the log alone."""
    running = open_store(f"sqlite:///{tmp_path}/shop.db", "shop")
    running.upsert_minutes(MAIN, [minute(index) for index in range(5)])
    copied = tmp_path / "copied.db"
    for end in ("", "-wal"):
        shutil.copyfile(tmp_path / f"shop.db{end}", f"{copied}{end}")
    running.close()
    restore(empty.database, copied)
    assert len(empty.minutes(MAIN, *EVER)) == 5


def test_files_that_are_no_good_backup(store: SqlStore, tmp_path: Path) -> None:
    store.upsert_minutes(MAIN, [minute(index) for index in range(300)])
    good = tmp_path / "good.db"
    back_up(store.database, good)
    letter, photos, newer, bad, half, none = (
        tmp_path / name for name in ("letter", "photos.db", "newer.db", "bad.db", "half.db", "none")
    )
    letter.write_text("Dear grandmother, " * 500)
    none.touch()
    with closing(sqlite3.connect(photos)) as other:
        other.execute("CREATE TABLE photo (id)")
        other.commit()
    shutil.copy(good, newer)
    with closing(sqlite3.connect(newer)) as raw:
        raw.execute("UPDATE mostrador_schema SET version_num = '0999'")
        raw.commit()
    content = bytearray(good.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = os.urandom(4096)
    bad.write_bytes(content)
    half.write_bytes(good.read_bytes()[: len(content) // 2])
    for file, sentence in (
        (tmp_path / "nowhere", "there is no backup"),
        (tmp_path, "there is no backup"),
        (letter, "is no backup that Mostrador made"),
        (photos, "is no backup that Mostrador made"),
        (none, "is no backup that Mostrador made"),
        (newer, "written by a newer Mostrador"),
        (bad, "is damaged and has not been restored"),
        (half, "is damaged and has not been restored"),
    ):
        with pytest.raises(StoreError) as caught:
            restore(store.database, file, force=True)
        assert sentence in str(caught.value)
        assert str(file) in str(caught.value)
        assert isinstance(caught.value, StoreTooNew) == (file == newer)
        assert len(store.minutes(MAIN, *EVER)) == 300


def test_a_restore_that_fails_half_way_changes_nothing(store: SqlStore, tmp_path: Path) -> None:
    fill(store)
    file = tmp_path / "backup.db"
    back_up(store.database, file)
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("DROP TABLE session_note")  # one of the last to be read
        raw.commit()
    store.upsert_minutes(MAIN, [minute(999)])
    held = content(store)
    with pytest.raises(StoreError):
        restore(store.database, file, force=True)
    assert content(store) == held


def test_kill_9_in_the_middle_of_a_restore(
    store: SqlStore, database_url: str, tmp_path: Path
) -> None:
    store.upsert_minutes(MAIN, [minute(index) for index in range(200)])
    file = tmp_path / "backup.db"
    back_up(store.database, file)
    store.upsert_minutes(MAIN, [minute(index, seconds=2) for index in range(200)])
    code = f"""
import os, signal
from pathlib import Path
from monitor.adapters.sql_store import open_store, restore
restore.rows_of = lambda connection, site: os.kill(os.getpid(), signal.SIGKILL)
store = open_store({database_url!r}, "shop")
restore.restore(store.database, Path({str(file)!r}), force=True)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert store.minutes(MAIN, *EVER) == tuple(minute(n, seconds=2) for n in range(200))


def test_places_where_no_backup_can_be(store: SqlStore, tmp_path: Path) -> None:
    store.upsert_minutes(MAIN, [minute(0)])
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear grandmother")
    places = [
        (tmp_path / "no" / "backup.db", "there is no folder"),
        (tmp_path, "is a folder"),
        (letter, "is no backup and is not replaced"),
    ]
    if store.database.is_sqlite:
        places.append((Path(store.database.shown), "is the database itself"))
    for file, sentence in places:
        with pytest.raises(StoreError, match=sentence):
            back_up(store.database, file)
    assert letter.read_text() == "Dear grandmother"
    assert store.minutes(MAIN, *EVER) == (minute(0),)


def test_a_backup_replaces_an_older_one_whole_or_not_at_all(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.db"
    store.upsert_minutes(MAIN, [minute(0)])
    back_up(store.database, file)
    before = file.read_bytes()
    store.upsert_minutes(MAIN, [minute(1)])

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="cannot be written: No space left on device"):
            back_up(store.database, file)
    assert file.read_bytes() == before
    assert not list(tmp_path.glob(".*"))
    assert back_up(store.database, file).rows == 2


def test_a_damaged_database_is_replaced_by_its_backup(tmp_path: Path) -> None:
    """As the sentence about a damaged database says: move it away, restore."""
    file, saved = tmp_path / "shop.db", tmp_path / "backup.db"
    url = f"sqlite:///{file}"
    store = open_store(url, "shop")
    store.upsert_minutes(CounterId("main"), [minute(0)])
    back_up(store.database, saved)
    store.close()
    file.rename(tmp_path / "damaged.db")
    again = open_store(url, "shop")
    restore(again.database, saved)
    assert again.minutes(MAIN, *EVER) == (minute(0),)
    again.close()
