"""Calibrations under way in a running service: at most one per counter, given up when forgotten."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.attention.calibration import CalibrationResult
from monitor.attention.calibration_session import SessionParams
from monitor.errors import CalibrationError, NotFound, SettingsError, because, no_such_counter
from monitor.perception.observation import Observation
from monitor.ports import Clock
from monitor.runtime.site.calibrating import CalibrationSession, CalibrationView
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import (
    CALIBRATED_KEYS,
    CounterSettings,
    Settings,
    check_writable,
    load_settings,
)
from monitor.units import CounterId

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A calibration that counts from now on. `file` is where it is stored, None for nowhere."""

    counter: CounterSettings
    result: CalibrationResult
    file: Path | None


class Calibrations:
    """Every calibration under way. Thread-safe: the cameras' threads bring samples."""

    def __init__(self, in_use: SettingsInUse, clock: Clock) -> None:
        self._in_use = in_use
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[CounterId, CalibrationSession] = {}
        self._file_mark = _mark(in_use.file)

    def start(
        self,
        counter: CounterId,
        work: Sequence[str] = (),
        seconds_s: float = SessionParams().seconds_s,
        *,
        lowest: bool = False,
    ) -> CalibrationView:
        """Begin a calibration; one of the same counter that was under way is given up.

        Arguments as for `CalibrationSession`.

        Raises:
            NotFound: no such counter.
            CalibrationError: names or seconds that cannot be used.
            SettingsError: the settings file cannot be read or written, or does not hold the
                counter.
        """
        settings, file = self._in_use.current, self._in_use.file
        chosen = _of(settings, counter)
        if chosen is None:
            raise no_such_counter(counter, (each.id for each in settings.counters))
        if file is not None:
            check_writable(file)
        session = CalibrationSession(
            settings,
            chosen,
            self._clock,
            work=work,
            lowest=lowest,
            seconds_s=seconds_s,
            file=file,
        )
        with self._lock:
            self._sessions[counter] = session
        return session.view()

    def collect(self, counter: CounterId, place: str, camera_problem: str | None) -> None:
        """Start to collect one place.

        Raises:
            NotFound: no calibration is under way, or it has no such place.
            CalibrationError: the camera does not work (`camera_problem` says why), or is another
                one than that with which the calibration began.
        """
        session = self._session(counter)
        if camera_problem is not None:
            raise CalibrationError(because("camera_lost", problem=camera_problem))
        session.check_camera(self._in_use.rules(counter).settings)
        session.begin(place)

    def view(self, counter: CounterId) -> CalibrationView:
        """Where the calibration stands. Raises `NotFound` when none is under way."""
        return self._session(counter).view()

    def accept(self, counter: CounterId) -> Accepted:
        """Store the result, have it count from now on, and end the calibration.

        Raises:
            NotFound: no calibration is under way.
            CalibrationError: it is not complete, or refused, or begun with another camera.
            SettingsError: it cannot be stored; nothing was changed, and it is still under way.
        """
        session = self._session(counter)
        accepted: list[Accepted] = []

        def calibrated(now: Settings) -> Settings:
            session.check_camera(self._in_use.rules(counter).settings)
            measured, result = session.accept()
            accepted.append(Accepted(measured, result, self._in_use.file))
            return _with_calibration(now, measured)

        self._in_use.replace(calibrated)
        with self._lock:
            if self._sessions.get(counter) is session:
                del self._sessions[counter]
        return accepted[0]

    def drop(self, counter: CounterId) -> None:
        """Give a calibration up. Raises `NotFound` when none is under way."""
        self._session(counter)
        with self._lock:
            self._sessions.pop(counter, None)

    def refresh(self) -> None:
        """Notice a calibration that somebody else stored in the file (the command line, say).

        Only calibrations are taken over from a running service's file; a file that is broken for a
        moment changes nothing. While another change is under way, it waits for the next time.
        """
        file = self._in_use.file
        if file is not None and _mark(file) not in {None, self._file_mark}:
            self._in_use.replace(lambda now: self._taken_over(now, file), wait=False)

    def take(self, counter: CounterId, observation: Observation) -> None:
        """One sample of a counter's camera."""
        with self._lock:
            session = self._sessions.get(counter)
        if session is not None:
            session.take(observation)

    def _taken_over(self, now: Settings, file: Path) -> Settings:
        self._file_mark = _mark(file)
        try:
            written = load_settings(file, {}).counters
        except SettingsError as error:
            _LOG.warning("the settings go on as they were: %s", error)
            return now
        for counter in written:
            known = _of(now, CounterId(counter.id))
            if known is None or counter.calibrated_at in {None, known.calibrated_at}:
                continue
            now = _with_calibration(now, counter)
            _LOG.info("%s: a new calibration counts from now on", counter.id)
        return now

    def _session(self, counter: CounterId) -> CalibrationSession:
        with self._lock:
            session = self._sessions.get(counter)
            if session is not None and session.expired():
                del self._sessions[counter]
                session = None
        if session is None:
            raise NotFound(because("no_calibration", counter=counter))
        return session


def _of(settings: Settings, counter: CounterId) -> CounterSettings | None:
    return next((each for each in settings.counters if each.id == counter), None)


def _with_calibration(settings: Settings, measured: CounterSettings) -> Settings:
    """The settings with what was measured of one counter; all else stays as it is in use."""
    changes = {name: getattr(measured, name) for name in CALIBRATED_KEYS}
    counters = tuple(
        each.model_copy(update=changes) if each.id == measured.id else each
        for each in settings.counters
    )
    return settings.model_copy(update={"counters": counters})


def _mark(file: Path | None) -> tuple[int, int, int] | None:
    """Something that changes when the file does; None while there is none."""
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:
        return None  # missing, or out of reach for now: whoever stores in it will say why
    return found.st_mtime_ns, found.st_size, found.st_ino
