"""Somebody in front of a played shop's camera."""

from __future__ import annotations

from monitor.perception.observation import Observation
from monitor.units import NS_PER_S, CounterId
from tests.browser.played_shop import PlayedShop
from tests.unit.attention.faces import faceless
from tests.unit.attention.looks import looking

MAIN = CounterId("main")


class Attendant:
    """Looks somewhere for the shop's camera. Samples come all at once, with their own times.

    Nobody else is there meanwhile: the shop's own script is silent.
    """

    def __init__(self, shop: PlayedShop, counter: CounterId = MAIN) -> None:
        self.shop = shop
        self.counter = counter
        self.shop.silent = True
        self.now_s = self.shop.clock.mono / NS_PER_S

    def look(
        self,
        at_deg: tuple[float, float],
        seconds: float = 8.5,
        head_deg: tuple[float, float] | None = None,
    ) -> None:
        head = at_deg if head_deg is None else head_deg
        self._bring(seconds, looking(at_deg, seconds, start_s=self.now_s, head_deg=head))

    def go_away(self, seconds: float) -> None:
        self._bring(
            seconds,
            [
                faceless(self.now_s + index / 10, person=True)
                for index in range(round(seconds * 10))
            ],
        )

    def calibrate(self, *, lowest: bool = False) -> None:
        """Go through a calibration, and accept it."""
        calibrations = self.shop.runtime.calibrations
        calibrations.start(self.counter, lowest=lowest)
        places = [("customer", (0.0, 0.0)), ("device", (0.0, -40.0))]
        for place, at_deg in (*places, *([("lowest", (4.0, -17.0))] if lowest else [])):
            calibrations.collect(self.counter, place, None)
            self.look(at_deg)
        calibrations.accept(self.counter)

    def look_as_if_knocked(self, shift_deg: float) -> None:
        """For minutes gaze and head lie aside by so much, as where the camera was moved."""
        self.look((shift_deg, 0.0), 420.0, head_deg=(shift_deg, 0.0))

    def _bring(self, seconds: float, samples: list[Observation]) -> None:
        self.shop.camera(self.counter).observe(*samples)
        self.now_s += seconds + 1.0
