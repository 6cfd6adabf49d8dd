"""What an output publishes that knows nothing but snapshots, and what follows from it.

The real `Runtime` publishes hour after hour of some days, a `LinesOutput` writes all of it down,
and the attacker of `tests/unit/metrics` reads the lines. The customer seconds of each hour carry
its mark, one bit for all its time and one for its time with customers.
"""

from __future__ import annotations

import ast
import asyncio
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.adapters.sql_store import open_store
from monitor.attention.state import State
from monitor.metrics.buckets import total
from monitor.metrics.rollup import Span, Summed
from monitor.metrics.suppression import PublishParams
from monitor.metrics.volumes import Volumes
from monitor.ports import Clock
from monitor.runtime.compose import watched_cameras
from monitor.runtime.site.service import Runtime
from monitor.runtime.site.todays_figures import TodaysFigures
from monitor.settings import Settings
from monitor.snapshot.figures import SpanFigures, whole
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.unit.metrics.attacker import Row, attack
from tests.unit.metrics.hours import (
    BLIND,
    BRIEF,
    BUSY,
    MONDAY,
    NOBODY,
    OPEN,
    QUIET,
    Volume,
    days,
    hour,
    hours_of,
)
from tests.unit.runtime.morning import clock_at
from tests.unit.snapshot import lines_output
from tests.unit.snapshot.lines_output import LinesOutput

FRONT = CounterId("front")
OPENING = [
    span for index in range(3) for span in hours_of(days(MONDAY + timedelta(days=index), 1))[9:13]
]
SETTLE_S = PublishParams().settle_s
MOMENTS_S = (-1800.0, 0.0, SETTLE_S - 1, SETTLE_S, SETTLE_S + 1)
"""When snapshots are taken, around the end of each hour."""


def marked(held: Sequence[Volume]) -> list[Summed]:
    made: list[Summed] = []
    for index, (span, volume) in enumerate(zip(OPENING, held, strict=False)):
        bucket = hour(span, volume).bucket
        state_ns = {**bucket.all.state_ns, State.CUSTOMER: 1 << 2 * index}
        present_ns = dict(bucket.present.state_ns)
        if present_ns:
            present_ns[State.CUSTOMER] = 1 << (2 * index + 1)
        marked_bucket = replace(
            bucket,
            all=replace(bucket.all, state_ns=state_ns),
            present=replace(bucket.present, state_ns=present_ns),
        )
        made.append(Summed(span, marked_bucket))
    return made


def service(clock: Clock, folder: Path) -> Runtime:
    """A service with a real database, not started: its cameras stay off."""
    made = {
        "site": {"time_zone": "Europe/Madrid"},
        "counters": [{"id": FRONT, "camera": "none.mp4"}],
    }
    store = open_store(f"sqlite:///{folder / 'shop.db'}", "site")
    cameras = watched_cameras(clock)
    return Runtime(Settings.model_validate(made), clock, store, cameras, find_cameras=tuple)


