"""Minute buckets in a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Select,
    Table,
    UpdateBase,
    bindparam,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

from monitor.adapters.sql_store.failures import told_as_store_error
from monitor.adapters.sql_store.migrate import head
from monitor.adapters.sql_store.opening import WRITES, opened, parsed, shown
from monitor.adapters.sql_store.schema import GLANCE, GLANCE_BIN, KEY, MINUTE, state_column
from monitor.attention.state import Area, State
from monitor.metrics.buckets import Bucket, GlanceTally
from monitor.ports import StoreInfo
from monitor.units import CounterId, UtcNs

_STATES: Final = tuple(State)
_NO_GLANCES: Final[Mapping[Area, GlanceTally]] = MappingProxyType({})


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
        minutes = [self._minute_row(counter, bucket) for bucket in newest.values()]
        glances = [row for b in newest.values() for row in self._glance_rows(counter, b)]
        bins = [row for b in newest.values() for row in self._bin_rows(counter, b)]
        with told_as_store_error(self._shown), self._writing.begin() as connection:
            connection.execute(_upsert(connection, MINUTE), minutes)
            # Their bins go with them.
            connection.execute(
                delete(GLANCE).where(*(GLANCE.c[name] == bindparam(f"key_{name}") for name in KEY)),
                [{f"key_{name}": row[name] for name in KEY} for row in minutes],
            )
            if glances:
                connection.execute(GLANCE.insert(), glances)
                connection.execute(GLANCE_BIN.insert(), bins)

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minute buckets with start <= bucket < end, in order; minutes without data left out."""
        with self._snapshot() as connection:
            bins = _bins(connection.execute(self._span(GLANCE_BIN, counter, start, end)))
            glances = _tallies(connection.execute(self._span(GLANCE, counter, start, end)), bins)
            rows = connection.execute(self._span(MINUTE, counter, start, end))
            return tuple(_bucket(row, glances.get(row[0], _NO_GLANCES)) for row in rows)

    def info(self) -> StoreInfo:
        """Where it is, how big, and what span of this site it holds."""
        column = MINUTE.c.start_utc_ns
        here = MINUTE.c.site == self._site
        with self._snapshot() as connection:
            # One query each: that way the index answers without reading the table.
            oldest = connection.execute(select(func.min(column)).where(here)).scalar()
            newest = connection.execute(select(func.max(column)).where(here)).scalar()
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

    def _size_bytes(self, connection: Connection) -> int | None:
        if connection.dialect.name != "sqlite":
            size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar()
            return None if size is None else int(size)
        path = Path(str(self._address.database))
        # The log holds what is not yet folded into the file.
        files = (path, path.with_name(f"{path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def _key(self, counter: CounterId, bucket: Bucket) -> dict[str, Any]:
        return {"site": self._site, "counter": counter, "start_utc_ns": bucket.start_utc_ns}

    def _minute_row(self, counter: CounterId, bucket: Bucket) -> dict[str, Any]:
        return {
            **self._key(counter, bucket),
            **{state_column(state): bucket.state_ns.get(state, 0) for state in _STATES},
            "inferred_ns": bucket.inferred_ns,
            "gap_ns": bucket.gap_ns,
            "samples": bucket.samples,
        }

    def _glance_rows(self, counter: CounterId, bucket: Bucket) -> Iterator[dict[str, Any]]:
        for area, tally in bucket.glances.items():
            yield {
                **self._key(counter, bucket),
                "area": area.value,
                "count": tally.count,
                "total_ns": tally.total_ns,
                "longest_ns": tally.longest_ns,
            }

    def _bin_rows(self, counter: CounterId, bucket: Bucket) -> Iterator[dict[str, Any]]:
        for area, tally in bucket.glances.items():
            for index, count in tally.bins.items():
                key = self._key(counter, bucket)
                yield {**key, "area": area.value, "bin": index, "count": count}


def _upsert(connection: Connection, table: Table) -> UpdateBase:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    insert = dialect.insert(table)
    changed = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in KEY}
    return insert.on_conflict_do_update(index_elements=list(KEY), set_=changed)


def _bins(rows: Iterable[Sequence[Any]]) -> dict[tuple[int, str], dict[int, int]]:
    bins: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for start_utc_ns, area, index, count in rows:
        bins[start_utc_ns, area][index] = count
    return bins


def _tallies(
    rows: Iterable[Sequence[Any]], bins: Mapping[tuple[int, str], Mapping[int, int]]
) -> dict[int, dict[Area, GlanceTally]]:
    tallies: dict[int, dict[Area, GlanceTally]] = defaultdict(dict)
    for start_utc_ns, area, count, total_ns, longest_ns in rows:
        tallies[start_utc_ns][Area(area)] = GlanceTally(
            count, total_ns, longest_ns, MappingProxyType(bins.get((start_utc_ns, area), {}))
        )
    return tallies


def _bucket(row: Sequence[Any], glances: Mapping[Area, GlanceTally]) -> Bucket:
    start_utc_ns, *spent_ns = row
    inferred_ns, gap_ns, samples = spent_ns[len(_STATES) :]
    return Bucket(
        UtcNs(start_utc_ns),
        MappingProxyType({state: ns for state, ns in zip(_STATES, spent_ns, strict=False) if ns}),
        inferred_ns,
        gap_ns,
        samples,
        MappingProxyType(glances),
    )
