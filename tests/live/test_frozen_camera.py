"""A camera that sends one and the same picture: reported, and nobody's time."""

from __future__ import annotations

import time
from pathlib import Path

from monitor.metrics.buckets import Bucket, total
from monitor.ports import CameraHealth
from monitor.runtime.compose import compose
from monitor.runtime.site.service import Runtime
from monitor.samples import CLIP
from monitor.settings import Settings
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.live.services import time_zone_at_noon
from tests.patience import times_count, wait_until
from tests.real_cameras import FreezingFilm, MjpegCamera

FRONT = CounterId("front")


def settings(folder: Path, port: int) -> Settings:
    counter = {"id": "front", "camera": f"http://127.0.0.1:{port}/v", "read_timeout_s": 60}
    return Settings.model_validate(
        {
            "site": {"time_zone": time_zone_at_noon()},
            "store": {"url": f"sqlite:///{folder / 'shop.db'}"},
            "counters": [counter],
        }
    )


def health(runtime: Runtime) -> CameraHealth:
    return runtime.health().counters[FRONT].health


def measured(runtime: Runtime) -> Bucket:
    now = runtime.clock.utc_ns()
    hour = UtcNs(now - 3600 * NS_PER_S)
    return total(runtime.minutes(FRONT, hour, UtcNs(now + 60 * NS_PER_S)), hour)


def test_a_frozen_picture_is_reported_and_its_time_is_a_gap(tmp_path: Path) -> None:
    film = FreezingFilm(CLIP)
    with MjpegCamera(fps=10, jpeg_of=film) as camera:
        runtime = compose(settings(tmp_path, camera.port))
        runtime.start()
        try:
            wait_until(lambda: health(runtime) is CameraHealth.OK)
            film.frozen.set()
            frozen_at = time.monotonic()
            wait_until(lambda: health(runtime) is CameraHealth.FROZEN)
            took_s = time.monotonic() - frozen_at
            assert took_s < 5.5 or not times_count()
            status = runtime.health().counters[FRONT]
            assert status.cause == "picture_frozen"
            assert "one and the same picture" in (status.problem or "")
            judged = sum(measured(runtime).all.state_ns.values())
            gap_ns = measured(runtime).gap_ns
            wait_until(lambda: measured(runtime).gap_ns - gap_ns > 3 * NS_PER_S)
            assert sum(measured(runtime).all.state_ns.values()) == judged, "no second is anybody's"
            # Of the seconds until it was known nothing counts but what the last new picture was
            # worth, and the picture that may have been on its way.
            assert gap_ns > (took_s - 2.5) * NS_PER_S
            film.frozen.clear()
            wait_until(lambda: health(runtime) is CameraHealth.OK)
            wait_until(lambda: sum(measured(runtime).all.state_ns.values()) > judged)
        finally:
            runtime.stop()
