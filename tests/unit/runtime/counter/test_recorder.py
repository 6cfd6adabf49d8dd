from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from monitor.attention.aoi import AreaParams
from monitor.attention.calibration import Fingerprint
from monitor.attention.state import Area, State
from monitor.metrics.buckets import Bucket, total
from monitor.pipeline import CoreParams
from monitor.ports.scripted_clock import ScriptedClock
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.units import NS_PER_S, CounterId, UtcNs, deg_from_rad, rad_from_deg
from tests.buckets import flat_bucket
from tests.unit.attention.faces import seen
from tests.unit.runtime.going_by import GoingBy
from tests.unit.runtime.morning import clock_at

MADRID = ZoneInfo("Europe/Madrid")


def recorder(clock: ScriptedClock, stored: Sequence[Bucket] = ()) -> CounterRecorder:
    def kept(start: UtcNs, end: UtcNs) -> Sequence[Bucket]:
        return [each for each in stored if start <= each.start_utc_ns < end]

    return CounterRecorder(CounterId("front"), GoingBy(), clock, kept)


def look(
    rec: CounterRecorder, clock: ScriptedClock, seconds: float, pitch_deg: float = 0.0
) -> None:
    for _ in range(round(seconds * 10)):
        rec.take(seen(clock.mono / NS_PER_S, pitch_deg=pitch_deg))
        clock.forward(0.1)


def seconds(bucket: Bucket, state: State) -> float:
    return round(bucket.all.state_ns.get(state, 0) / NS_PER_S, 1)


def test_seconds_fall_into_their_minutes_and_a_glance_into_the_one_it_ends_in() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 50, tzinfo=UTC))
    rec = recorder(clock)
    look(rec, clock, 5)
    look(rec, clock, 10, pitch_deg=-40)
    look(rec, clock, 5)
    rec.end()
    first, second = rec.unsaved().minutes
    assert (seconds(first, State.CUSTOMER), seconds(first, State.DEVICE)) == (5, 5)
    assert (seconds(second, State.CUSTOMER), seconds(second, State.DEVICE)) == (5, 5)
    assert Area.DEVICE not in first.all.glances
    assert second.all.glances[Area.DEVICE].count == 1
    assert second.all.glances[Area.DEVICE].longest_ns == 10 * NS_PER_S
    assert first.samples + second.samples == 200


def test_silence_is_booked_as_a_gap_while_it_lasts_and_not_twice() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    rec = recorder(clock)
    look(rec, clock, 10)
    for _ in range(20):
        clock.forward(1.0)
        rec.tick()
    during = total(rec.unsaved().minutes, UtcNs(0))
    assert during.gap_ns > 15 * NS_PER_S
    look(rec, clock, 5)
    rec.end()
    after = total(rec.unsaved().minutes, UtcNs(0))
    booked = sum(after.all.state_ns.values()) + after.gap_ns
    assert booked == 35 * NS_PER_S
    assert seconds(after, State.CUSTOMER) == 10 + 0.4 + 5


def test_what_is_saved_is_let_go_and_what_changed_meanwhile_is_not() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    rec = recorder(clock)
    look(rec, clock, 5)
    written = rec.unsaved()
    look(rec, clock, 5)
    rec.saved(written)
    assert len(rec.unsaved().minutes) == 1
    rec.saved(rec.unsaved())
    assert rec.unsaved().minutes == ()
    assert len(rec.open_minutes()) == 1


def test_a_restart_within_a_minute_adds_to_it() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 30, tzinfo=UTC))
    minute = UtcNs(clock.utc - 30 * NS_PER_S)
    rec = recorder(clock, [flat_bucket(minute, {State.DEVICE: 20 * NS_PER_S})])
    look(rec, clock, 10)
    rec.end()
    (bucket,) = rec.unsaved().minutes
    assert (seconds(bucket, State.DEVICE), seconds(bucket, State.CUSTOMER)) == (20, 10)
    assert seconds(rec.today, State.DEVICE) == 20


def test_today_starts_at_local_midnight_of_a_day_with_23_hours() -> None:
    # On 29 March 2026 Madrid goes from UTC+1 to UTC+2 at 01:00 UTC.
    clock = clock_at(datetime(2026, 3, 29, 21, 59, 50, tzinfo=UTC))
    midnight = UtcNs(round(datetime(2026, 3, 28, 23, tzinfo=UTC).timestamp()) * NS_PER_S)
    kept = flat_bucket(midnight, {State.CUSTOMER: 7 * NS_PER_S})
    rec = recorder(clock, [kept, flat_bucket(UtcNs(midnight - 60 * NS_PER_S), {State.CUSTOMER: 1})])
    assert seconds(rec.today, State.CUSTOMER) == 7
    look(rec, clock, 10)
    assert seconds(rec.today, State.CUSTOMER) > 16
    look(rec, clock, 3)
    rec.tick()
    assert 0 < seconds(rec.today, State.CUSTOMER) <= 3


