"""Records an answer of every route for the description of the API.

`python -m tests.api.record_examples` writes `api/examples.json`. The answers are those of the real
service over a real database, with a scripted camera and clock and three weeks drawn by
`monitor.samples.generated`; nothing in them is written by hand. Of a list the first two items are
kept, of a text the first lines, of a stream the first event that says something. Ports and folders
of the machine that records are replaced.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx

from api.examples import RECORDED
from monitor.errors import StoreError
from monitor.metrics.rollup import local_time
from monitor.ports import LocalCamera
from monitor.samples.generated import generated_day
from monitor.snapshot.sights import Sights
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.api.shop import Served, Shop, raising, served
from tests.patience import PATIENCE_S, wait_until
from tests.unit.attention.looks import looking

_NOON: Final = UtcNs(int(datetime(2026, 3, 26, 11, 30, tzinfo=UTC).timestamp()) * NS_PER_S)
"""A Thursday, 12:30 in Madrid."""
_DRAWN_DAYS: Final = 21
_MAIN: Final = CounterId("main")
_TOKEN: Final = "a-token-of-24-characters"
_AT_CUSTOMER, _AT_DEVICE, _AT_TILL = (5.0, 12.0), (5.0, -30.0), (45.0, -5.0)
_SETTINGS: Final = f"""\
[site]
name = "Corner shop"
time_zone = "Europe/Madrid"

[server]
public_url = "https://counter.example"

[[counters]]
id = "main"
name = "Main counter"
camera = "rtsp://viewer:secret@192.168.1.20/stream1"

