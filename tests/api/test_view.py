"""What is where in the picture: boxes of now, for setting a camera up."""

from __future__ import annotations

from typing import Any

import httpx

from api.problems import Problem
from monitor.settings import load_settings
from monitor.snapshot.sights import Sights
from tests.api.shop import Shop

PATH = "/api/v1/counters/main/view"


def view(client: httpx.Client) -> Any:
    answer = client.get(PATH)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sight(shop: Shop) -> None:
    shop.camera().sight(Sights(shop.clock.mono, ((0.1, 0.2, 0.30004, 0.4),), ((0, 0, 0.5, 1),)))


def test_boxes_of_now_and_no_older_ones(client: httpx.Client, shop: Shop) -> None:
    nothing = {"width_px": 640, "height_px": 480, "live": False, "faces": [], "movement": []}
    assert view(client) == nothing
    sight(shop)
    assert view(client) == nothing | {
        "live": True,
        "faces": [{"left": 0.1, "top": 0.2, "right": 0.3, "bottom": 0.4}],
        "movement": [{"left": 0.0, "top": 0.0, "right": 0.5, "bottom": 1.0}],
    }
    shop.clock.forward(2)
    assert view(client) == nothing


def test_nothing_while_it_is_paused(client: httpx.Client, shop: Shop) -> None:
    sight(shop)
    assert client.post("/api/v1/counters/main/pause", json={}).status_code == 200
    paused = view(client)
    assert (paused["live"], paused["faces"], paused["movement"]) == (False, [], [])


def test_no_other_answer_tells_where_anybody_is(client: httpx.Client, shop: Shop) -> None:
    sight(shop)
    for path in ("now", "health", "counters", "counters/main/today"):
        text = client.get(f"/api/v1/{path}").text
        assert "faces" not in text
        assert "movement" not in text


def test_a_counter_that_does_not_exist(client: httpx.Client) -> None:
    refused = client.get("/api/v1/counters/nowhere/view").json()
    assert refused["type"] == Problem.UNKNOWN_COUNTER.uri


def test_masks_are_a_setting_and_the_camera_begins_anew_with_them(
    client: httpx.Client, shop: Shop
) -> None:
    before = shop.camera()
    masks = [[0.0, 0.0, 0.25, 0.5], [0.5, 0.5, 1.0, 1.0]]
    changed = client.patch("/api/v1/settings", json={"changes": {"counters.main.masks": masks}})
    assert changed.status_code == 200, changed.text
    found = {each["key"]: each for each in changed.json()["now"]["settings"]}
    assert found["counters.main.masks"]["value"] == masks
    assert found["counters.main.masks"]["kind"] == "zones"
    assert shop.camera() is not before
    assert [(each.left, each.bottom) for each in shop.camera().order.masks] == [(0, 0.5), (0.5, 1)]


def test_a_mask_that_cannot_be_is_refused(client: httpx.Client) -> None:
    for masks, said in (
        ([[0.5, 0.0, 0.25, 0.5]], "left below right"),
        ([[0.0, 0.0, 0.25]], "[left, top, right, bottom]"),
        ([[0.0, 0.0, 0.5, 0.5]] * 17, "up to 16"),
        ("all", "[left, top, right, bottom]"),
    ):
        answer = client.patch("/api/v1/settings", json={"changes": {"counters.main.masks": masks}})
        assert answer.status_code == 422, answer.text
        assert said in answer.json()["errors"][0]["accepted"], answer.text


def test_a_file_keeps_them(tmp_path: Any) -> None:
    file = tmp_path / "shop.toml"
    file.write_text("[[counters]]\nmasks = [[0.0, 0.0, 0.25, 0.5]]\n")
    assert load_settings(file, {}).counters[0].masks == ((0.0, 0.0, 0.25, 0.5),)
