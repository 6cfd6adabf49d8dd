"""Whatever was measured comes back as it was, from both databases, summed or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.adapters.sql_store import SqlStore, open_store
from monitor.adapters.sql_store.schema import BUCKET_NUMBERS, SUMS_NUMBERS
from monitor.attention.basis import Basis
from monitor.attention.encounters import Encounter
from monitor.attention.state import Area, Reason, State
from monitor.metrics.buckets import MINUTE_NS, Bucket
from monitor.metrics.duration_bins import BIN_EDGES_NS
from monitor.metrics.rollup import Span, Step, roll_up, spans
from monitor.metrics.sums import Sums
from monitor.metrics.tallies import DurationTally, EncounterTally
from monitor.units import CounterId, Ns, UtcNs
from tests.buckets import flat_bucket
from tests.postgres_server import PostgresServer
from tests.unit.adapters.conftest import BOTH
from tests.unit.adapters.test_sql_store import EIGHT, EVER, MAIN

NUMBERS = count()
"""Of counters: no example finds what another one wrote."""
amounts = st.integers(0, 2**50)
times = st.dictionaries(st.sampled_from(State), st.integers(1, 2**50), max_size=7)
tallies = st.dictionaries(
    st.integers(0, len(BIN_EDGES_NS) - 1), st.integers(1, 2**40), min_size=1, max_size=4
).map(lambda bins: DurationTally(sum(bins.values()), 10**15, 10**14 + len(bins), bins))
per_area = st.dictionaries(st.sampled_from(Area), tallies, max_size=4)
maybe = st.one_of(st.just(DurationTally()), tallies)
visits = st.builds(EncounterTally, maybe, maybe, maybe, maybe, amounts)
reasons = st.dictionaries(st.sampled_from(Reason), st.integers(1, 2**50), max_size=3)
of_both = {
    "state_ns": times,
    "glances": per_area,
    "reason_ns": reasons,
    **dict.fromkeys(SUMS_NUMBERS, amounts),
}
fields = st.fixed_dictionaries(
    {
        "all": st.builds(Sums, st.just(Basis.ALL), **of_both),
        "present": st.builds(
            Sums, st.just(Basis.PRESENT), **of_both, splits=amounts, encounters=visits
        ),
        **dict.fromkeys(BUCKET_NUMBERS, amounts),
    }
)


@pytest.fixture(scope="module", params=BOTH)
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqlStore]:
    """One store for many examples."""
    url = f"sqlite:///{tmp_path_factory.mktemp('one') / 'shop.db'}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    opened = open_store(url, "shop")
    yield opened
    opened.close()


@given(given_fields=fields)
@settings(max_examples=30)
def test_any_bucket_comes_back_as_it_was(store: SqlStore, given_fields: dict[str, object]) -> None:
    bucket = Bucket(EIGHT, **given_fields)  # type: ignore[arg-type]
    store.upsert_minutes(MAIN, [bucket])
    assert store.minutes(MAIN, *EVER) == (bucket,)


@given(
    parts=st.lists(fields, min_size=1, max_size=6),
    rolled=st.sets(st.integers(0, 7)),
)
@settings(max_examples=20)
def test_sums_are_the_same_whatever_was_rolled_up(
    store: SqlStore, parts: Sequence[dict[str, object]], rolled: set[int]
) -> None:
    counter = CounterId(f"c{next(NUMBERS)}")
    minutes = [
        Bucket(UtcNs(EIGHT + index * 50 * MINUTE_NS), **part)  # type: ignore[arg-type]
        for index, part in enumerate(parts)
    ]
    store.upsert_minutes(counter, minutes)
    day = Span(EIGHT, UtcNs(EIGHT + 480 * MINUTE_NS))
    hours = spans(day, Step.HOUR, UTC)
    for index in sorted(rolled):
        store.roll_up(counter, [hours[index]])
    for cut in (hours, [day], [hours[1], Span(hours[3].start_utc_ns, hours[6].end_utc_ns)]):
        expected = tuple(each.bucket for each in roll_up(minutes, cut))
        assert store.sums(counter, cut) == expected


encounters = st.builds(
    Encounter,
    start_ns=st.just(Ns(EIGHT)),
    end_ns=st.integers(EIGHT + 1, 2**62),
    state_ns=times,
    first_look_ns=st.one_of(st.none(), amounts),
    longest_look_away_ns=amounts,
    returns_ns=st.lists(amounts, max_size=5).map(tuple),
    looked_up=st.booleans(),
    splits=st.integers(0, 100),
    whole=st.booleans(),
)


@given(encounter=encounters)
@settings(max_examples=30)
def test_any_encounter_comes_back_as_it_was(store: SqlStore, encounter: Encounter) -> None:
    store.upsert_encounters(MAIN, [encounter])
    assert store.encounters(MAIN, *EVER) == (encounter,)


def test_room_for_the_file(tmp_path: Path) -> None:
    """A busy minute is well under a kilobyte, a quiet one under a hundred bytes."""
    glances = DurationTally(4, 10**10, 5 * 10**9, {10: 2, 14: 1, 28: 1})
    areas = dict.fromkeys((Area.CUSTOMER, Area.DEVICE, Area.ELSEWHERE), glances)
    times_ns = {State.CUSTOMER: 30 * 10**9, State.DEVICE: 10**10, State.UNKNOWN: 2 * 10**10}
    busy = {"state_ns": times_ns, "present_ns": times_ns, "glances": areas}
    more = {"present_glances": areas, "encounters": EncounterTally(glances, glances, glances)}
    for name, given_fields, limit in (
        ("busy", {**busy, **more}, 800),
        ("quiet", {"state_ns": {State.ABSENT: 60 * 10**9}, "samples": 600}, 130),
    ):
        store = open_store(f"sqlite:///{tmp_path}/{name}.db", "shop")
        empty = store.info().size_bytes
        rows = [flat_bucket(UtcNs(EIGHT + n * MINUTE_NS), **given_fields) for n in range(1500)]
        store.upsert_minutes(MAIN, rows)
        store.close()
        size = (tmp_path / f"{name}.db").stat().st_size - (empty or 0)
        assert size / 1500 < limit, name
