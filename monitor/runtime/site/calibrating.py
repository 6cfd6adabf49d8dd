"""Guided calibration around the fold: samples come from one thread, questions from others.

Terminal and API use this same class; they only differ in how they show it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.attention import calibration_session as fold
from monitor.attention.aoi import AreaOfInterest
from monitor.attention.calibration import CalibrationResult
from monitor.attention.calibration_session import (
    Phase,
    Progress,
    SessionEvent,
    SessionParams,
    SessionState,
    check_places,
)
from monitor.attention.place_reading import (
    LOWEST_PLACE,
    CalibrationPlace,
    PlaceReading,
    work_place,
)
from monitor.errors import CalibrationError, SettingsError, because
from monitor.perception.observation import Observation
from monitor.ports import Clock
from monitor.settings import (
    CALIBRATED_KEYS,
    CounterSettings,
    FileStamp,
    Settings,
    calibrated_counter,
    core_params,
    load_settings,
    stamp_of,
    store_calibration,
)
from monitor.units import AoiId, Ns, ns_from_s, s_from_ns

SECONDS: Final = (3.0, 30.0)
"""Least and most that each place can be looked at, seconds."""
_NAME_CHARS: Final = 40
_LIVES_S: Final = 900.0
_SEEN_BY: Final = ("camera", "turn", "field_of_view_deg", "attendant_place")
"""Settings by which the attendant is seen: angles found with others mean something else."""


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """Where a calibration stands.

    Attributes:
        places: everything to be looked at, in the order in which it is best done.
        progress: what to look at now, how far it is, what is missing.
        readings: places that are done.
        result: once every place is done and they can be told apart.
        refused: why the places together are refused, None when they are not.
        newest: the counter's newest sample, None before the first.
        expires_in_s: it is given up when nothing is done for so long.
    """

    places: tuple[CalibrationPlace, ...]
    progress: Progress
    readings: tuple[PlaceReading, ...]
    result: CalibrationResult | None
    refused: CalibrationError | None
    expires_in_s: float
    newest: Observation | None = None


class CalibrationSession:
    """One calibration of one counter. Thread-safe."""

    def __init__(
        self,
        settings: Settings,
        counter: CounterSettings,
        clock: Clock,
        *,
        work: Sequence[str] = (),
        lowest: bool = False,
        seconds_s: float = SessionParams().seconds_s,
        file: Path | None = None,
    ) -> None:
        """Args:
            settings: those in use.
            counter: the counter to calibrate, one of them.
            clock: for expiry, and for the date that is stored.
            work: names of work places to look at, beside customer and device.
            lowest: the place of the lowest customer is looked at too.
            seconds_s: how long each place is looked at.
            file: the settings file to store in, None to store nothing.

        Raises:
            CalibrationError: names or seconds that cannot be used.
            SettingsError: the file cannot be read, or holds no such counter.
        """
        _check(work, seconds_s)
        self._clock = clock
        self._file = file
        self._made = False
        self.begun_with = counter
        self.counter = counter
        if file is not None:
            # Whatever was edited since the program started counts, and is kept.
            seen = stamp_of(file)
            self._made = seen.digest is not None
            self.counter = _as_written(file, seen, counter)
        areas = core_params(settings, self.counter).areas.areas
        places = (
            *fold.REQUIRED,
            *([LOWEST_PLACE] if lowest else []),
            *(work_place(name) for name in work),
        )
        check_places(places)
        self._params = SessionParams(places, seconds_s, kept=_unseen(areas, places))
        self._lock = threading.Lock()
        self._state = SessionState()
        self._newest: Observation | None = None
        self._touched_ns = clock.monotonic_ns()

    @property
    def places(self) -> tuple[CalibrationPlace, ...]:
        """Everything to be looked at, customer and device first."""
        return self._params.places

    def begin(self, place: str) -> None:
        """Start to collect one place, anew if need be. Raises `NotFound`."""
        with self._lock:
            self._state = fold.begin(self._state, AoiId(place), self._params)
            self._touched_ns = self._clock.monotonic_ns()

    def take(self, observation: Observation) -> tuple[SessionEvent, ...]:
        """One sample of the counter's camera."""
        with self._lock:
            self._newest = observation
            self._state, events = fold.step(self._state, observation, self._params)
            return events

    def expired(self) -> bool:
        """Nobody has done anything for long."""
        return self._expires_in_ns() <= 0

    def view(self) -> CalibrationView:
        """Where it stands."""
        with self._lock:
            state, newest = self._state, self._newest
        progress = fold.progress(state, self._params)
        found: CalibrationResult | None = None
        refused: CalibrationError | None = None
        if progress.phase is Phase.COMPLETE:
            try:
                found = fold.result(state, self._params)
            except CalibrationError as error:
                refused = error
        left_s = max(s_from_ns(self._expires_in_ns()), 0.0)
        return CalibrationView(
            self._params.places, progress, state.readings, found, refused, left_s, newest
        )

    def accept(self) -> tuple[CounterSettings, CalibrationResult]:
        """Store the result if there is a file to store it in; the counter with it, and itself.

        Raises:
            CalibrationError: it is not complete, or refused.
            SettingsError: it cannot be stored; nothing was changed.
        """
        with self._lock:
            found = fold.result(self._state, self._params)
        now_utc_ns = self._clock.utc_ns()
        if self._file is None:
            return calibrated_counter(self.counter, found, now_utc_ns), found
        seen = stamp_of(self._file)
        # Whatever else was stored meanwhile stays, and stays beside what was found.
        written = _as_written(self._file, seen, self.counter)
        keys = (*CALIBRATED_KEYS, *_SEEN_BY) if self._made else CALIBRATED_KEYS
        if (self._made and seen.digest is None) or _differ(self.counter, written, keys):
            raise SettingsError(because("file_changed", path=str(self._file)))
        counter = calibrated_counter(written, found, now_utc_ns)
        store_calibration(counter, seen)
        return counter, found

    def check_camera(self, now: CounterSettings) -> None:
        """Raise `CalibrationError` when samples no longer come as they did when it began.

        Args:
            now: the counter's settings in use.
        """
        if _differ(self.begun_with, now, _SEEN_BY):
            raise CalibrationError(because("camera_changed"))

    def _expires_in_ns(self) -> Ns:
        passed_ns = self._clock.monotonic_ns() - self._touched_ns
        return Ns(ns_from_s(_LIVES_S) - passed_ns)


