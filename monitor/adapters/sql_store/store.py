"""Minute buckets in a database."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    UpdateBase,
    bindparam,
    cast,
    column,
    delete,
    func,
    select,
    text,
    values,
)
from sqlalchemy.dialects import postgresql, sqlite

from monitor.adapters.sql_store.failures import told_as_store_error
from monitor.adapters.sql_store.migrate import head
from monitor.adapters.sql_store.opening import WRITES, opened, parsed, shown
from monitor.adapters.sql_store.rows import bin_rows, buckets_of, glance_rows, minute_row
from monitor.adapters.sql_store.schema import GLANCE, GLANCE_BIN, KEY, MINUTE
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span
from monitor.ports import StoreInfo
from monitor.units import CounterId, UtcNs


def open_store(url: str, site: str) -> SqlStore:
    """Open the database at `url` (made when it is not there) for one site.

    Raises:
        StoreError: it cannot be used; one sentence says why and what is accepted.
        StoreTooNew: a newer Mostrador wrote it; not a byte of it has changed.
    """
    address = parsed(url)
    return SqlStore(opened(address), address, site)


class SqlStore:
    """The `MetricsStore` of one site. Any thread may call it; writers wait for one another."""

    def __init__(self, engine: Engine, address: URL, site: str) -> None:
        self._engine = engine
        self._address = address
        self._shown = shown(address)
        self._site = site
        # The readers' three queries see one and the same moment.
        snapshot = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._reading = engine.execution_options(**snapshot)
        self._writing = engine.execution_options(**{WRITES: True})

    def upsert_minutes(self, counter: CounterId, buckets: Sequence[Bucket]) -> None:
        """Write each minute in place of what stood there, all or none; again is no harm.

        Raises:
            StoreError: nothing was written; trying again later may help.
        """
        # The last of several buckets of one minute wins, as if they had come one by one.
        newest = {bucket.start_utc_ns: bucket for bucket in buckets}
        if not newest:
            return
        keyed = [
            ({"site": self._site, "counter": counter, "start_utc_ns": start}, bucket)
            for start, bucket in newest.items()
        ]
        minutes = [minute_row(key, bucket) for key, bucket in keyed]
        glances = [row for key, bucket in keyed for row in glance_rows(key, bucket)]
        bins = [row for key, bucket in keyed for row in bin_rows(key, bucket)]
        with told_as_store_error(self._shown), self._writing.begin() as connection:
            connection.execute(_upsert(connection, MINUTE), minutes)
            # Their bins go with them.
            connection.execute(
                delete(GLANCE).where(*(GLANCE.c[name] == bindparam(f"key_{name}") for name in KEY)),
                [{f"key_{name}": key[name] for name in KEY} for key, _bucket in keyed],
            )
            if glances:
                connection.execute(GLANCE.insert(), glances)
                connection.execute(GLANCE_BIN.insert(), bins)

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minute buckets with start <= bucket < end, in order; minutes without data left out."""
        with self._snapshot() as connection:
            bins = connection.execute(self._span(GLANCE_BIN, counter, start, end))
            glances = connection.execute(self._span(GLANCE, counter, start, end))
            return buckets_of(
                connection.execute(self._span(MINUTE, counter, start, end)), glances, bins
            )

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Bucket, ...]:
        """The sum of the minutes that start in each span; spans without any are left out.

        The database does the sums: a year of days costs little more than reading its pages.
        """
        if not spans:
            return ()
        with self._snapshot() as connection:
            bins = connection.execute(self._summed(GLANCE_BIN, counter, spans))
            glances = connection.execute(self._summed(GLANCE, counter, spans))
            return buckets_of(
                connection.execute(self._summed(MINUTE, counter, spans)), glances, bins
            )

    def info(self) -> StoreInfo:
        """Where it is, how big, and what span of this site it holds."""
        start = MINUTE.c.start_utc_ns
        here = MINUTE.c.site == self._site
        with self._snapshot() as connection:
            # One query each: that way the index answers without reading the table.
            oldest = connection.execute(select(func.min(start)).where(here)).scalar()
            newest = connection.execute(select(func.max(start)).where(here)).scalar()
            size_bytes = self._size_bytes(connection)
        return StoreInfo(
            self._shown,
            head(),
            size_bytes,
            None if oldest is None else UtcNs(oldest),
            None if newest is None else UtcNs(newest),
        )

    def close(self) -> None:
        """Release the database; safe to call twice. SQLite folds its log into the file."""
        self._engine.dispose()

    @contextmanager
    def _snapshot(self) -> Generator[Connection]:
        with told_as_store_error(self._shown), self._reading.connect() as connection:
            yield connection

    def _span(
        self, table: Table, counter: CounterId, start: UtcNs, end: UtcNs
    ) -> Select[*tuple[Any, ...]]:
        """All but site and counter, in order of time."""
        wanted = [column for column in table.columns if column.name not in {"site", "counter"}]
        return (
            select(*wanted)
            .where(table.c.site == self._site, table.c.counter == counter)
            .where(table.c.start_utc_ns >= start, table.c.start_utc_ns < end)
            .order_by(table.c.start_utc_ns)
        )

    def _summed(
        self, table: Table, counter: CounterId, spans: Sequence[Span]
    ) -> Select[*tuple[Any, ...]]:
        """The columns of `_span`, one row per span (and area, and bin), in order of time."""
        ends = [(span.start_utc_ns, span.end_utc_ns) for span in spans]
        columns = column("start_utc_ns", BigInteger), column("end_utc_ns", BigInteger)
        # Named columns of a list of values: the form that both databases take.
        span = values(*columns, name="given").data(ends).cte("span")
        parts = [each for each in table.primary_key if each.name not in KEY]
        sums = [_sum(each) for each in table.columns if not each.primary_key]
        return (
            select(span.c.start_utc_ns, *parts, *sums)
            .select_from(span, table)
            .where(table.c.site == self._site, table.c.counter == counter)
            .where(table.c.start_utc_ns >= span.c.start_utc_ns)
            .where(table.c.start_utc_ns < span.c.end_utc_ns)
            .group_by(span.c.start_utc_ns, *parts)
            .order_by(span.c.start_utc_ns)
        )

    def _size_bytes(self, connection: Connection) -> int | None:
        if connection.dialect.name != "sqlite":
            size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar()
            return None if size is None else int(size)
        path = Path(str(self._address.database))
        # The log holds what is not yet folded into the file.
        files = (path, path.with_name(f"{path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())


def _sum(number: Column[Any]) -> ColumnElement[int]:
    if number.name == "longest_ns":
        return func.max(number)
    # PostgreSQL sums whole numbers into decimal ones.
    return cast(func.sum(number), BigInteger)


def _upsert(connection: Connection, table: Table) -> UpdateBase:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table)
    changed = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in KEY}
    return insert.on_conflict_do_update(index_elements=list(KEY), set_=changed)
