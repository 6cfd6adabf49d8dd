"""How a counter comes to know of customers: what may be written, what is said when it may not."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.attention.presence import PresenceParams
from monitor.errors import SettingsError
from monitor.perception.attendant import Zone
from monitor.settings import (
    CounterSettings,
    Settings,
    load_settings,
    perception_params,
    presence_params,
)
from monitor.settings.storing import stamp_of, store_calibration

TOKEN = "open-sesame-0123456789"


def written(folder: Path, presence: str, counter: str = "") -> CounterSettings:
    file = folder / "shop.toml"
    file.write_text(f'[[counters]]\nid = "till"\n{counter}\n[counters.presence]\n{presence}\n')
    return load_settings(file, {}).counters[0]


def refused(folder: Path, presence: str, counter: str = "") -> str:
    with pytest.raises(SettingsError) as caught:
        written(folder, presence, counter)
    said = str(caught.value)
    assert len(said.splitlines()) == 1
    assert said.startswith(f"{folder / 'shop.toml'}, line ")
    return said


def test_nobody_says_when_nothing_is_written() -> None:
    counter = CounterSettings()
    assert counter.presence.kind == "always"
    assert not counter.presence.by_own_camera
    assert not counter.presence.by_second_camera
    assert presence_params(counter) == PresenceParams()
    assert perception_params(counter).customers is None


def test_a_zone_of_the_own_picture(tmp_path: Path) -> None:
    counter = written(tmp_path, 'kind = "camera"\nzone = [0, 0.5, 0.4, 1]\narrive_s = 2')
    assert counter.presence.by_own_camera
    assert perception_params(counter).customers == Zone(0.0, 0.5, 0.4, 1.0)
    assert presence_params(counter).arrive_s == 2.0


def test_a_second_camera(tmp_path: Path) -> None:
    counter = written(tmp_path, 'kind = "camera"\ncamera = 1\nzone = [0, 0.5, 0.4, 1]')
    assert counter.presence.by_second_camera
    # Its zone is a part of its own picture: the attendant's is looked at everywhere.
    assert perception_params(counter).customers is None
    assert written(tmp_path, 'kind = "camera"\ncamera = "rtsp://h/x"').presence.place == Zone()


@pytest.mark.parametrize(
    ("presence", "told"),
    [
        ('kind = "door"', "'always' or 'camera' or 'event'"),
        ('kind = "camera"', 'accepted is kind = "camera" with zone = [left,'),
        ('kind = "camera"\nzone = [0, 0, 1, 1]', "or with camera, the address of a second one"),
        ('camera = "1"', 'accepted is camera with kind = "camera" alone'),
        ("zone = [0, 0, 0.5, 1]", 'accepted is zone with kind = "camera" alone'),
        (
            f'kind = "event"\ntoken = "{TOKEN}"\nzone = [0, 0, 0.5, 1]',
            "accepted is zone with kind",
        ),
        ('kind = "camera"\nzone = [0.5, 0, 0.5, 1]', "left below right and top below bottom"),
        ('kind = "camera"\nzone = [0, 0.2, 0.5, 1.5]', "fractions of the picture from 0 to 1"),
        ('kind = "camera"\nzone = [0, 0, 0.5]', "accepted is a list of four numbers"),
        ('kind = "camera"\nzone = [0, 0, 0.5, "x"]', "accepted is a list of four numbers"),
        ('kind = "camera"\ncamera = "ftp://h/x"', "ftp:// is not supported"),
        ('kind = "event"', '"event" with token, a secret of 16 to 200 characters'),
        ('kind = "camera"\nzone = [0, 0, 0.5, 1]\nrate_per_s = 0.5', "a number from 1 to 10"),
        ("arrive_s = -1", "a number from 0 to 60"),
        ("leave_s = 601", "a number from 0 to 600"),
        ("leav_s = 6", "did you mean leave_s?"),
    ],
)
def test_what_does_not_fit_is_one_sentence(tmp_path: Path, presence: str, told: str) -> None:
    assert told in refused(tmp_path, presence)


def test_a_browser_is_no_second_camera(tmp_path: Path) -> None:
    said = refused(tmp_path, 'kind = "camera"\ncamera = "browser:"')
    assert "accepted is a second camera or stream" in said


@pytest.mark.parametrize("second", ["0", "/dev/video0"])
def test_a_camera_cannot_be_its_own_second(tmp_path: Path, second: str) -> None:
    said = refused(tmp_path, f'kind = "camera"\ncamera = "{second}"', 'camera = "0"')
    assert "accepted is another camera as presence.camera than the counter's own" in said


@pytest.mark.parametrize(
    "presence",
    [
        'kind = "camera"\ncamera = "rtmp://user:open-sesame@host/x"',
        'kind = "event"\ntoken = "open-sesame"',
        'kind = "event"\ntoken = "open-sesame with a space"',
        f'kind = "event"\ntoken = "{"open-sesame" * 30}"',
        'kind = "event"\ntoken = ["open-sesame-0123456789"]',
        'kind = "event"\ntoken = {a = "open-sesame-0123456789"}',
        'kind = "door"\ntoken = "open-sesame-0123456789"',
        'kind = "always"\ntoken = "open-sesame-0123456789"',
        'kind = "event"\ntoken = "open-sesame-0123456789"\nzone = [1]',
        'kind = "event"\ntoken = "open-sesame-0123456789"\ntokn = "open-sesame"',
    ],
)
def test_no_mistake_tells_the_token(tmp_path: Path, presence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        written(tmp_path, presence)
    assert "sesame" not in "".join(traceback.format_exception(caught.value))


def test_a_wrong_token_of_the_environment_is_not_told_either() -> None:
    name = "MOSTRADOR_COUNTERS__0__PRESENCE__TOKEN"
    with pytest.raises(SettingsError) as caught:
        load_settings(None, {name: "open-sesame", name.replace("TOKEN", "KIND"): "event"})
    assert "sesame" not in str(caught.value)
    with pytest.raises(SettingsError, match=name) as caught:
        load_settings(None, {name: "open sesame"})
    assert "sesame" not in str(caught.value)


def test_a_token_is_read_and_never_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    counter = written(tmp_path, f'kind = "event"\ntoken = "{TOKEN}"')
    assert counter.presence.token.get_secret_value() == TOKEN
    settings = Settings(counters=(counter,))
    with caplog.at_level(logging.DEBUG):
        logging.getLogger(__name__).warning("%s %r", settings, counter.presence)
    shown = (caplog.text, repr(settings), str(settings), settings.model_dump_json())
    assert not any(TOKEN in text for text in shown)


def test_a_token_of_digits_alone_is_text(tmp_path: Path) -> None:
    counter = written(tmp_path, 'kind = "event"\ntoken = 1234567890123456')
    assert counter.presence.token.get_secret_value() == "1234567890123456"


def test_storing_a_calibration_leaves_the_table_where_it_stands(tmp_path: Path) -> None:
    presence = f'kind = "event"  # the door\ntoken = "{TOKEN}"'
    before = written(tmp_path, presence, "# our till")
    measured = {
        "calibrated": True,
        "calibrated_at": datetime(2026, 3, 29, 10, tzinfo=UTC),
        "reference_yaw_deg": 3.0,
        "reference_head_yaw_deg": 2.0,
        "reference_head_pitch_deg": 1.0,
    }
    calibrated = before.model_copy(update=measured)
    file = tmp_path / "shop.toml"
    store_calibration(calibrated, stamp_of(file))
    after = load_settings(file, {}).counters[0]
    assert after.presence == before.presence
    assert (after.calibrated, after.reference_yaw_deg) == (True, 3.0)
    assert "# the door" in file.read_text()
