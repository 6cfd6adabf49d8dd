from __future__ import annotations

import logging

import pytest

from monitor.runtime.vision.camera_log import CameraLog
from tests.unit.runtime.morning import clock_at


def test_a_camera_that_is_away_for_long_is_told_once_an_hour(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = clock_at()
    log = CameraLog("front", clock)
    with caplog.at_level(logging.INFO):
        log.works()
        log.lost("it stopped sending pictures", 0.5)
        for _ in range(2 * 120):
            log.lost("connection refused", 30.0)
            clock.forward(30.0)
        log.works()
        log.works()
        log.lost("connection refused", 0.5)
    said = [(each.levelname, each.getMessage()) for each in caplog.records]
    refused = ("WARNING", "front: connection refused; it is tried again until it works")
    assert said == [
        ("WARNING", "front: it stopped sending pictures; it is tried again until it works"),
        refused,
        refused,
        ("INFO", "front: works again"),
        refused,
    ]
