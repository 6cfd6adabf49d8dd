"""The bundled clip with its presence events: encounter numbers worked by hand from its truth.

What the attendant was told to do (`counter.truth.csv`, the first frame of each state):

    customer 0 | device 6.07 | customer 7.07 | device 11.07 | customer 13.07 | device 18.07 |
    customer 23.07 | elsewhere 27.60 | customer 30.60 | device 34.07 | customer 35.60 |
    device 40.07 | customer 52.07 | elsewhere 55.07 | absent 55.53 | elsewhere 61.20 |
    customer 61.27 | end 64.00

Customers (`counter.presence.csv`): 4 to 20, 21 to 38, 41 to 51.5, 57 to 63, and from 63.5 on.

The eyes are found at each change within 0.25 s (as `test_sample.py` holds), so a length between two
changes is off by 0.5 s at most, and one between a change and a presence event by 0.25 s.
"""

from __future__ import annotations

from itertools import groupby

import pytest

from monitor.attention.encounters import Encounter
from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.pipeline import CoreParams
from monitor.runtime.offline.analysis import Analysis, Analyzer
from monitor.runtime.offline.presence_file import read_presence
from monitor.runtime.offline.report import summary
from monitor.samples import CLIP, PRESENCE
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S
from tests.golden.test_sample import truth

CHANGE_S = 0.25


@pytest.fixture(scope="module")
def sample() -> Analysis:
    analyzer = Analyzer(CounterSettings(), CoreParams())
    found = analyzer.analyze(str(CLIP), presence=read_presence(PRESENCE))
    analyzer.close()
    return found


def near(seconds: float, changes: int = 2) -> object:
    """This many seconds, between so many changes of gaze (the other ends are presence events)."""
    return pytest.approx(seconds, abs=changes * CHANGE_S + 0.005)


def spent(encounter: Encounter) -> dict[str, float]:
    return {state.value: ns / NS_PER_S for state, ns in encounter.state_ns.items()}


def first_look_s(encounter: Encounter) -> float | None:
    first_ns = encounter.first_look_ns
    return None if first_ns is None else first_ns / NS_PER_S


def longest_s(encounter: Encounter) -> float:
    return encounter.longest_look_away_ns / NS_PER_S


def returns_s(encounter: Encounter) -> list[float]:
    return [ns / NS_PER_S for ns in encounter.returns_ns]


def test_the_truth_is_what_the_numbers_here_were_worked_from() -> None:
    groups = groupby(truth(), key=lambda row: row["state"])
    firsts = [f"{state} {float(next(rows)['t_s']):.2f}" for state, rows in groups]
    words = " ".join((__doc__ or "").split()).split("state): ")[1].split(" | end")[0]
    assert [told.split() for told in words.split(" | ")][1:] == [told.split() for told in firsts][
        1:
    ]


def test_the_visits_are_those_written_down(sample: Analysis) -> None:
    borders = [(e.start_ns / NS_PER_S, e.end_ns / NS_PER_S, e.whole) for e in sample.encounters]
    assert borders == [
        (4, 20, True),
        (21, 38, True),
        (41, 51.5, True),
        (57, 63, True),
        (63.5, pytest.approx(64), False),
    ]


def test_a_customer_already_looked_at_on_arrival(sample: Analysis) -> None:
    first = sample.encounters[0]
    # Customer 4..6.07, 7.07..11.07, 13.07..18.07: 2.07 + 4 + 5 = 11.07. Device 1 + 2, and
    # 18.07..20 = 1.93: 4.93. Together 16.
    assert spent(first) == {"customer": near(11.07, 5), "device": near(4.93, 5)}
    assert first_look_s(first) == 0
    # Away 6.07..7.07 and 11.07..13.07; the third time was not over when the customer went.
    assert returns_s(first) == [near(1), near(2)]
    assert longest_s(first) == near(2)
    assert first.looked_up


def test_a_customer_who_comes_while_the_eyes_are_on_the_device(sample: Analysis) -> None:
    second = sample.encounters[1]
    # The device until 23.07, that is 2.07 s after the arrival.
    assert first_look_s(second) == near(2.07, 1)
    # Customer 23.07..27.6, 30.6..34.07, 35.6..38: 4.53 + 3.47 + 2.4 = 10.4. Device 2.07 + 1.53 =
    # 3.6. Elsewhere 3. Together 17.
    assert spent(second) == {
        "customer": near(10.4, 5),
        "device": near(3.6, 3),
        "elsewhere": near(3),
    }
    # Away 27.6..30.6 and 34.07..35.6; median 2.27.
    assert returns_s(second) == [near(3), near(1.53)]
    # Of the device glance of 5 s only 2.07 s are this customer's.
    assert longest_s(second) == near(2.07, 1)


def test_a_customer_never_looked_at(sample: Analysis) -> None:
    third = sample.encounters[2]
    # The device from 40.07 to 52.07: all of 41..51.5.
    assert spent(third) == {"device": 10.5}
    assert (first_look_s(third), returns_s(third), longest_s(third)) == (None, [], 10.5)
    assert not third.looked_up
    assert third.never_looked_up
    assert third.splits == 1


def test_a_customer_who_waits_at_an_empty_counter(sample: Analysis) -> None:
    fourth = sample.encounters[3]
    # Nobody until 61.2, and the eyes are there at 61.27: 4.27 s. Until 63: 1.73 s. Coming back, the
    # face must be found first, which takes a little longer than a change of gaze.
    assert first_look_s(fourth) == near(4.27)
    assert spent(fourth) == {"absent": near(4.2), "customer": near(1.73)}
    assert (returns_s(fourth), longest_s(fourth)) == ([], 0)


def test_the_sums_of_the_clip(sample: Analysis) -> None:
    bucket: Bucket = sample.bucket
    # Five visits, one without a look; the last is not whole, and was looked at.
    encounters = bucket.present.encounters
    assert (encounters.count, encounters.never_looked_up) == (5, 1)
    assert (encounters.first_look.count, encounters.returns.count) == (4, 4)
    assert encounters.lengths.total_ns == pytest.approx((16 + 17 + 10.5 + 6 + 0.5) * NS_PER_S)
    # Everything but the lookless customer's 10.5 s is too short for a long look-away, a split or a
    # task; those 10.5 s are one of each, and nobody was looked at in them.
    assert (bucket.present.long_look_aways, bucket.present.prolonged_look_aways) == (1, 1)
    assert (bucket.present.splits, bucket.present.tasks, bucket.present.checked_tasks) == (1, 1, 0)
    # It is known of every moment whether a customer was there.
    assert bucket.presence_known_ns == sum(bucket.all.state_ns.values())
    assert sum(bucket.present.state_ns.values()) == pytest.approx(50 * NS_PER_S)
    device_s = bucket.present.state_ns[State.DEVICE] / NS_PER_S
    # 4.93 + 3.6 + 10.5
    assert device_s == near(19.03, 8)


def test_the_report_tells_each_visit(sample: Analysis) -> None:
    told = summary(sample)["encounters"]
    assert [each["duration_s"] for each in told] == [16, 17, 10.5, 6, 0.5]
    assert [each["returns"] for each in told] == [2, 2, 0, 0, 0]
    assert told[0]["return_median_s"] == near(1.5)
    assert told[2]["return_median_s"] is None
    assert told[2]["first_look_s"] is None
    assert [each["looked_up"] for each in told] == [True, True, False, True, True]
    assert [each["coverage"] for each in told] == [1, 1, 1, 1, 1]
