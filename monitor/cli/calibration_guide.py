"""How `mostrador calibrate` speaks to whoever stands at the counter."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Final, Protocol

from monitor.attention.calibration import CalibrationResult, Grade
from monitor.attention.calibration_session import Phase, PlaceRead, PlaceRefused, Progress
from monitor.attention.place_reading import (
    CUSTOMER_PLACE,
    DEVICE_PLACE,
    LOWEST_PLACE,
    CalibrationPlace,
)
from monitor.attention.state import REASONS
from monitor.cli.output import say
from monitor.cli.tables import print_table
from monitor.units import deg_from_rad

if TYPE_CHECKING:
    from rich.console import Console

_BAR: Final = 30


def words_for(place: CalibrationPlace) -> str:
    """What to do, for people."""
    if place == CUSTOMER_PLACE:
        return "Look at where customers' faces are"
    if place == LOWEST_PLACE:
        return "Look at where the lowest customers' faces are: a child, a wheelchair user"
    if place == DEVICE_PLACE:
        return "Look at the device, as you usually hold or place it"
    return f"Look at {place.name}"


class Guide(Protocol):
    """What is told while places are looked at."""

    patient: bool
    """Somebody is there who can try again."""

    def start(self) -> None:
        """Begin to show something."""
        ...

    def stop(self) -> None:
        """Stop showing anything."""
        ...

    def ask(self, place: CalibrationPlace) -> None:
        """A place comes next."""
        ...

    def show(self, progress: Progress) -> None:
        """Called with every sample, and while there is none."""
        ...

    def done(self, event: PlaceRead | PlaceRefused) -> None:
        """The place was read, or refused."""
        ...

    def again(self) -> None:
        """It will be tried again."""
        ...


class PlainGuide:
    """Plain lines on standard error, one per turn of events."""

    patient = False

    def __init__(self) -> None:
        self._said = ""

    def start(self) -> None:
        """Nothing to begin."""

    def stop(self) -> None:
        """Nothing to end."""

    def ask(self, place: CalibrationPlace) -> None:
        """A line."""
        self._say(f"{words_for(place)} ...")

    def show(self, progress: Progress) -> None:
        """A line when samples begin to count, and for each new reason why they do not."""
        if progress.phase is not Phase.COLLECTING:
            return
        if progress.hindrance is not None:
            self._say(f"  cannot be judged: {REASONS[progress.hindrance]}")
        elif progress.collected_s == 0.0:
            self._say(f"  hold it for {progress.wanted_s:g} s")

    def done(self, event: PlaceRead | PlaceRefused) -> None:
        """A line."""
        self._say(f"  {_outcome(event)}")

    def again(self) -> None:
        """Nothing: `done` has said it."""

    def _say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()


class LiveGuide:
    """One line that changes in place, and a bell for somebody whose eyes are elsewhere."""

    patient = True

    def __init__(self, console: Console) -> None:
        from rich.status import Status

        self._console = console
        self._status = Status("Opening the camera", console=console)

    def start(self) -> None:
        """Show the line."""
        self._status.start()

    def stop(self) -> None:
        """Take it away."""
        self._status.stop()

    def ask(self, place: CalibrationPlace) -> None:
        """A bell and a line that stays."""
        self._console.bell()
        self._console.print(words_for(place), style="bold", markup=False)

    def show(self, progress: Progress) -> None:
        """Countdown, then a bar, then why nothing can be judged."""
        if progress.phase is Phase.GET_READY:
            self._status.update(f"ready in {math.ceil(progress.ready_in_s)}")
            return
        share = progress.collected_s / progress.wanted_s
        full = round(share * _BAR)
        bar = f"[green]{'━' * full}[/][dim]{'━' * (_BAR - full)}[/]"
        seconds = f"{progress.collected_s:.1f} of {progress.wanted_s:g} s"
        doubt = f"  [yellow]{REASONS[progress.hindrance]}[/]" if progress.hindrance else ""
        self._status.update(f"{bar} {seconds}{doubt}")

    def done(self, event: PlaceRead | PlaceRefused) -> None:
        """A bell and a line that stays."""
        self._console.bell()
        colour = "green" if isinstance(event, PlaceRead) else "red"
        self._console.print(f"  {_outcome(event)}", style=colour, markup=False)

    def again(self) -> None:
        """A line."""
        self._console.print("  Once more, please.")


def _outcome(event: PlaceRead | PlaceRefused) -> str:
    if isinstance(event, PlaceRefused):
        return event.reason
    reading = event.reading
    return f"good: {reading.kept} of {reading.samples} judged samples agree"


def print_result(result: CalibrationResult) -> None:
    """Places and areas, as a table on standard output."""
    from rich import box
    from rich.table import Table

    places = Table(box=box.SIMPLE_HEAD)
    places.add_column("place")
    for name in ("yaw", "pitch", "wandered by", "judged", "samples"):
        places.add_column(name, justify="right")
    for reading in result.places:
        spread_rad = max(reading.spread_yaw_rad, reading.spread_pitch_rad)
        places.add_row(
            reading.place.name,
            f"{deg_from_rad(reading.yaw_rad):+.1f}",
            f"{deg_from_rad(reading.pitch_rad):+.1f}",
            f"{deg_from_rad(spread_rad):.1f}",
            f"{reading.coverage:.0%}",
            f"{reading.kept} of {reading.samples}",
        )
    areas = Table(box=box.SIMPLE_HEAD)
    for name in ("area", "means", "yaw", "pitch"):
        areas.add_column(name)
    for aoi in result.areas:
        low, high = deg_from_rad(aoi.box.yaw_min_rad), deg_from_rad(aoi.box.yaw_max_rad)
        bottom, top = deg_from_rad(aoi.box.pitch_min_rad), deg_from_rad(aoi.box.pitch_max_rad)
        areas.add_row(
            aoi.aoi_id,
            aoi.area.value,
            "any" if high - low >= 359 else f"{low:+.0f} to {high:+.0f}",
            f"below {top:+.0f}" if bottom <= -90 else f"{bottom:+.0f} to {top:+.0f}",
        )
    say("Where each place is, in degrees from the lens (right and up are positive)")
    print_table(places)
    say("Areas, in degrees from where customers stand")
    print_table(areas)


def quality_sentence(result: CalibrationResult) -> str:
    """How good the calibration is, in one sentence."""
    one, other = result.hardest
    advice = "" if result.grade is Grade.GOOD else "; holding still may make it better"
    return (
        f"Quality: {result.grade.value}. {one} and {other}, the two places hardest to tell apart, "
        f"lie {result.separability:.1f} times as far apart as gaze wanders{advice}."
    )
