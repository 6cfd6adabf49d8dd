"""What goes wrong with a PostgreSQL server, each time with the real one: one clear sentence."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.errors import StoreError
from tests.free_ports import free_port
from tests.patience import wait_until, within
from tests.postgres_server import OWNER, PASSWORD, PostgresServer, running_server
from tests.unit.adapters.test_sql_store import EVER, MAIN, minute

pytestmark = pytest.mark.needs("postgresql")


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(url, "shop")
    return checked(str(caught.value))


def checked(sentence: str) -> str:
    for secret in (PASSWORD, "wrong-secret"):
        assert secret not in sentence
    assert "\n" not in sentence
    return sentence


def test_nobody_listens() -> None:
    url = f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{free_port()}/shop"
    text = refusal(url)
    assert "cannot be reached: it is not running" in text
    assert f"postgresql://{OWNER}:***@127.0.0.1" in text


def test_a_name_that_does_not_exist() -> None:
    assert "cannot be found" in refusal(f"postgresql://a:{PASSWORD}@nowhere.invalid/shop")


def test_a_server_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"postgresql://a:{PASSWORD}@127.0.0.1:{deaf.getsockname()[1]}/s?connect_timeout=2"
        with within(10):
            assert "does not answer" in refusal(url)


def test_a_wrong_password(postgres: PostgresServer) -> None:
    text = refusal(postgres.url("postgres", password="wrong-secret"))
    assert "refused the user or the password" in text


def test_no_password(postgres: PostgresServer) -> None:
    text = refusal(postgres.url("postgres").replace(f":{PASSWORD}", ""))
    assert "asks for a password" in text


def test_no_such_database(postgres: PostgresServer) -> None:
    assert "no such database or user" in refusal(postgres.url("no_shop"))


def test_a_user_who_may_not_make_tables(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    name = url.rsplit("/", 1)[-1]
    postgres.run(name, f"CREATE ROLE guest_{name} LOGIN PASSWORD '{PASSWORD}'")
    text = refusal(postgres.url(name, user=f"guest_{name}"))
    assert "lacks the permission" in text


@pytest.mark.parametrize("how", ["no right to write", "a replica"])
def test_a_user_who_may_only_read(postgres: PostgresServer, how: str) -> None:
    url = postgres.new_database()
    name = url.rsplit("/", 1)[-1]
    reader = f"reader_{name}"
    open_store(url, "shop").close()
    postgres.run(
        name,
        f"CREATE ROLE {reader} LOGIN PASSWORD '{PASSWORD}'",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}",
    )
    if how == "a replica":
        postgres.run(
            name,
            f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {reader}",
            f"ALTER ROLE {reader} SET default_transaction_read_only = on",
        )
    assert "is read-only for its user" in refusal(postgres.url(name, user=reader))


def test_permission_taken_away_while_running(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    name = url.rsplit("/", 1)[-1]
    writer = f"writer_{name}"
    postgres.run(
        name,
        f"CREATE ROLE {writer} LOGIN PASSWORD '{PASSWORD}'",
        f"GRANT ALL ON SCHEMA public TO {writer}",
    )
    store = open_store(postgres.url(name, user=writer), "shop")
    postgres.run(name, f"ALTER TABLE minute OWNER TO {OWNER}")
    with pytest.raises(StoreError, match="lacks the permission") as caught:
        store.upsert_minutes(MAIN, [minute(0)])
    checked(str(caught.value))
    store.close()


@pytest.fixture(scope="module")
def breakable() -> Iterator[PostgresServer]:
    """A server of this module's own: stopping it hurts nobody else."""
    with running_server() as server:
        yield server


def test_a_server_that_is_killed_and_comes_back(breakable: PostgresServer) -> None:
    store = open_store(breakable.new_database(), "shop")
    store.upsert_minutes(MAIN, [minute(0)])
    breakable.stop()
    for _ in range(2):
        with pytest.raises(StoreError, match=r"cannot be reached|broke off|stopping") as caught:
            store.upsert_minutes(MAIN, [minute(1)])
        checked(str(caught.value))
        with pytest.raises(StoreError):
            store.info()
    breakable.start()
    store.upsert_minutes(MAIN, [minute(1)])
    assert store.minutes(MAIN, *EVER) == (minute(0), minute(1))
    store.close()


def test_writes_resume_after_a_server_was_killed_in_the_middle(breakable: PostgresServer) -> None:
    """As the recorder does: what could not be written is held, and written with the next."""
    store = open_store(breakable.new_database(), "shop")
    done = threading.Event()
    said: list[str] = []
    written = 0

    def write() -> None:
        nonlocal written
        while not done.is_set():
            batch = [minute(written + index) for index in range(50)]
            try:
                store.upsert_minutes(MAIN, batch)
            except StoreError as error:
                said.append(checked(str(error)))
                time.sleep(0.01)
                continue
            written += 50

    writer = threading.Thread(target=write)
    writer.start()
    try:
        wait_until(lambda: written > 200)
        breakable.stop()
        wait_until(lambda: bool(said))
        breakable.start()
        back = written
        wait_until(lambda: written > back + 200)
    finally:
        done.set()
        writer.join()
    assert store.minutes(MAIN, *EVER) == tuple(minute(index) for index in range(written))
    store.close()


def test_a_connection_cut_by_the_server(postgres: PostgresServer) -> None:
    """The next use makes a new one, and nobody notices."""
    url = postgres.new_database()
    name = url.rsplit("/", 1)[-1]
    store: SqlStore = open_store(url, "shop")
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    store.upsert_minutes(MAIN, [minute(0)])
    postgres.run("postgres", cut)
    store.upsert_minutes(MAIN, [minute(1)])
    postgres.run("postgres", cut)
    assert len(store.minutes(MAIN, *EVER)) == 2
    store.close()


def test_sites_do_not_wait_for_one_another(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    one, two = open_store(url, "one"), open_store(url, "two")
    with one.database.writing():
        two.upsert_minutes(MAIN, [minute(0)])
    assert len(two.minutes(MAIN, *EVER)) == 1
    one.close()
    two.close()