def _check(work: Sequence[str], seconds_s: float) -> None:
    least_s, most_s = SECONDS
    if not least_s <= seconds_s <= most_s:
        raise CalibrationError(
            because("place_seconds", given_s=seconds_s, least_s=least_s, most_s=most_s)
        )
    for name in work:
        if not name.strip() or len(name) > _NAME_CHARS or "/" in name or not name.isprintable():
            raise CalibrationError(
                because("place_name", given=name[:_NAME_CHARS], most=_NAME_CHARS)
            )


def _as_written(file: Path, seen: FileStamp, counter: CounterSettings) -> CounterSettings:
    if seen.digest is None:
        return counter
    for written in load_settings(file, {}).counters:
        if written.id == counter.id:
            return written
    raise SettingsError(because("file_lacks_counter", path=str(file), counter=counter.id))


def _differ(one: CounterSettings, other: CounterSettings, keys: Sequence[str]) -> bool:
    return any(getattr(one, key) != getattr(other, key) for key in keys)


def _unseen(
    areas: Sequence[AreaOfInterest], places: Sequence[CalibrationPlace]
) -> tuple[AreaOfInterest, ...]:
    """Areas that no place is named after; the calibration keeps those that mean work."""
    names = {place.name for place in places}
    return tuple(aoi for aoi in areas if aoi.aoi_id not in names)
