"""What is booked where: borders of minutes, seconds, days, and clocks that change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.attention.basis import Basis
from monitor.attention.encounters import Encounter
from monitor.attention.events import Event, moved
from monitor.attention.settle import Gap
from monitor.attention.split_attention import SplitAttention
from monitor.attention.state import Area, State
from monitor.attention.tasks import Task
from monitor.attention.visits import LookAway
from monitor.metrics.booking import buckets_of, tally_of
from monitor.metrics.buckets import MINUTE_NS, Bucket, total
from monitor.metrics.rollup import Span, Step, Summed, roll_up, spans, start_of_day, utc_of
from monitor.metrics.tallies import DurationTally
from monitor.units import NS_PER_S, Ns, UtcNs, ns_from_s
from tests.unit.attention.visit_traces import Look, came, visit, went

MADRID = ZoneInfo("Europe/Madrid")
PresenceAt = tuple[float, bool]


def at(moment: str) -> UtcNs:
    """Nanoseconds of a moment, written with its offset or as Madrid's clock shows it."""
    parsed = datetime.fromisoformat(moment)
    return utc_of(parsed if parsed.tzinfo else parsed.replace(tzinfo=MADRID))


def booked(events: Iterable[Event], cell_ns: int = MINUTE_NS) -> dict[UtcNs, Bucket]:
    cells: dict[UtcNs, Bucket] = {}
    for event in events:
        for part in buckets_of(event, cell_ns):
            start = part.start_utc_ns
            cells[start] = cells[start].plus(part) if start in cells else part
    return cells


def day_of(start: UtcNs, pieces: list[Look], *presence: PresenceAt) -> list[Event]:
    """What the fold says of looks that begin at a moment; presence in seconds from there."""
    answers = [came(t_s) if present else went(t_s) for t_s, present in presence]
    return [moved(event, start) for event in visit(pieces, *answers).events]


def summed(events: Iterable[Event], step: Step, first: date, days: int) -> list[Summed]:
    span = Span(start_of_day(first, MADRID), start_of_day(first + timedelta(days), MADRID))
    minutes = booked(events)
    return list(roll_up(minutes.values(), spans(span, step, MADRID)))


def seconds(bucket: Bucket) -> dict[str, float]:
    return {state.value: ns / NS_PER_S for state, ns in bucket.all.state_ns.items()}


def tally(*lengths_s: float) -> DurationTally:
    result = DurationTally()
    for length_s in lengths_s:
        result = result.with_duration(ns_from_s(length_s))
    return result


def test_a_glance_across_a_minute_border_is_booked_whole_where_it_ends_its_time_where_it_fell() -> (
    None
):
    events = day_of(
        at("2026-06-01 10:00:56"), [("customer", 2), ("device", 4), ("customer", 2)], (0, True)
    )
    before, after = (booked(events)[at(f"2026-06-01 10:0{minute}:00")] for minute in (0, 1))
    # Device from 10:00:58 to 10:01:02: two seconds each, one glance of 4 s in the second minute.
    assert seconds(before) == {"customer": 2, "device": 2}
    assert seconds(after) == {"customer": 2, "device": 2}
    assert before.present.state_ns == before.all.state_ns
    assert after.presence_known_ns == ns_from_s(4)
    assert before.all.glances == before.present.glances == {Area.CUSTOMER: tally(2)}
    assert (
        after.all.glances
        == after.present.glances
        == {Area.DEVICE: tally(4), Area.CUSTOMER: tally(2)}
    )
    assert (
        before.present.long_look_aways,
        after.present.long_look_aways,
        after.present.prolonged_look_aways,
    ) == (0, 1, 0)


def test_a_glance_across_midnight_belongs_to_the_new_day_its_time_to_both() -> None:
    events = day_of(
        at("2026-06-01 23:59:55"),
        [("customer", 1), ("device", 10), ("customer", 3)],
        (0, True),
        (13, False),
    )
    first, second = (each.bucket for each in summed(events, Step.DAY, date(2026, 6, 1), 2))
    # Device from 23:59:56 to 00:00:06.
    assert seconds(first) == {"customer": 1, "device": 4}
    assert seconds(second) == {"customer": 3, "device": 6}
    assert first.all.glances == {Area.CUSTOMER: tally(1)}
    assert second.all.glances == {Area.DEVICE: tally(10), Area.CUSTOMER: tally(3)}
    # The encounter ended at 00:00:08, after 13 s; so did its split, at 00:00:06.
    assert (
        first.present.encounters.count,
        first.present.splits,
        first.present.prolonged_look_aways,
    ) == (0, 0, 0)
    assert (second.present.encounters.lengths, second.present.splits) == (tally(13), 1)
    assert second.present.prolonged_look_aways == 1
    # Of the last second nobody was there: known, and not with a customer.
    assert first.presence_known_ns + second.presence_known_ns == ns_from_s(14)
    assert sum(second.present.state_ns.values()) == ns_from_s(8)


