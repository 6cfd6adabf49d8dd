"""Somebody in front of a played shop's camera."""

from __future__ import annotations

from monitor.units import CounterId
from tests.browser.played_shop import Running
from tests.unit.attention.faces import faceless
from tests.unit.attention.looks import looking

MAIN = CounterId("main")


class Attendant:
    """Looks somewhere for the shop's camera. Samples come all at once, with their own times."""

    def __init__(self, shop: Running, counter: CounterId = MAIN) -> None:
        self.shop = shop.shop
        self.counter = counter
        self.now_s = 0.0

    def look(self, at_deg: tuple[float, float], seconds: float = 8.5) -> None:
        for sample in looking(at_deg, seconds, start_s=self.now_s, head_deg=at_deg):
            self.shop.calibrations.take(self.counter, sample)
        self.now_s += seconds + 1.0

    def go_away(self, seconds: float) -> None:
        for index in range(round(seconds * 10)):
            sample = faceless(self.now_s + index / 10, person=True)
            self.shop.calibrations.take(self.counter, sample)
        self.now_s += seconds + 1.0