def test_a_wall_clock_that_is_set_tears_no_span() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    rec = recorder(clock)
    look(rec, clock, 10)
    clock.utc = UtcNs(clock.utc + 3600 * NS_PER_S)
    look(rec, clock, 10)
    rec.end()
    first, *_, last = rec.unsaved().minutes
    assert last.start_utc_ns - first.start_utc_ns == 3600 * NS_PER_S
    booked = total(rec.unsaved().minutes, UtcNs(0))
    assert 19.5 <= seconds(booked, State.CUSTOMER) <= 20
    assert booked.gap_ns < NS_PER_S


def test_the_live_state_and_its_beginning() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    rec = recorder(clock)
    assert rec.now().state is None
    start = clock.utc
    look(rec, clock, 2)
    look(rec, clock, 1, pitch_deg=-40)
    now = rec.now()
    assert now.state is State.DEVICE
    assert now.since_utc_ns == start + 2 * NS_PER_S
    rec.end()
    assert rec.now().state is None


def test_a_computer_that_slept_writes_over_no_minute() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    kept: dict[UtcNs, Bucket] = {}
    rec = CounterRecorder(
        CounterId("front"),
        GoingBy(),
        clock,
        lambda start, end: [kept[at] for at in sorted(kept) if start <= at < end],
    )
    look(rec, clock, 50)
    rec.end()
    # Asleep for an hour: the monotonic clock stood still meanwhile.
    for slept_s in (0, 3600, 0, 0):
        clock.utc = UtcNs(clock.utc + slept_s * NS_PER_S)
        clock.forward(1.0)
        rec.tick()
        written = rec.unsaved()
        kept.update({bucket.start_utc_ns: bucket for bucket in written.minutes})
        rec.saved(written)
    first = kept[min(kept)]
    assert seconds(first, State.CUSTOMER) == 50
    assert sum(bucket.gap_ns for bucket in kept.values()) == 4 * NS_PER_S
    assert max(kept) - min(kept) == 3600 * NS_PER_S


def test_a_clock_set_back_adds_to_the_minutes_it_comes_to_again() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    kept: list[Bucket] = []
    rec = recorder(clock, kept)
    look(rec, clock, 60)
    look(rec, clock, 200)
    rec.tick()
    kept.extend(rec.unsaved().minutes)
    rec.saved(rec.unsaved())
    clock.utc = UtcNs(clock.utc - 240 * NS_PER_S)
    look(rec, clock, 10)
    rec.end()
    stored = {each.start_utc_ns: each for each in kept}
    for bucket in rec.unsaved().minutes:
        before = stored.get(bucket.start_utc_ns)
        if before is not None:
            assert seconds(bucket, State.CUSTOMER) >= seconds(before, State.CUSTOMER)


def test_a_new_calibration_judges_later_samples_and_leaves_earlier_ones() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    going_by = GoingBy()
    rec = CounterRecorder(CounterId("front"), going_by, clock, lambda _start, _end: [])
    look(rec, clock, 10, pitch_deg=-30)
    assert rec.now().state is State.DEVICE
    # The camera hangs high: 30 degrees below it is where customers stand.
    areas = AreaParams(reference_pitch_rad=rad_from_deg(-30.0))
    going_by.now = replace(going_by.now, core=CoreParams(areas=areas))
    look(rec, clock, 10, pitch_deg=-30)
    assert rec.now().state is State.CUSTOMER
    rec.end()
    whole = total(rec.unsaved().minutes, UtcNs(0))
    assert (seconds(whole, State.DEVICE), seconds(whole, State.CUSTOMER)) == (10, 10)
    assert whole.gap_ns == 0


def test_a_moved_camera_is_suspected_until_it_is_calibrated_again() -> None:
    clock = clock_at(datetime(2026, 3, 2, 10, 0, 0, tzinfo=UTC))
    fingerprint = Fingerprint(0.0, 0.0, 0.0, 0.0)
    going_by = GoingBy(CoreParams(areas=AreaParams(calibrated=True)), fingerprint)
    rec = CounterRecorder(CounterId("front"), going_by, clock, lambda _start, _end: [])
    for _ in range(340 * 5):
        rec.take(seen(clock.mono / NS_PER_S, pitch_deg=12.0, head_pitch_deg=11.0))
        clock.forward(0.2)
    shift_rad = rec.now().suspected_shift_rad
    assert shift_rad is not None
    assert abs(deg_from_rad(shift_rad) - 12.0) < 0.1
    # It is said, and nothing else changes.
    assert rec.now().state is State.CUSTOMER
    again = {"calibrated_at": datetime(2026, 3, 2, 11, tzinfo=UTC)}
    going_by.now = replace(going_by.now, settings=going_by.now.settings.model_copy(update=again))
    rec.follow()
    assert rec.now().suspected_shift_rad is None