def test_an_encounter_across_a_minute_border_counts_in_the_minute_in_which_it_ends() -> None:
    events = day_of(
        at("2026-06-01 10:00:50"),
        [("device", 3), ("customer", 2), ("device", 4), ("customer", 8), ("elsewhere", 3)],
        (0, False),
        (1, True),
        (18, False),
    )
    before, after = (booked(events)[at(f"2026-06-01 10:0{minute}:00")] for minute in (0, 1))
    assert before.present.encounters.count == 0
    encounters = after.present.encounters
    # 10:00:51 to 10:01:08, first look at 10:00:53; away 4 s once; device 2 s (clipped) and 4 s.
    assert encounters.lengths == tally(17)
    assert encounters.first_look == tally(2)
    assert encounters.returns == encounters.longest_look_away == tally(4)
    assert encounters.never_looked_up == 0


def test_what_ends_on_a_border_ended_before_it() -> None:
    end = Ns(at("2026-06-01 10:01:00"))
    events: list[Event] = [
        Encounter(Ns(end - 5), end),
        Task(Ns(end - 5), end, checked=True, basis=Basis.PRESENT),
        SplitAttention(Ns(end - 5), end),
        LookAway(Ns(end - 5), end, prolonged=True, basis=Basis.PRESENT),
    ]
    (only,) = booked(events).items()
    assert only[0] == at("2026-06-01 10:00:00")
    bucket = only[1]
    assert (
        bucket.present.encounters.count,
        bucket.present.splits,
        bucket.present.tasks,
        bucket.present.checked_tasks,
    ) == ((1, 1, 1, 1))
    assert (bucket.present.long_look_aways, bucket.present.prolonged_look_aways) == (1, 1)


