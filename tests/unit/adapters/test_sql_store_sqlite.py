from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.adapters.sql_store.migrate import head
from tests.unit.adapters.test_sql_store import EVER, MAIN, SIDE, minute


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = open_store(f"sqlite:///{tmp_path}/shop.db", "shop")
    yield opened
    opened.close()


def test_it_is_there_after_closing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/er/shop.db"
    first = open_store(url, "shop")
    first.upsert_minutes(MAIN, [minute(0)])
    first.close()
    first.close()
    # The log is folded in: one file can be copied.
    assert [each.name for each in (tmp_path / "deep" / "er").iterdir()] == ["shop.db"]
    second = open_store(url, "shop")
    assert second.minutes(MAIN, *EVER) == (minute(0),)
    second.close()


def test_only_the_owner_may_read_the_file(store: SqlStore, tmp_path: Path) -> None:
    store.upsert_minutes(MAIN, [minute(0)])
    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}


def test_info_tells_the_file_and_its_size(store: SqlStore, tmp_path: Path) -> None:
    empty = store.info()
    assert (empty.oldest_utc_ns, empty.newest_utc_ns) == (None, None)
    assert (empty.address, empty.revision) == (str(tmp_path / "shop.db"), head())
    store.upsert_minutes(MAIN, [minute(2)])
    store.upsert_minutes(SIDE, [minute(5)])
    full = store.info()
    assert full.oldest_utc_ns == minute(2).start_utc_ns
    assert full.newest_utc_ns == minute(5).start_utc_ns
    assert full.size_bytes == sum(
        (tmp_path / name).stat().st_size for name in ("shop.db", "shop.db-wal")
    )


def test_a_path_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store("sqlite:///~/shop.db", "shop").close()
    assert (tmp_path / "shop.db").is_file()


def test_switches(store: SqlStore) -> None:
    with store.database._engine.connect() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2  # FULL
        assert pragma("foreign_keys") == 1
        assert pragma("busy_timeout") == 5000