class Unfiltered(TodaysFigures):
    """The same without the rule."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        self._runtime = runtime

    def of(self, counter: CounterId, day: Span, volumes: Volumes) -> SpanFigures:  # noqa: ARG002
        now = self._runtime.clock.utc_ns()
        minutes = self._runtime.minutes(counter, day.start_utc_ns, now)
        span = Span(day.start_utc_ns, now)
        return whole(span, total(minutes, span.start_utc_ns))


async def published(hours: Sequence[Summed], folder: Path, *, filtered: bool) -> list[str]:
    """All lines of an output that followed a service through these hours."""
    clock = clock_at(datetime.fromtimestamp(hours[0].span.start_utc_ns / NS_PER_S, UTC))
    runtime = service(clock, folder)
    if not filtered:
        runtime._todays_figures = Unfiltered(runtime)
    output = LinesOutput()
    following = asyncio.create_task(output.follow(runtime.broadcast))
    for each in hours:
        runtime._store.upsert_minutes(FRONT, [each.bucket])
        for moment_s in MOMENTS_S:
            clock.utc = UtcNs(each.span.end_utc_ns + round(moment_s * NS_PER_S))
            runtime._get(FRONT).recorder.tick()
            runtime._follow_today()
            runtime._publish(FRONT)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
    runtime.broadcast.close()
    await following
    runtime.stop()
    return output.lines


def lines_of(hours: Sequence[Summed], *, filtered: bool = True) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(published(hours, Path(folder), filtered=filtered))


def rows(lines: Sequence[str]) -> set[Row]:
    """Which cells are in the customer seconds of each line."""
    found: set[Row] = set()
    for line in lines:
        content = json.loads(line)["today"]["content"]
        if content is not None:
            ns = round(content["area_s"]["customer"] * NS_PER_S)
            found.add(frozenset(cell for cell in range(ns.bit_length()) if ns >> cell & 1))
    return found


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from([BUSY, QUIET, QUIET, NOBODY, BLIND, OPEN, BRIEF, BRIEF]),
        min_size=2,
        max_size=12,
    )
)
def test_nothing_hidden_follows_from_what_an_output_publishes(held: list[Volume]) -> None:
    hours = marked(held)
    assert attack(rows(lines_of(hours)), hours) == []


def test_an_output_tells_what_closed_and_grows_with_it() -> None:
    hours = marked([BUSY, QUIET, BUSY])
    lines = lines_of(hours)
    assert rows(lines) == {frozenset({1}), frozenset({1, 5})}
    told = [json.loads(line) for line in lines]
    reasons = [each["today"]["verdict"]["reason"] for each in told]
    assert reasons[0] is not None
    assert reasons[-1] is None
    assert told[-1]["counter"] == FRONT


def test_without_the_rule_it_falls() -> None:
    hours = marked([BUSY, QUIET, BUSY])
    assert frozenset({3}) in attack(rows(lines_of(hours, filtered=False)), hours)


def test_a_snapshot_holds_no_sums_that_the_rule_has_not_seen(tmp_path: Path) -> None:
    """Whoever subscribes can reach nothing of the core's own sums, however deep they look."""
    runtime = service(clock_at(), tmp_path)
    runtime._publish(FRONT)
    found = {type(each).__name__ for each in reached(runtime.broadcast.snapshots()[FRONT])}
    assert found >= {"CounterSnapshot", "SpanFigures", "VolumeFigures", "CameraStatus"}
    assert not found & {"Bucket", "Sums", "EncounterTally", "DurationTally", "PublishedSpan"}
    runtime.stop()


def reached(value: object) -> Iterator[object]:
    yield value
    if is_dataclass(value):
        for each in fields(value):
            yield from reached(getattr(value, each.name))
    elif isinstance(value, MappingProxyType | dict):
        for each in value.values():
            yield from reached(each)


def test_an_output_needs_nothing_of_the_api() -> None:
    tree = ast.parse(Path(str(lines_output.__file__)).read_text())
    imported = {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert imported
    assert not any(str(module).split(".")[0] == "api" for module in imported)


@pytest.mark.parametrize("held", [[BUSY], [QUIET, QUIET, QUIET]])
def test_what_was_published_stands_while_the_database_fails(
    held: list[Volume], tmp_path: Path
) -> None:
    hours = marked(held)
    clock = clock_at(datetime.fromtimestamp(hours[0].span.start_utc_ns / NS_PER_S, UTC))
    runtime = service(clock, tmp_path)
    runtime._store.upsert_minutes(FRONT, [each.bucket for each in hours])
    clock.utc = UtcNs(hours[-1].span.end_utc_ns + round(SETTLE_S * NS_PER_S))
    runtime._follow_today()
    runtime._publish(FRONT)
    before = runtime.broadcast.snapshots()[FRONT].today
    assert before.content is not None
    runtime._store.close()
    (tmp_path / "shop.db").write_bytes(b"no database" * 1000)
    clock.forward(3600)
    runtime._follow_today()
    runtime._publish(FRONT)
    assert runtime.health().store.problem is not None
    assert runtime.broadcast.snapshots()[FRONT].today.content == before.content
