from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor.adapters.sql_store import failures, open_store, opening
from monitor.adapters.sql_store.opening import parsed, shown
from monitor.adapters.sql_store.store import SqlStore
from monitor.errors import StoreError, StoreTooNew
from monitor.units import CounterId, UtcNs
from tests.unit.adapters.test_sql_store import EVER, MAIN, minute

ROOT = Path(__file__).resolve().parents[3]


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(url, "shop")
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///shop.db?mode=memory",
        "mysql://root:hunter2@db/shop",
        "postgresql://shop:hunter2@db:port/shop",
        "//hunter2",
    ],
)
def test_addresses_that_are_no_database(url: str) -> None:
    text = refusal(url)
    assert text.startswith("store.url ")
    assert "accepted is sqlite:///" in text
    assert "hunter2" not in text


def test_a_server_is_shown_without_its_password() -> None:
    address = parsed("postgresql://shop:hunter2@db.example/shop?password=hunter2&sslmode=require")
    assert shown(address) == "postgresql://shop:***@db.example/shop"


def test_a_server_needs_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    for driver in ("psycopg", "psycopg2"):
        monkeypatch.setitem(sys.modules, driver, None)
    text = refusal("postgresql://shop:hunter2@127.0.0.1:1/shop")
    assert "psycopg[binary]" in text
    assert "hunter2" not in text


def test_a_folder(tmp_path: Path) -> None:
    assert f"the database {tmp_path} is a folder" in refusal(f"sqlite:///{tmp_path}")


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    text = refusal(f"sqlite:///{tmp_path}/file/shop.db")
    assert f"the folder {tmp_path}/file of the database cannot be made" in text


def test_something_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in refusal(f"sqlite:///{tmp_path}/pipe")