[counters.presence]
kind = "event"
token = "{_TOKEN}"
"""
_KEPT_ITEMS, _KEPT_LINES = 2, 3

Examples = dict[str, dict[str, Any]]
"""By method and path of the route, then by status."""


def recorded() -> Examples:
    """One answer of every route and status that is described with one."""
    with tempfile.TemporaryDirectory() as folder, _open_shop(Path(folder)) as (shop, running):
        with httpx.Client(base_url=running.url, timeout=PATIENCE_S) as client:
            session = _Recording(shop, client, Path(folder))
            _calibrate(session)
            _serve(session)
            _train(session)
            _look_back(session)
            _set_up(session)
            _fall_silent(session)
        return dict(sorted(session.examples.items()))


class _Recording:
    """Asks the service, and keeps what it says."""

    def __init__(self, shop: Shop, client: httpx.Client, folder: Path) -> None:
        self.shop = shop
        self.client = client
        self.examples: Examples = {}
        self._local = {str(folder): "/var/lib/mostrador", f":{client.base_url.port}/": ":8000/"}

    def ask(self, route: str, *, status: int = 200, query: Any = None, **asked: Any) -> Any:
        """The whole answer of "GET /now", with the words in braces filled in from `asked`."""
        body, headers = asked.pop("body", None), asked.pop("headers", None)
        method, path = route.split(" ")
        answer = self.client.request(
            method,
            f"/api/v1{path.format(**asked)}",
            params=query,
            json={} if body is None and method == "POST" else body,
            headers=headers,
        )
        assert answer.status_code == status, (route, answer.status_code, answer.text)
        if answer.headers["content-type"].startswith("application/json"):
            told = json.loads(self._anywhere(answer.text))
            self._keep(route, status, shortened(told))
            return told
        lines = self._anywhere(answer.text).splitlines(keepends=True)
        self._keep(route, status, "".join(lines[:_KEPT_LINES]))
        return answer.text

    def listen(self, route: str, event: str, **asked: Any) -> None:
        """The first event of that name in a stream."""
        _, path = route.split(" ")
        url = f"/api/v1{path.format(**asked)}"
        with self.client.stream("GET", url) as stream:
            assert stream.status_code == 200, route
            told: list[str] = []
            for line in stream.iter_lines():
                told = [*told, line] if line else []
                if f"event: {event}" in told and line.startswith("data: "):
                    break
        lines = [line for line in told if not line.startswith((":", "retry:"))]
        self._keep(route, 200, self._anywhere("\n".join(sorted(lines, key=_event_first))) + "\n\n")

    def look(self, at_deg: tuple[float, float], seconds: float) -> None:
        """Somebody at the counter looks there, while that time passes."""
        for sample in looking(at_deg, seconds, start_s=self.shop.clock.mono / NS_PER_S):
            self.shop.clock.forward(0.1)
            self.shop.camera().observe(sample)

    def _keep(self, route: str, status: int, example: Any) -> None:
        method, path = route.split(" ")
        of_route = self.examples.setdefault(f"{method} /api/v1{path}", {})
        of_route.setdefault(str(status), example)

    def _anywhere(self, text: str) -> str:
        for here, there in self._local.items():
            text = text.replace(here, there)
        return text


def shortened(value: Any) -> Any:
    """The same with two items of every list."""
    if isinstance(value, dict):
        return {key: shortened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shortened(inner) for inner in value[:_KEPT_ITEMS]]
    return value


def _event_first(line: str) -> int:
    return ("event: ", "data: ", "id: ").index(line.split(" ", maxsplit=1)[0] + " ")


@contextmanager
def _open_shop(folder: Path) -> Iterator[tuple[Shop, Served]]:
    """The shop with its past, served."""
    file = folder / "mostrador.toml"
    file.write_text(_SETTINGS, encoding="utf-8")
    shop = Shop(folder, file, _NOON)
    zone = ZoneInfo("Europe/Madrid")
    today = local_time(_NOON, zone).date()
    for ago in range(1, _DRAWN_DAYS + 1):
        drawn = generated_day(_MAIN, today - timedelta(days=ago), zone)
        shop.store.upsert_minutes(_MAIN, drawn.minutes)
    shop.plugged = (LocalCamera("0", "Integrated Camera", usable=True),)
    with served(shop.runtime) as running:
        yield shop, running


def _calibrate(session: _Recording) -> None:
    home = "/counters/{counter}/calibration"
    begun = {"body": {"work": ["till"], "seconds_s": 4.0}, "counter": "main"}
    session.ask(f"POST {home}", **begun)
    session.ask(f"DELETE {home}", counter="main")
    session.ask(f"POST {home}", **begun)
    places = (("customer", _AT_CUSTOMER), ("device", _AT_DEVICE), ("till", _AT_TILL))
    for place, at_deg in places:
        session.ask(f"POST {home}/steps/{{place}}", counter="main", place=place)
        session.look(at_deg, 8.5)
    session.ask(f"GET {home}", counter="main")
    session.ask(f"POST {home}/accept", counter="main")


def _serve(session: _Recording) -> None:
    bearer = {"Authorization": f"Bearer {_TOKEN}"}
    told = {"counter": "main", "headers": bearer}
    came = {"present": True, "event_id": "door-1"}
    session.ask("POST /counters/{counter}/presence", body=came, **told)
    for at_deg, seconds in ((_AT_DEVICE, 1.5), (_AT_CUSTOMER, 6.0), (_AT_DEVICE, 7.0)):
        session.look(at_deg, seconds)
    session.look(_AT_CUSTOMER, 4.0)
    went = {"present": False, "event_id": "door-2"}
    session.ask("POST /counters/{counter}/presence", body=went, **told)
    came = {"present": True, "event_id": "door-3"}
    session.ask("POST /counters/{counter}/presence", body=came, **told)
    session.look(_AT_TILL, 3.0)
    session.look(_AT_CUSTOMER, 2.0)
    home = "/counters/{counter}"
    looked = session.ask(f"GET {home}/today", counter="main")
    onset = looked["look_aways"]["items"][0]["onset"]
    session.ask(f"POST {home}/corrections", counter="main", body={"onset": onset})
    session.ask(f"DELETE {home}/corrections/{{onset}}", counter="main", onset=onset)
    session.ask("GET /now")
    session.listen("GET /live", "counter")
    session.ask(f"POST {home}/pause", counter="main")
    session.ask(f"DELETE {home}/pause", counter="main")


def _train(session: _Recording) -> None:
    kept: list[str] = []
    for name, away_s in (("Role play 1", 5.0), ("Role play 2", 2.0)):
        body = {"name": name, "note": "Asks for a loaf"}
        begun = session.ask("POST /sessions", body=body)["session"]
        for _ in range(3):
            session.look(_AT_CUSTOMER, 4.0)
            session.look(_AT_DEVICE, away_s)
        note = {"text": "Looks up before speaking", "at_s": 3.0}
        written = session.ask("POST /sessions/{session}/notes", session=begun, body=note)
        session.ask("POST /sessions/{session}/stop", session=begun)
        kept.append(begun)
    first, second = kept
    session.ask("GET /sessions")
    session.ask("GET /sessions/{session}", session=first)
    session.ask("GET /sessions/{session}/timeline", session=first)
    session.listen("GET /sessions/{session}/replay", "state", session=first)
    session.ask("GET /compare", query={"a": first, "b": second})
    removed = "DELETE /sessions/{session}/notes/{note}"
    session.ask(removed, session=second, note=written["note"])
    session.ask("DELETE /sessions/{session}", session=second)


def _look_back(session: _Recording) -> None:
    weeks = {"a_from": "2026-03-09", "a_to": "2026-03-16", "b_from": "2026-03-16"}
    hour = {"from": "2026-03-25T11:00", "to": "2026-03-25T13:00"}
    span = {"from": "2026-03-16", "to": "2026-03-23"}
    session.ask("GET /counters")
    session.ask("GET /metrics", query=hour | {"bucket": "hour"})
    session.ask("GET /compare/spans", query=weeks | {"b_to": "2026-03-23"})
    session.ask("GET /what-if", query=span | {"long_s": 4})
    session.ask("GET /week", query=span)
    session.ask("GET /advice", query=span)
    session.ask("GET /export/{series}.csv", series="hours", query=span)
    session.ask("GET /export/{series}.json", series="hours", query=span)
    session.ask("GET /report", query={"week": "2026-W12", "lang": "en"})


def _set_up(session: _Recording) -> None:
    face, hand = (0.4, 0.2, 0.6, 0.7), (0.0, 0.444, 0.125, 0.556)
    session.shop.camera().sight(Sights(session.shop.clock.mono, (face,), (hand,)))
    session.ask("GET /counters/{counter}/view", counter="main")
    session.ask("GET /cameras")
    session.ask("GET /browser-camera")
    session.ask("GET /settings")
    changed = {"changes": {"attention.confirm_s": 0.3}}
    session.ask("PATCH /settings", body=changed)
    wait_until(lambda: session.client.get("/api/v1/health").json()["retention"]["last_run_utc"])
    session.ask("GET /health")


def _fall_silent(session: _Recording) -> None:
    """Neither the database nor the camera works any more."""
    store = session.shop.store
    store.upsert_minutes = raising(StoreError("the disk that holds the database is full"))
    store.info = raising(StoreError("the disk that holds the database is full"))
    session.shop.camera().lose("no answer from 192.168.1.20 port 554 within 5 s", "host_silent")
    session.ask("GET /health", status=503)
    del store.upsert_minutes, store.info


def main() -> None:
    """Write the file."""
    text = json.dumps(recorded(), indent=1, ensure_ascii=False)
    RECORDED.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{RECORDED.name}: {len(text) // 1024} KiB\n")


if __name__ == "__main__":
    main()
