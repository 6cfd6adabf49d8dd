"""Whoever may change settings tries to see an hour that was withheld.

The attacker reads every way out, changes what decides about publication, reads again, and puts it
back. What is told of the past may only be what was told before, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import httpx
import pytest

from monitor.attention.state import State
from monitor.metrics.atoms import Atom
from monitor.metrics.buckets import MINUTE_NS
from monitor.metrics.rollup import Span, start_of_day
from monitor.units import NS_PER_S, UtcNs
from tests.api.shop import served
from tests.api.test_differencing import SEEN, known_atoms
from tests.api.weeks import MAIN, MONDAY, ZONE, Weeks, weeks_in
from tests.buckets import flat_bucket

LOOSER: Final = MappingProxyType(
    {"publish.min_encounters": 1, "publish.min_coverage": 0.1, "publish.min_judged_s": 60}
)
WHOLE: Final = MappingProxyType(
    {"from": MONDAY.isoformat(), "to": (MONDAY + timedelta(16)).isoformat()}
)


@pytest.fixture
def weeks(tmp_path: Path) -> Iterator[Weeks]:
    made = weeks_in(tmp_path)
    yield made
    made.shop.close()


@pytest.fixture
def api(weeks: Weeks) -> Iterator[httpx.Client]:
    with (
        served(weeks.shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=60) as talking,
    ):
        yield talking


def set_to(api: httpx.Client, changes: dict[str, Any]) -> None:
    answer = api.patch("/api/v1/settings", json={"changes": changes})
    assert answer.status_code == 200, answer.text


def everything(api: httpx.Client, weeks: Weeks) -> dict[str, Any]:
    """What every way out tells of the past."""
    told: dict[str, Any] = {}
    sides = {f"{side}_{end}": WHOLE[end] for side in "ab" for end in ("from", "to")}
    asked = {
        **{f"metrics?{step}": WHOLE | {"bucket": step} for step in ("hour", "day", "week")},
        "compare/spans": sides,
        **dict.fromkeys(("what-if", "week", "advice"), WHOLE),
        **{f"export/{series}.json": WHOLE for series in ("hours", "days", "weeks")},
    }
    for path, params in asked.items():
        answer = api.get(f"/api/v1/{path.partition('?')[0]}", params=params)
        assert answer.status_code == 200, answer.text
        told[path] = answer.json()
    weeks.shop.runtime._follow_today()
    weeks.shop.runtime._publish(MAIN)
    told["live"] = weeks.shop.snapshot().today
    return told


def sums(told: dict[str, Any]) -> Iterator[tuple[Span, tuple[float, ...]]]:
    """The customer's and the device's seconds of every span that is told."""
    for path in (each for each in told if each.startswith("metrics")):
        whole = told[path]["total"] | {"start": told[path]["from"]}
        for each in (*told[path]["buckets"], whole):
            if each["state_s"] is not None:
                start = round(datetime.fromisoformat(each["start"]).timestamp()) * NS_PER_S
                end = start + round(each["duration_s"]) * NS_PER_S
                seconds = tuple(each["state_s"][area.value] for area in SEEN)
                yield Span(UtcNs(start), UtcNs(end)), seconds


def assert_sums_of(atoms: tuple[Atom, ...], told: dict[str, Any]) -> None:
    """Every sum is that of the atoms inside its span, and there are some."""
    found = list(sums(told))
    assert len(found) > 20
    for span, seconds in found:
        inside = [each.content for each in atoms if each.within(span)]
        expected = [sum(each.area_ns(area) for each in inside) / NS_PER_S for area in SEEN]
        assert seconds == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("looser", [{"publish.min_encounters": 1}, dict(LOOSER)])
def test_a_looser_rule_shows_nothing_of_the_past(
    api: httpx.Client, weeks: Weeks, looser: dict[str, Any]
) -> None:
    before = everything(api, weeks)
    set_to(api, looser)
    after = everything(api, weeks)
    for path, told in before.items():
        assert after[path] == told, path


def test_a_stricter_rule_hides_and_never_shows_another_sum(api: httpx.Client, weeks: Weeks) -> None:
    before, atoms = everything(api, weeks), known_atoms(weeks)
    set_to(api, {"publish.min_encounters": 9})
    fewer = known_atoms(weeks)
    assert fewer
    assert {each.hours for each in fewer} < {each.hours for each in atoms}
    assert_sums_of(fewer, everything(api, weeks))
    set_to(api, {"publish.min_encounters": 1})
    assert known_atoms(weeks) == atoms
    set_to(api, {"publish.min_encounters": 5})
    assert everything(api, weeks) == before


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/Los_Angeles"])
def test_another_time_zone_cuts_nothing_anew(api: httpx.Client, weeks: Weeks, zone: str) -> None:
    before, atoms = everything(api, weeks), known_atoms(weeks)
    set_to(api, {"site.time_zone": zone})
    assert known_atoms(weeks) == atoms
    # Days and weeks are those of the new zone now, and still sum whole atoms of the old one.
    assert_sums_of(atoms, everything(api, weeks))
    set_to(api, {"site.time_zone": ZONE.key})
    # But for today, which may have begun later: its first hours are over in the other zone.
    after = everything(api, weeks)
    assert after | {"live": None} == before | {"live": None}


def test_yesterday_does_not_become_today(api: httpx.Client, weeks: Weeks) -> None:
    """West of here it is still yesterday; the own view shows today minute by minute."""
    shop = weeks.shop
    midnight = start_of_day(MONDAY + timedelta(days=16), ZONE)
    minute = UtcNs(midnight - 3 * 3600 * NS_PER_S)
    shop.store.upsert_minutes(MAIN, [flat_bucket(minute, {State.DEVICE: 60 * NS_PER_S})])
    shop.clock.utc = UtcNs(midnight + 1800 * NS_PER_S)
    asked = {
        "from": datetime.fromtimestamp(minute / 1e9, ZONE).isoformat(),
        "to": datetime.fromtimestamp((minute + MINUTE_NS) / 1e9, ZONE).isoformat(),
        "bucket": "minute",
    }

    def by_the_minute() -> Any:
        (told,) = api.get("/api/v1/metrics", params=asked).json()["buckets"]
        return told["state_s"]

    def own() -> Any:
        return api.get(f"/api/v1/counters/{MAIN}/today").json()

    assert by_the_minute() is None
    assert datetime.fromisoformat(own()["from"]).timestamp() * NS_PER_S == midnight
    for zone in ("America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", ZONE.key):
        set_to(api, {"site.time_zone": zone})
        assert by_the_minute() is None
        assert datetime.fromisoformat(own()["from"]).timestamp() * NS_PER_S >= midnight
        assert shop.recorder().day.start_utc_ns >= midnight
        assert own()["sums"]["state_s"]["device"] == 0
