"""What axe says of a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
WIDTHS_PX = (320, 360, 480, 768, 1024, 1440, 1920)


def violations(page: Page) -> list[str]:
    """Every violation that axe finds on the page as it stands; none is an empty list."""
    # The tool adds its script through the debugger, which the page's policy does not bind.
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


def too_wide(page: Page) -> list[tuple[int, int]]:
    """Widths at which the page scrolls sideways, with what it takes."""
    found: list[tuple[int, int]] = []
    for width_px in WIDTHS_PX:
        page.set_viewport_size({"width": width_px, "height": 800})
        widest = page.evaluate("document.documentElement.scrollWidth")
        if widest > width_px:
            found.append((width_px, widest))
    return found


def cut_off(page: Page, selector: str, width_px: int = 320) -> list[str]:
    """What is wider than the room that it has on a small phone: overlapped, or cut off."""
    page.set_viewport_size({"width": width_px, "height": 800})
    wide: list[str] = page.locator(selector).evaluate_all(
        """all => all.filter((each) => {
            const [mine, around] = [each, each.parentElement].map((e) => e.getBoundingClientRect());
            const padding = getComputedStyle(each.parentElement).paddingRight;
            const end = around.right - parseFloat(padding);
            const cut = each.scrollWidth > each.clientWidth + 1 || mine.right > end + 1;
            return each.checkVisibility() && cut;
        }).map((each) => each.className + ': ' + each.textContent)"""
    )
    return wide
