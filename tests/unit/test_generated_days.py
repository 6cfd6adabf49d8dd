from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from monitor.attention.state import Area, State
from monitor.metrics.buckets import MINUTE_NS, total
from monitor.metrics.rollup import local_time
from monitor.samples.generated import generated_day, generated_minutes
from monitor.units import NS_PER_S, CounterId, UtcNs

MADRID = ZoneInfo("Europe/Madrid")
MAIN = CounterId("main")
THURSDAY, SUNDAY = date(2026, 11, 19), date(2026, 11, 22)


def test_the_same_arguments_give_the_same_day() -> None:
    once = generated_day(MAIN, THURSDAY, MADRID, seed=3)
    assert once == generated_day(MAIN, THURSDAY, MADRID, seed=3)
    assert once.minutes == generated_minutes(MAIN, THURSDAY, MADRID, seed=3)
    others = [
        generated_day(MAIN, THURSDAY, MADRID, seed=4),
        generated_day(CounterId("side"), THURSDAY, MADRID, seed=3),
        generated_day(MAIN, date(2026, 11, 20), MADRID, seed=3),
    ]
    assert once not in others


@pytest.mark.parametrize("day", [THURSDAY, SUNDAY, date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_adds_up(day: date) -> None:
    made = generated_day(MAIN, day, MADRID)
    for bucket in made.minutes:
        assert sum(bucket.all.state_ns.values()) + bucket.gap_ns == MINUTE_NS
        assert all(
            ns <= bucket.all.state_ns[state] for state, ns in bucket.present.state_ns.items()
        )
        for area, tally in bucket.present.glances.items():
            assert tally.count <= bucket.all.glances[area].count
            assert sum(tally.bins.values()) == tally.count
    whole = total(made.minutes, UtcNs(0))
    assert whole.present.encounters.count == len(made.encounters)
    assert whole.present.encounters.never_looked_up == sum(not e.looked_up for e in made.encounters)
    looks = [e.first_look_ns for e in made.encounters if e.first_look_ns is not None]
    assert whole.present.encounters.first_look.total_ns == sum(looks)
    for state, ns in whole.present.state_ns.items():
        assert ns == sum(e.state_ns.get(state, 0) for e in made.encounters)
    assert whole.present.prolonged_look_aways <= whole.present.long_look_aways
    assert 0 < whole.present.checked_tasks < whole.present.tasks
    # A task takes over 10 s of a customer's time: no more of them fit.
    assert whole.present.tasks < sum(whole.present.state_ns.values()) / (10 * NS_PER_S)
    assert whole.present.long_look_aways <= whole.present.glances[Area.DEVICE].count


def test_a_day_has_its_hours_and_its_rushes() -> None:
    made = generated_day(MAIN, THURSDAY, MADRID)
    times = [local_time(bucket.start_utc_ns, MADRID) for bucket in made.minutes]
    assert (times[0].hour, times[-1].hour, times[-1].minute) == (9, 19, 59)
    at_break = [m for m, at in zip(made.minutes, times, strict=True) if at.hour == 14]
    assert all(set(bucket.all.state_ns) == {State.ABSENT} for bucket in at_break)

    def visits(day: date, *hours: int) -> int:
        ends = (
            local_time(e.end_ns, MADRID).hour for e in generated_day(MAIN, day, MADRID).encounters
        )
        return sum(hour in hours for hour in ends)

    days = [date(2026, 11, number) for number in range(16, 21)]
    assert sum(visits(day, 11) for day in days) > 1.3 * sum(visits(day, 9) for day in days)
    assert sum(visits(day, 18) for day in days) > 1.3 * sum(visits(day, 16) for day in days)
    assert visits(SUNDAY, *range(24)) < visits(THURSDAY, *range(24)) / 2
