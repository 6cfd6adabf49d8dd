"""Settings through the API, over a real server and a real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.ports import LocalCamera
from monitor.settings import load_settings
from tests.api.shop import Shop, served

HOME = "/api/v1/settings"
TEXT = """\
# The shop.
[[counters]]
id = "front"  # ours
camera = "rtsp://viewer:hunter2@192.0.2.10/1"  # by the door
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mostrador.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def front(tmp_path: Path, file: Path) -> Iterator[tuple[Shop, httpx.Client]]:
    shop = Shop(tmp_path, file)
    with (
        served(shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=60) as client,
    ):
        yield shop, client


def values(told: Any) -> dict[str, Any]:
    return {each["key"]: each["value"] for each in told["settings"]}


def problem(answer: httpx.Response, status: int, slug: str) -> Any:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    return answer.json()


def test_every_setting_is_told_with_what_it_accepts(
    front: tuple[Shop, httpx.Client], file: Path
) -> None:
    told = front[1].get(HOME).json()
    assert told["file"] == str(file)
    by_key = {each["key"]: each for each in told["settings"]}
    confirm = by_key["attention.confirm_s"]
    assert (confirm["value"], confirm["default"], confirm["kind"]) == (0.2, 0.2, "number")
    assert (confirm["low"], confirm["low_excluded"], confirm["high"]) == (0, True, 2)
    limits = {"name": "above_to", "facts": {"low": 0, "high": 2}}
    assert confirm["accepted_cause"] == limits
    assert (by_key["retention.sessions_days"]["value"], by_key["encounters.long_s"]["high"]) == (
        90,
        60,
    )
    place = by_key["counters.front.attendant_place"]
    assert (place["value"], place["kind"]) == ([0.5, 0.5], "point")
    assert by_key["site.time_zone"]["kind"] == "time_zone"
    assert by_key["counters.front.camera"]["value"] == "rtsp://viewer:***@192.0.2.10/1"


def test_a_change_is_stored_and_counts(front: tuple[Shop, httpx.Client], file: Path) -> None:
    shop, client = front
    changes = {"counters.front.rate_per_s": 5, "site.time_zone": "Atlantic/Canary"}
    changed = client.patch(HOME, json={"changes": changes}).json()
    assert (changed["changed"], changed["stored"]) == (list(changes), True)
    assert values(changed["now"]).items() >= changes.items()
    assert values(client.get(HOME).json()).items() >= changes.items()
    settings = shop.runtime.settings
    assert settings == load_settings(file, {})
    # Its camera was opened anew, by the rate that counts now.
    assert shop.camera("front").order.rate_per_s == 5
    assert settings.counters[0].camera.endswith("hunter2@192.0.2.10/1")
    text = file.read_text(encoding="utf-8")
    assert [line for line in TEXT.splitlines() if line not in text.splitlines()] == []
    back = client.patch(HOME, json={"changes": {"counters.front.rate_per_s": None}})
    assert values(back.json()["now"])["counters.front.rate_per_s"] == 10


def test_what_is_wrong_stands_beside_its_key(front: tuple[Shop, httpx.Client], file: Path) -> None:
    shop, client = front
    changes = {
        "attention.blink_s": 9,
        "counters.front.camera": "ftp://a:hunter4@b",
        "site.name": "x",
    }
    told = problem(client.patch(HOME, json={"changes": changes}), 422, "invalid-parameter")
    assert {each["field"] for each in told["errors"]} == {
        "attention.blink_s",
        "counters.front.camera",
    }
    assert "hunter" not in str(told)
    assert shop.runtime.settings == load_settings(file, {})
    assert file.read_text(encoding="utf-8") == TEXT
    unknown = client.patch(HOME, json={"changes": {"server.host": "0.0.0.0"}})
    assert problem(unknown, 422, "invalid-parameter")["errors"][0]["field"] == "server.host"
    assert problem(client.patch(HOME, json={"changes": {}}), 422, "invalid-parameter")
    assert problem(client.patch(HOME, json={"camera": "1"}), 422, "invalid-parameter")


def test_no_password_is_in_any_answer(front: tuple[Shop, httpx.Client]) -> None:
    client = front[1]
    told = client.get(HOME).text + client.patch(HOME, json={"changes": {"site.name": "A"}}).text
    assert "hunter2" not in told


def test_a_file_that_cannot_be_written_is_a_problem(
    front: tuple[Shop, httpx.Client], file: Path
) -> None:
    file.chmod(0o400)
    told = problem(
        front[1].patch(HOME, json={"changes": {"site.name": "A"}}), 503, "settings-not-written"
    )
    assert "read-only" in told["detail"]
    assert front[0].runtime.settings == load_settings(file, {})


def test_without_a_file_it_counts_and_is_forgotten(shop: Shop, client: httpx.Client) -> None:
    told = client.patch(HOME, json={"changes": {"site.name": "A"}}).json()
    assert (told["stored"], told["now"]["file"]) == (False, None)
    assert shop.runtime.settings.site.name == "A"


def test_pages_elsewhere_change_nothing(front: tuple[Shop, httpx.Client], file: Path) -> None:
    shop, client = front
    evil = client.patch(HOME, json={"changes": {"site.name": "A"}}, headers={"Origin": "http://e"})
    assert problem(evil, 403, "origin-refused")
    plain = client.patch(
        HOME, content='{"changes": {"site.name": "A"}}', headers={"Content-Type": "text/plain"}
    )
    assert plain.status_code in {415, 422}
    assert shop.runtime.settings == load_settings(file, {})


def test_found_cameras(front: tuple[Shop, httpx.Client]) -> None:
    shop, client = front
    shop.plugged = (LocalCamera("0", "One", usable=True), LocalCamera("3", "Two", usable=False))
    client.patch(HOME, json={"changes": {"counters.front.camera": "/dev/video3"}})
    assert client.get("/api/v1/cameras").json() == [
        {"address": "0", "name": "One", "usable": True, "counter": None},
        {"address": "3", "name": "Two", "usable": False, "counter": "front"},
    ]