def test_not_a_database(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    file.write_text("This is a letter to my grandmother. " * 100)
    before = file.read_bytes()
    assert f"{file} is not a database: accepted is" in refusal(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_database_of_another_program(tmp_path: Path) -> None:
    file = tmp_path / "photos.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE photo (id INTEGER)")
        other.commit()
    before = file.read_bytes()
    assert f"{file} is the database of another program" in refusal(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_damaged_database(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    store = open_store(f"sqlite:///{file}", "shop")
    store.upsert_minutes(MAIN, [minute(index) for index in range(300)])
    store.close()
    content = bytearray(file.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged: move the file away, then restore a backup"):
        open_store(f"sqlite:///{file}", "shop").minutes(MAIN, *EVER)


def test_an_empty_file_is_where_no_database_is_yet(tmp_path: Path) -> None:
    (tmp_path / "shop.db").touch()
    store = open_store(f"sqlite:///{tmp_path}/shop.db", "shop")
    assert store.minutes(MAIN, *EVER) == ()
    store.close()


def test_locked_by_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_S", 0.05)
    store = open_store(f"sqlite:///{tmp_path}/shop.db", "shop")
    with closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another program") as caught:
            store.upsert_minutes(MAIN, [minute(0)])
        assert str(tmp_path / "shop.db") in str(caught.value)
        assert store.minutes(MAIN, *EVER) == ()  # who only reads is not held up
        other.execute("ROLLBACK")
    store.upsert_minutes(MAIN, [minute(0)])
    assert store.minutes(MAIN, *EVER) == (minute(0),)
    store.close()


def test_locked_while_its_journal_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_S", 0.05)
    file = tmp_path / "shop.db"
    open_store(f"sqlite:///{file}", "site").close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM minute").fetchone()
        assert f"the database {file} is locked by another program" in refusal(f"sqlite:///{file}")


def test_locked_while_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_S", 0.05)
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE t (x)")
        assert f"the database {file} is locked by another program" in refusal(f"sqlite:///{file}")


@pytest.mark.parametrize("killed", [False, True], ids=["closed", "killed"])
def test_a_newer_database_is_not_touched(tmp_path: Path, *, killed: bool) -> None:
    """Killed: what is newest stands in the log alone, and stays there."""
    made = tmp_path / "made"
    store = open_store(f"sqlite:///{made}/shop.db", "shop")
    store.upsert_minutes(MAIN, [minute(0)])
    with store.database._writing.begin() as connection:
        connection.exec_driver_sql("UPDATE mostrador_schema SET version_num = '0999'")
    if not killed:
        store.close()
    shutil.copytree(made, tmp_path / "left")
    store.close()
    file = tmp_path / "left" / "shop.db"
    (tmp_path / "left" / "shop.db-shm").unlink(missing_ok=True)  # a mere index of the log
    before = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    assert ("shop.db-wal" in before) is killed

    with pytest.raises(StoreTooNew) as caught:
        open_store(f"sqlite:///{file}", "shop")

    assert str(file) in str(caught.value)
    assert "'0999'" in str(caught.value)
    (tmp_path / "left" / "shop.db-shm").unlink(missing_ok=True)
    after = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    assert after.keys() - before.keys() <= {"shop.db-wal"}  # empty, where there was none
    assert {name: after[name] for name in before} == before
    assert after.get("shop.db-wal", b"") == before.get("shop.db-wal", b"")


def limit_pages(store: SqlStore, spare: int | None) -> None:
    """What a full disk looks like to SQLite; None: there is room again."""

    def limit(raw: sqlite3.Connection, _record: object) -> None:
        used = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {used + spare if spare is not None else 2**30}")

    event.listen(store.database._engine, "connect", limit)
    store.database._engine.dispose()


def test_a_full_database_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/shop.db", "shop")
    store.upsert_minutes(MAIN, [minute(0)])
    limit_pages(store, spare=2)
    many = [minute(index, seconds=1) for index in range(2000)]
    with pytest.raises(StoreError, match="is full: free some space"):
        store.upsert_minutes(MAIN, many)
    assert store.minutes(MAIN, *EVER) == (minute(0),)  # all or none
    limit_pages(store, spare=None)
    store.upsert_minutes(MAIN, many)
    assert store.minutes(MAIN, *EVER) == tuple(many)
    store.close()


def in_a_process(code: str, *before: str) -> str:
    """What the code says about a `StoreError`, or whatever it prints."""
    guarded = textwrap.dedent("""
        import sys
        from monitor.errors import StoreError
        try:
            exec(sys.argv[1])
        except StoreError as error:
            print(error)
    """)
    command = [*before, sys.executable, "-c", guarded, textwrap.dedent(code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def own_mounts() -> tuple[str, ...]:
    """A command that lets what follows mount, seen by nobody else."""
    command = ("unshare", "--map-root-user", "--mount")
    if not shutil.which("unshare"):
        pytest.skip("no unshare")
    probe = [*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount: the limit on pages stands in for a full disk")
    return (*command, "sh", "-c")


def test_a_full_disk(tmp_path: Path, own_mounts: tuple[str, ...]) -> None:
    code = f"""
        from pathlib import Path
        from monitor.adapters.sql_store import open_store
        from tests.unit.adapters.test_sql_store import EVER, MAIN, minute

        store = open_store("sqlite:///{tmp_path}/shop.db", "shop")
        store.upsert_minutes(MAIN, [minute(0)])
        ballast = Path("{tmp_path}/ballast")
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        kept = 1
        for index in range(1, 5000):
            try:
                store.upsert_minutes(MAIN, [minute(index)])
            except StoreError as error:
                print(error)
                break
            kept += 1
        assert len(store.minutes(MAIN, *EVER)) == kept
        store.info()
        ballast.unlink()
        store.upsert_minutes(MAIN, [minute(n) for n in range(kept, kept + 50)])
        assert store.minutes(MAIN, *EVER) == tuple(minute(n) for n in range(kept + 50))
        store.close()
        print("went on")
    """
    mounted = f'mount -t tmpfs -o size=512k tmpfs {tmp_path} && exec "$@"'
    said = in_a_process(code, *own_mounts, mounted, "sh")
    assert said.splitlines() == [
        f"the disk that holds the database {tmp_path}/shop.db is full: free some space; nothing "
        "that was written is lost",
        "went on",
    ]


@pytest.mark.parametrize("there", [False, True], ids=["nothing there", "a database there"])
def test_a_read_only_disk(tmp_path: Path, own_mounts: tuple[str, ...], *, there: bool) -> None:
    if there:
        open_store(f"sqlite:///{tmp_path}/shop.db", "shop").close()
    code = f"""
        from monitor.adapters.sql_store import open_store
        open_store("sqlite:///{tmp_path}/shop.db", "shop")
    """
    mounted = f'mount --bind -o ro {tmp_path} {tmp_path} && exec "$@"'
    said = in_a_process(code, *own_mounts, mounted, "sh")
    assert said.startswith(f"the folder {tmp_path} of the database is read-only")


@pytest.mark.parametrize("locked", ["shop.db", "."], ids=["file", "folder"])
def test_without_permission_to_write(tmp_path: Path, locked: str) -> None:
    # To root nothing is read-only, unless it lays down its powers.
    humble = ("setpriv", "--bounding-set=-all") if os.geteuid() == 0 else ()
    if humble and not shutil.which(humble[0]):
        pytest.skip("no setpriv")
    file = tmp_path / "shop.db"
    open_store(f"sqlite:///{file}", "shop").close()
    (tmp_path / locked).chmod(0o500)
    code = f"""
        from monitor.adapters.sql_store import open_store
        open_store("sqlite:///{file}", "shop")
    """
    said = in_a_process(code, *humble)
    (tmp_path / locked).chmod(0o700)
    place = f"the folder {tmp_path} of the database" if locked == "." else f"the database {file}"
    assert said.startswith(f"{place} is read-only: Mostrador needs write permission")


def test_other_failures_name_the_database(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/shop.db", "shop")
    with store.database._writing.begin() as connection:
        connection.exec_driver_sql("DROP TABLE minute")
    with pytest.raises(StoreError, match=f"the database {tmp_path}/shop.db refused a statement"):
        store.minutes(CounterId("main"), UtcNs(0), UtcNs(1))
    store.close()


def test_every_sentence_fills_in() -> None:
    for sentence in failures._SENTENCES.values():
        assert "{" not in sentence.format(address="a", detail="b")
