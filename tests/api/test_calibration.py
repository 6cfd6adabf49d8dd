"""A calibration through the API, over a real server; only the camera is played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.attention.aoi import area_at
from monitor.attention.state import Area
from monitor.settings import core_params, load_settings
from monitor.units import NS_PER_S, CounterId, rad_from_deg
from tests.api.shop import Shop, counters, served
from tests.unit.attention.faces import faceless
from tests.unit.attention.looks import looking

HOME = "/api/v1/counters/counter/calibration"
JSON = {"Content-Type": "application/json"}
FILE_TEXT = '# The shop.\n[[counters]]\nid = "counter"  # ours\n'


class Till:
    """A server, its shop and somebody in front of the camera."""

    def __init__(self, shop: Shop, client: httpx.Client) -> None:
        self.shop = shop
        self.client = client
        self.now_s = shop.clock.mono / NS_PER_S

    def post(self, path: str = "", body: Any = None, **headers: str) -> httpx.Response:
        return self.client.post(HOME + path, json=body or {}, headers=headers)

    def state(self) -> Any:
        answer = self.client.get(HOME)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, at_deg: tuple[float, float], seconds: float = 8.5) -> None:
        for sample in looking(at_deg, seconds, start_s=self.now_s):
            self.shop.camera("counter").observe(sample)
        self.now_s += seconds + 1.0

    def step(self, place: str, at_deg: tuple[float, float]) -> None:
        assert self.post(f"/steps/{place}").status_code == 200
        self.look(at_deg)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mostrador.toml"
    path.write_text(FILE_TEXT, encoding="utf-8")
    return path


@pytest.fixture
def till(tmp_path: Path, file: Path) -> Iterator[Till]:
    shop = Shop(tmp_path, file)
    with (
        served(shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=60) as client,
    ):
        yield Till(shop, client)


def problem(answer: httpx.Response, status: int, slug: str) -> str:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["detail"]


def test_the_whole_way(till: Till, file: Path) -> None:
    started = till.post(body={"work": ["till"], "seconds_s": 4}).json()
    assert (started["phase"], started["place"], started["wanted_s"]) == ("waiting", None, 4.0)
    assert [each["name"] for each in started["places"]] == ["customer", "device", "till"]
    asked = till.post("/steps/customer").json()
    assert (asked["phase"], asked["place"], asked["ready_in_s"]) == ("get_ready", "customer", 3.0)
    till.look((5, 12), 5.0)
    under_way = till.state()
    assert (under_way["phase"], under_way["place"]) == ("collecting", "customer")
    assert under_way["collected_s"] == pytest.approx(2.0, abs=0.11)
    pose = under_way["pose"]
    assert pose["gaze_pitch_deg"] == pytest.approx(12, abs=3)
    assert pose["gaze_yaw_deg"] == pytest.approx(5, abs=3)
    assert pose["eyes_shut"] is False
    till.look((5, 12), 4.0)
    (reading,) = till.state()["readings"]
    assert (reading["place"], reading["means"]) == ("customer", "customer")
    assert reading["pitch_deg"] == pytest.approx(12, abs=0.7)
    till.step("device", (5, -30))
    assert till.state()["result"] is None
    till.step("till", (45, -5))
    complete = till.state()
    assert (complete["phase"], complete["result_refused"]) == ("complete", None)
    assert complete["result"]["grade"] == "good"
    assert "calibrated_at" not in file.read_text(encoding="utf-8")

    accepted = till.post("/accept").json()
    assert (accepted["counter"], accepted["stored"]) == ("counter", True)
    assert accepted["calibrated_utc"] == "2026-03-29T12:00:00Z"
    assert accepted["result"] == complete["result"]
    assert [area["name"] for area in accepted["result"]["areas"]] == ["till", "customer", "device"]
    written = load_settings(file, {})
    assert till.shop.runtime.settings.counters == written.counters
    assert "# The shop." in file.read_text(encoding="utf-8")
    params = core_params(written, written.counters[0]).areas
    for yaw_deg, pitch_deg, area in ((5, 12, Area.CUSTOMER), (5, -30, Area.DEVICE)):
        assert area_at(rad_from_deg(yaw_deg), rad_from_deg(pitch_deg), None, params) is area
    assert problem(till.client.get(HOME), 404, "no-calibration")


def test_the_lowest_customers_are_stored_as_customers(till: Till, file: Path) -> None:
    started = till.post(body={"lowest": True, "seconds_s": 4}).json()
    places = [(each["name"], each["means"]) for each in started["places"]]
    assert places == [("customer", "customer"), ("device", "device"), ("lowest", "customer")]
    for place, at_deg in (("customer", (5, 12)), ("device", (5, -34)), ("lowest", (5, -14))):
        till.step(place, at_deg)
    assert till.post("/accept").status_code == 200
    written = load_settings(file, {})
    params = core_params(written, written.counters[0]).areas
    assert [aoi.aoi_id for aoi in params.areas] == ["customer", "device"]
    told = till.client.get("/api/v1/counters/counter/today").json()
    assert told["lowest"] == {"yaw_deg": 0.0, "pitch_deg": pytest.approx(-26.0, abs=1.0)}
    for pitch_deg, area in ((12, Area.CUSTOMER), (-14, Area.CUSTOMER), (-34, Area.DEVICE)):
        assert area_at(rad_from_deg(5), rad_from_deg(pitch_deg), None, params) is area


def test_a_calibration_without_the_lowest_customer_forgets_where_they_were(
    till: Till, file: Path
) -> None:
    for lowest in (True, False):
        till.post(body={"lowest": lowest, "seconds_s": 4})
        till.step("customer", (5, 12))
        till.step("device", (5, -34))
        if lowest:
            till.step("lowest", (5, -14))
        assert till.post("/accept").status_code == 200
        assert ("lowest_pitch_deg" in file.read_text(encoding="utf-8")) == lowest
        told = till.client.get("/api/v1/counters/counter/today").json()
        assert (told["lowest"] is not None) == lowest


def test_a_refused_place_says_why_and_can_be_tried_again(till: Till) -> None:
    till.post()
    till.post("/steps/customer")
    for index in range(140):
        sample = faceless(till.now_s + index / 10, person=True)
        till.shop.camera("counter").observe(sample)
    state = till.state()
    assert (state["phase"], state["hindrance"]) == ("waiting", "no_face")
    assert state["refused"]["place"] == "customer"
    assert "no face is seen" in state["refused"]["reason"]
    cause = state["refused"]["cause"]
    assert (cause["name"], cause["facts"]["hindrance"]) == ("too_few_mostly", "no_face")
    assert cause["facts"]["judged_s"] == 0.0
    assert state["pose"] is None
    till.now_s += 20.0
    till.step("customer", (0, 0))
    assert till.state()["refused"] is None
    assert till.state()["places"][0]["done"]


def test_places_that_cannot_be_told_apart_are_a_problem_with_the_reason(
    till: Till, file: Path
) -> None:
    till.post()
    till.step("customer", (0, 0))
    assert "not complete: device" in problem(till.post("/accept"), 409, "calibration-refused")
    till.step("device", (0, -6))
    assert "cannot be told apart" in till.state()["result_refused"]
    cause = till.state()["result_refused_cause"]
    assert cause["name"] == "alike"
    assert (cause["facts"]["one"], cause["facts"]["other"]) == ("customer", "device")
    assert cause["facts"]["apart_deg"] == pytest.approx(6, abs=1)
    assert "cannot be told apart" in problem(till.post("/accept"), 409, "calibration-refused")
    assert not till.shop.runtime.settings.counters[0].calibrated
    till.step("device", (0, -40))
    assert till.post("/accept").status_code == 200
    assert "calibrated_at" in file.read_text(encoding="utf-8")


def test_a_calibration_elsewhere_meanwhile_is_a_problem_and_nothing_counts(
    till: Till, file: Path
) -> None:
    till.post()
    till.step("customer", (0, 0))
    till.step("device", (0, -40))
    text = FILE_TEXT + "reference_yaw_deg = 7  # by hand\n"
    file.write_text(text, encoding="utf-8")
    answer = till.post("/accept")
    assert "was changed by somebody else" in problem(answer, 503, "settings-not-written")
    cause = answer.json()["cause"]
    assert (cause["name"], cause["facts"]) == ("file_changed", {"path": str(file)})
    assert not till.shop.runtime.settings.counters[0].calibrated
    assert file.read_text(encoding="utf-8") == text
    assert till.state()["phase"] == "complete"


def test_what_is_saved_while_somebody_calibrates_and_the_calibration_both_stay(
    till: Till, file: Path
) -> None:
    till.post()
    till.step("customer", (0, 0))
    saved = {"site.name": "Sol", "counters.counter.cue_after_s": 15}
    assert till.client.patch("/api/v1/settings", json={"changes": saved}).status_code == 200
    till.step("device", (0, -40))
    file.write_text(file.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    assert till.post("/accept").status_code == 200
    assert file.read_text(encoding="utf-8").count("# by hand") == 1
    stored = load_settings(file, {})
    assert (stored.site.name, stored.counters[0].cue_after_s) == ("Sol", 15)
    assert stored.counters[0].calibrated
    (counted,) = till.shop.runtime.settings.counters
    assert (counted.cue_after_s, counted.calibrated) == (15, True)
    later = {"counters.counter.cue_after_s": 20}
    assert till.client.patch("/api/v1/settings", json={"changes": later}).status_code == 200
    assert load_settings(file, {}).counters[0].calibrated


def test_a_calibration_does_not_outlive_its_camera(till: Till) -> None:
    till.post()
    till.step("customer", (0, 0))
    changed = {"counters.counter.attendant_place": [0.2, 0.5]}
    assert till.client.patch("/api/v1/settings", json={"changes": changed}).status_code == 200
    for answer in (till.post("/steps/device"), till.post("/accept")):
        assert "calibrate again" in problem(answer, 409, "calibration-refused")
        assert answer.json()["cause"]["name"] == "camera_changed"
    till.post()
    till.step("customer", (0, 0))
    till.step("device", (0, -40))
    assert till.post("/accept").status_code == 200


def test_without_a_file_it_counts_and_is_forgotten(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.reopen(counters=counters("counter"))
    with (
        served(shop.runtime) as running,
        httpx.Client(base_url=running.url, timeout=60) as client,
    ):
        till = Till(shop, client)
        till.post()
        till.step("customer", (0, 0))
        till.step("device", (0, -40))
        assert till.post("/accept").json()["stored"] is False
        assert shop.runtime.settings.counters[0].calibrated


def test_it_can_be_given_up_and_is_given_up_when_forgotten(till: Till) -> None:
    assert "start one" in problem(till.client.get(HOME), 404, "no-calibration")
    assert problem(till.client.delete(HOME), 404, "no-calibration")
    assert problem(till.post("/accept"), 404, "no-calibration")
    assert problem(till.post("/steps/customer"), 404, "no-calibration")
    till.post()
    assert till.client.delete(HOME).json()["phase"] == "waiting"
    assert problem(till.client.get(HOME), 404, "no-calibration")
    till.post()
    till.shop.clock.forward(899)
    assert till.state()["expires_in_s"] == pytest.approx(1.0)
    till.shop.clock.forward(1.5)
    assert problem(till.client.get(HOME), 404, "no-calibration")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"seconds_s": 2}, "seconds_s"),
        ({"seconds_s": 31}, "seconds_s"),
        ({"seconds": 5}, "seconds"),
        ({"work": "till"}, "work"),
        ({"work": [str(i) for i in range(9)]}, "work"),
    ],
)
def test_a_request_that_makes_no_sense(till: Till, body: Any, words: str) -> None:
    assert words in problem(till.post(body=body), 422, "invalid-parameter")


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (["device"], "device: each name can be used once"),
        (["lowest"], "lowest: each name can be used once"),
        (["a", "a"], "a: each name can be used once"),
        ([" "], "work = ' '"),
        (["a/b"], "without a slash"),
        (["x" * 41], "1 to 40 characters"),
    ],
)
def test_names_of_places(till: Till, work: list[str], words: str) -> None:
    assert words in problem(till.post(body={"work": work}), 409, "calibration-refused")


def test_unknown_names(till: Till) -> None:
    other = till.client.post("/api/v1/counters/side/calibration", json={})
    assert "counter" in problem(other, 404, "unknown-counter")
    till.post()
    detail = problem(till.post("/steps/shelf"), 422, "invalid-parameter")
    assert detail == "place = shelf: accepted is one of customer, device"
    assert problem(till.client.get(f"{HOME}?x=1"), 422, "invalid-parameter")


def test_a_camera_that_does_not_work_is_named(till: Till) -> None:
    till.post()
    till.shop.camera("counter").lose("rtsp://***@camera/1: no answer")
    assert "no answer" in problem(till.post("/steps/customer"), 409, "calibration-refused")
    till.shop.runtime.pauses.pause(CounterId("counter"))
    assert "resume it first" in problem(till.post("/steps/customer"), 409, "calibration-refused")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_pages_elsewhere_change_nothing(till: Till, origin: str, method: str) -> None:
    till.post()
    answer = till.client.request(method, HOME, headers={**JSON, "Origin": origin}, content="{}")
    assert "accepted is http://127.0.0.1" in problem(answer, 403, "origin-refused")
    cross = till.client.request(
        method, HOME, headers={**JSON, "Sec-Fetch-Site": "cross-site"}, content="{}"
    )
    assert problem(cross, 403, "origin-refused")
    assert till.state()["phase"] == "waiting"


def test_the_own_page_may(till: Till) -> None:
    own = str(till.client.base_url).rstrip("/")
    answer = till.post(**{"Origin": own, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_form_changes_nothing(till: Till, media_type: str) -> None:
    for path in ("", "/accept", "/steps/customer"):
        answer = till.client.post(HOME + path, headers={"Content-Type": media_type}, content="{}")
        assert answer.status_code in {415, 422}, path
    assert problem(till.client.get(HOME), 404, "no-calibration")


def test_live_values_and_health_tell_of_the_calibration(till: Till) -> None:
    till.post()
    till.step("customer", (0, 0))
    till.step("device", (0, -40))
    assert till.post("/accept").status_code == 200
    # Somebody knocks the camera: for minutes gaze and head are shifted alike.
    shifted = looking((10, 0), 420.0, start_s=till.now_s, head_deg=(10, 0))
    till.shop.camera("counter").observe(*shifted)
    (word,) = till.client.get("/api/v1/now").json()
    calibration = word["calibration"]
    assert calibration["calibrated"] is True
    assert calibration["calibrated_utc"] == "2026-03-29T12:00:00Z"
    assert calibration["suspected_shift_deg"] == pytest.approx(10, abs=1)
    told = till.client.get("/api/v1/health").json()
    assert told["calibrations"] == {"counter": calibration}
