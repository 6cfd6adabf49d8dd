"""`mostrador calibrate`: look at the customer's place, then at the device, and keep the result."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.output import progress_console, say
from monitor.errors import MostradorError, SourceError, UsageError

if TYPE_CHECKING:
    from monitor.attention.calibration_session import PlaceRefused
    from monitor.attention.place_reading import CalibrationPlace
    from monitor.cli.calibration_guide import Guide
    from monitor.runtime.counter.watching import Watch
    from monitor.runtime.site.calibrating import CalibrationSession
    from monitor.settings import CounterSettings, Settings

_TRIES = 3


def calibrate(
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML). Default: your own, if any."
    ),
    counter: str | None = typer.Option(
        None, "--counter", metavar="ID", help="Which counter; not needed where there is one."
    ),
    source: str | None = typer.Option(
        None, "--source", metavar="ADDRESS", help="Another camera, or a recorded clip."
    ),
    seconds: float = typer.Option(
        5.0, "--seconds", metavar="S", help="How long to look at each place: 3 to 30."
    ),
    work: list[str] = typer.Option(
        [], "--work", metavar="NAME", help="A place that counts as work (till, goods); repeatable."
    ),
    lowest: bool = typer.Option(
        False,
        "--lowest",
        help="Look at where the lowest customers' faces are, too: a child, a wheelchair user.",
    ),
    yes: bool = typer.Option(False, "--yes", "-y", help="Store the result without asking."),
) -> None:
    """Measure where customers and the device are, seen from behind this counter.

    Stand where you serve. You are told where to look; a bell says when to look elsewhere. A clip
    must show the same: from its start 8 s on customers, 8 s on the device, 8 s on the lowest
    customers if --lowest is given, 8 s on each work place (3 s more than --seconds each).
    """
    import logging

    from monitor.adapters.clock import SystemClock
    from monitor.cli.calibration_guide import print_result, quality_sentence
    from monitor.runtime.compose import watched_cameras
    from monitor.runtime.counter.watching import Watch
    from monitor.runtime.site.calibrating import CalibrationSession
    from monitor.settings import check_writable, file_in_use, load_settings, user_file

    settings = load_settings(file_in_use(config), os.environ)
    file = config or user_file()
    if yes or _somebody_is_there():
        check_writable(file)
    chosen = _with_source(_chosen(settings, counter), source)
    clock = SystemClock()
    session = CalibrationSession(
        settings, chosen, clock, work=work, lowest=lowest, seconds_s=seconds, file=file
    )
    # A camera that fails is told once, as the error that ends this; nothing is tried again here.
    logging.getLogger("monitor").addHandler(logging.NullHandler())
    with Watch(chosen, watched_cameras(clock)) as watch:
        _look_at_everything(session, watch, _guide())
    view = session.view()
    if view.result is None:
        raise MostradorError(f"refused: {view.refused}")
    print_result(view.result)
    say(quality_sentence(view.result))
    if not (yes or _agreed(file)):
        say(f"Not stored. --yes stores it in {file} without asking.")
        return
    session.accept()
    say(f"Stored in {file}; a service that runs on this file takes it over by itself.")


def _chosen(settings: Settings, wanted: str | None) -> CounterSettings:
    known = ", ".join(each.id for each in settings.counters)
    if wanted is None and len(settings.counters) > 1:
        raise UsageError(f"there are several counters: name one with --counter ({known})")
    for each in settings.counters:
        if wanted in {None, each.id}:
            return each
    raise UsageError(f"there is no counter {wanted!r}: known are {known}")


def _with_source(counter: CounterSettings, source: str | None) -> CounterSettings:
    from monitor.addresses import parse_address

    if source is not None:
        # A file is found again wherever the program is started next.
        parsed = parse_address(source)
        camera = source if parsed.is_camera else str(Path(parsed.target).absolute())
        counter = counter.model_copy(update={"camera": camera})
    # A clip that began again would be taken for the next place.
    return counter.model_copy(update={"loop": False})


def _look_at_everything(session: CalibrationSession, watch: Watch, guide: Guide) -> None:
    guide.start()
    try:
        for place in session.places:
            for left in reversed(range(_TRIES)):
                refused = _look_at(place, session, watch, guide)
                if refused is None:
                    break
                if not guide.patient or left == 0:
                    raise MostradorError(f"refused: {refused.reason}")
                guide.again()
    finally:
        guide.stop()


def _look_at(
    place: CalibrationPlace, session: CalibrationSession, watch: Watch, guide: Guide
) -> PlaceRefused | None:
    from monitor.attention.calibration_session import PlaceRefused

    session.begin(place.name)
    guide.ask(place)
    try:
        for observation in watch.observations():
            events = () if observation is None else session.take(observation)
            guide.show(session.view().progress)
            for event in events:
                guide.done(event)
                return event if isinstance(event, PlaceRefused) else None
    except SourceError as error:
        raise MostradorError(f"{error}; {place.name} was not looked at long enough") from None
    raise MostradorError("the camera ended")


def _guide() -> Guide:
    from monitor.cli.calibration_guide import LiveGuide, PlainGuide

    console = progress_console()
    return LiveGuide(console) if console.is_terminal else PlainGuide()


def _agreed(file: Path) -> bool:
    if not _somebody_is_there():
        return False
    return typer.confirm(f"Store this in {file}?", default=True)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
