"""A session from end to end: filmed, remarked upon, replayed, compared with an analysed clip."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.live.services import serving, settings_file, short_film
from tests.live.test_session_import import analyze
from tests.patience import times_count

pytestmark = pytest.mark.needs("chromium")

SESSION_S = 14
# Below 12 s or so of the clip nobody looks down.
CLIP_S = 12


def test_a_filmed_session_is_replayed_and_compared(tmp_path: Path, open_page: Opener) -> None:
    config = settings_file(tmp_path)
    imported = analyze(
        short_film(tmp_path / "role-play.mp4", CLIP_S), "--config", config, "--session", "Analizada"
    )
    assert imported.returncode == 0, imported.stderr
    with serving(config, tmp_path) as service:
        watched = open_page(f"{service.url}/sessions")
        page = watched.page
        expect(page.locator(".session")).to_contain_text("Analizada")
        page.get_by_label("Nombre").fill("Filmada")
        page.get_by_label("La persona que atiende sabe").check()
        page.get_by_role("button", name="Empezar").click()
        expect(page.locator(".running-now .swatch[data-state=customer]")).to_be_visible()
        page.wait_for_timeout(SESSION_S * 1000)
        page.get_by_label("Nota sobre este momento").fill("Aquí saluda")
        page.get_by_role("button", name="Anotar").click()
        expect(page.locator(".running-notes")).to_contain_text("Aquí saluda")
        page.get_by_role("button", name="Terminar la sesión").click()

        axis = page.locator(".lanes")
        expect(axis).to_be_visible()
        expect(page.locator(".band-part[data-state=customer]").first).to_be_attached()
        expect(page.locator(".flag")).to_have_count(1)
        length_s = float(axis.get_attribute("aria-valuemax") or 0)
        assert length_s >= SESSION_S
        page.get_by_role("button", name="10×", exact=True).click()
        page.evaluate("""() => {
            window.marked = new Set();
            window.places = [];
            const look = () => {
                const axis = document.querySelector('.lanes');
                if (!axis) return;
                const row = document.querySelector('.event[aria-current]');
                if (row) window.marked.add(row.textContent);
                window.places.push(axis.ariaValueNow);
                requestAnimationFrame(look);
            };
            look();
        }""")
        page.get_by_role("button", name="Reproducir").click()
        expect(axis).to_have_attribute("aria-valuenow", f"{length_s:.1f}")
        places = [float(place) for place in page.evaluate("window.places")]
        assert places == sorted(places)
        assert len(set(places)) > (10 if times_count() else 2)
        marked = page.evaluate("[...window.marked]")
        assert len(marked) >= 2
        assert any("Aquí saluda" in each for each in marked)

        page.get_by_role("link", name="Todas las sesiones").click()
        boxes = page.get_by_role("checkbox", name="Comparar")
        expect(boxes).to_have_count(2)
        for box in boxes.all():
            box.check()
        page.get_by_role("button", name="Comparar las dos").click()
        expect(page.locator(".track")).to_have_count(2)
        share = page.locator("tr[data-number=customer_gaze_share]")
        expect(share).to_contain_text("%")
        # A block each is too little to tell anything.
        expect(share.locator(".verdict")).to_have_text("no se puede saber")
        assert watched.complaints == []
