"""Calibrates on the page with the mannequin in front of the real, locked worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from monitor.runtime.compose import compose
from monitor.settings import Settings
from tests.api.shop import served
from tests.browser.conftest import Opener
from tests.mannequin import Pose, Scene, render, write_clip

pytestmark = pytest.mark.needs("chromium")

RATE = 8.0
SCENE = Scene(width_px=480, height_px=360)
UP = {"head_yaw_deg": 3.0, "head_pitch_deg": 4.0, "gaze_yaw_deg": 4.0, "gaze_pitch_deg": 6.0}
DOWN = {"head_yaw_deg": 2.0, "head_pitch_deg": -28.0, "gaze_yaw_deg": 2.0, "gaze_pitch_deg": -60.0}


def looks(folder: Path, name: str, angles: dict[str, Any]) -> Path:
    """Somebody who looks at one place and sways a little; two seconds, to be looped."""
    rolls: list[dict[str, Any]] = [{"head_roll_deg": roll} for roll in (-1.0, 0.0, 1.0, 0.0)]
    swaying = [render(Pose(**angles | roll), SCENE) for roll in rolls]
    path = folder / f"{name}.mp4"
    write_clip(path, swaying * 4, RATE)
    return path


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    up, down = looks(tmp_path, "up", UP), looks(tmp_path, "down", DOWN)
    camera = tmp_path / "camera.mp4"
    camera.symlink_to(up)
    table = {"id": "main", "camera": str(camera), "loop": True, "rate_per_s": RATE}
    settings = Settings.model_validate(
        {"store": {"url": f"sqlite:///{tmp_path}/shop.db"}, "counters": [table]}
    )
    with served(compose(settings)) as service:
        yield service.url, down


def test_the_mannequin_calibrates_the_counter_on_the_page(
    counter: tuple[str, Path], open_page: Opener
) -> None:
    url, down = counter
    watched = open_page(f"{url}/setup")
    page = watched.page
    expect(page.locator(".calibration-status")).to_contain_text("Sin calibrar")
    page.get_by_role("button", name="Empezar a calibrar").click()
    expect(page.locator(".figure-ray")).to_be_visible()
    first = page.locator(".steps li").first
    expect(first).to_have_attribute("data-kind", "done")
    # The other place stands before the same camera now. It is opened anew by a setting that is
    # saved meanwhile, and the calibration goes on.
    camera = down.with_name("camera.mp4")
    camera.unlink()
    camera.symlink_to(down)
    changes = {"counters.main.read_timeout_s": 6}
    answer = httpx.patch(f"{url}/api/v1/settings", json={"changes": changes}, timeout=60)
    assert answer.status_code == 200
    expect(page.locator(".outcome .order")).to_contain_text("alibración")
    rows = page.locator(".outcome tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("abajo")
    page.get_by_role("button", name="Guardar y usar").click()
    expect(page.locator(".calibration .saved")).to_contain_text("Cuenta desde ahora")
    expect(page.locator(".calibration-status")).to_contain_text("Calibrado")
    page.goto(url)
    expect(page.locator(".counter[data-state=device]")).to_be_visible()
    expect(page.locator(".notice:visible")).to_have_count(0)
    assert watched.complaints == []