def test_a_gap_is_cut_at_every_border_and_is_nobodys_time() -> None:
    events = [Gap(Ns(at("2026-06-01 10:00:59")), Ns(at("2026-06-01 10:02:01")))]
    cells = booked(events)
    assert [each.gap_ns // NS_PER_S for each in cells.values()] == [1, 60, 1]
    assert all(not each.all.state_ns and not each.presence_known_ns for each in cells.values())


def test_a_glance_across_a_gap_is_two_and_the_gap_is_in_neither() -> None:
    events = day_of(
        at("2026-06-01 10:00:58"),
        [("device", 4), ("gap", 3), ("device", 4)],
        (0, True),
        (11, False),
    )
    bucket = total(booked(events).values(), UtcNs(0))
    # The last sample before it is worth half a second: 4 - 0.05 + 0.5 = 4.45, and 7 to 11: 4 s.
    assert bucket.present.glances == {Area.DEVICE: tally(4.45, 4)}
    assert bucket.gap_ns == ns_from_s(2.55)
    assert bucket.present.long_look_aways == 2
    assert bucket.present.state_ns == {State.DEVICE: ns_from_s(8.45)}


def test_an_unchecked_task_and_a_checked_one_count_where_they_end() -> None:
    events = day_of(
        at("2026-06-01 10:00:45"),
        [("work", 12), ("customer", 3), ("device", 6), ("customer", 1), ("work", 6)],
        (0, True),
        (28, False),
    )
    before, after = (booked(events)[at(f"2026-06-01 10:0{minute}:00")] for minute in (0, 1))
    # 10:00:45 to 10:00:57, 12 s without a glance; 10:01:00 to 10:01:13 with one after 6 s.
    assert (before.present.tasks, before.present.checked_tasks) == (1, 0)
    assert (after.present.tasks, after.present.checked_tasks) == (1, 1)


def test_seconds_of_a_session_hold_what_its_minutes_hold() -> None:
    events = day_of(
        at("2026-06-01 10:00:57.250"),
        [("customer", 2), ("device", 4), ("absent", 1), ("work", 1)],
        (1, True),
        (6, False),
    )
    cells = booked(events, NS_PER_S)
    assert min(cells) == at("2026-06-01 10:00:57")
    assert max(cells) == at("2026-06-01 10:01:05")
    assert all(sum(each.all.state_ns.values()) <= NS_PER_S for each in cells.values())
    # Device from 10:00:59.25 to 10:01:03.25: a quarter of its last second.
    last = cells[at("2026-06-01 10:01:03")]
    assert last.all.state_ns[State.DEVICE] == ns_from_s(0.25)
    assert last.all.glances == {Area.DEVICE: tally(4)}
    for start, minute in booked(events).items():
        inside = [each for key, each in cells.items() if 0 <= key - start < MINUTE_NS]
        assert total(inside, start) == minute


def test_the_hour_that_the_clock_skips_in_spring() -> None:
    """At 02:00 on 29 March 2026 it was 03:00 in Madrid."""
    start = at("2026-03-29T01:59:50+01:00")
    events = day_of(
        start, [("customer", 4), ("device", 10), ("customer", 6)], (0, True), (19, False)
    )
    hours = summed(events, Step.HOUR, date(2026, 3, 29), 1)
    assert [each.span.start_utc_ns for each in hours] == [
        at("2026-03-29T01:00:00+01:00"),
        at("2026-03-29T03:00:00+02:00"),
    ]
    one, three = (each.bucket for each in hours)
    # Customer 01:59:50 to 54, device to 03:00:04, customer to 03:00:10; gone at 03:00:09.
    assert seconds(one) == {"customer": 4, "device": 6}
    assert seconds(three) == {"customer": 6, "device": 4}
    assert (one.present.encounters.count, three.present.encounters.lengths) == (0, tally(19))
    (day,) = summed(events, Step.DAY, date(2026, 3, 29), 1)
    assert day.span.duration_ns == 23 * 3600 * NS_PER_S
    assert day.bucket.present.encounters.lengths == tally(19)


def test_the_hour_that_comes_twice_in_autumn() -> None:
    """At 03:00 on 25 October 2026 it was 02:00 again in Madrid."""
    first = day_of(at("2026-10-25T02:59:57+02:00"), [("device", 7)], (0, True), (6, False))
    second = day_of(at("2026-10-25T02:30:00+01:00"), [("customer", 5)], (0, True), (5, False))
    hours = summed([*first, *second], Step.HOUR, date(2026, 10, 25), 1)
    assert [each.span.start_utc_ns for each in hours] == [
        at("2026-10-25T02:00:00+02:00"),
        at("2026-10-25T02:00:00+01:00"),
    ]
    summer, winter = (each.bucket for each in hours)
    # Device from 02:59:57 to 02:00:04 by the same clock: 3 s and 4 s; gone after 6.
    assert seconds(summer) == {"device": 3}
    assert seconds(winter) == {"device": 4, "customer": 5}
    assert summer.present.encounters.count == 0
    assert winter.present.encounters.lengths == tally(6, 5)
    assert winter.present.encounters.never_looked_up == 1
    (day,) = summed([*first, *second], Step.DAY, date(2026, 10, 25), 1)
    assert day.span.duration_ns == 25 * 3600 * NS_PER_S
    assert day.bucket.present.encounters.count == 2


@pytest.mark.parametrize("first_look_s", [None, 0.0, 1.5])
def test_an_encounter_as_a_tally(first_look_s: float | None) -> None:
    encounter = Encounter(
        Ns(0),
        ns_from_s(60),
        {State.DEVICE: ns_from_s(50), State.CUSTOMER: ns_from_s(10)},
        first_look_ns=None if first_look_s is None else ns_from_s(first_look_s),
        longest_look_away_ns=ns_from_s(7),
        returns_ns=(ns_from_s(1), ns_from_s(3)),
        looked_up=True,
    )
    found = tally_of(encounter)
    assert found.count == 1
    assert found.lengths == tally(60)
    # Censored is not zero: it is in the lengths and not in the latencies.
    assert found.first_look == (tally() if first_look_s is None else tally(first_look_s))
    assert found.returns == tally(1, 3)
    assert found.longest_look_away == tally(7)
    assert found.never_looked_up == 0
    never = tally_of(Encounter(Ns(0), Ns(9), {State.DEVICE: 9}))
    assert (never.never_looked_up, never.longest_look_away.count) == (1, 0)
