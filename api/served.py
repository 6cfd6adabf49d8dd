"""What the endpoints ask of the running service, as protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Protocol

from fastapi import Depends, Request

from api.problems import unknown_counter
from monitor.attention.encounters import Encounter
from monitor.metrics.buckets import Bucket
from monitor.metrics.rollup import Span, Summed
from monitor.ports import CameraStatus, Clock, StoreInfo
from monitor.runtime.counter.browser_frames import BrowserFrames
from monitor.runtime.counter.corrections import Corrections
from monitor.runtime.site.broadcast import Broadcast
from monitor.runtime.site.calibrations import Calibrations
from monitor.runtime.site.housekeeping import HousekeepingHealth
from monitor.runtime.site.pausing import Pauses
from monitor.runtime.site.presence_events import PresenceEvents
from monitor.runtime.site.sessions import Sessions
from monitor.runtime.site.settings_changes import SettingsChanges
from monitor.settings import Settings
from monitor.units import CounterId, UtcNs


class ServedCounter(Protocol):
    """One counter of the site."""

    @property
    def counter(self) -> CounterId:
        """Its name in the settings."""
        ...

    @property
    def name(self) -> str:
        """Its name for people."""
        ...

    @property
    def time_zone(self) -> str:
        """IANA name of the zone in which its days are counted."""
        ...

    @property
    def calibrated(self) -> bool:
        """False while angles are still relative to the camera."""
        ...


class ServedStoreHealth(Protocol):
    """How the database does."""

    @property
    def ok(self) -> bool:
        """The last write worked."""
        ...

    @property
    def problem(self) -> str | None:
        """One sentence when it did not."""
        ...

    @property
    def info(self) -> StoreInfo | None:
        """Where it is and what it holds; None when it cannot be asked."""
        ...

    @property
    def pending_minutes(self) -> int:
        """Minutes that wait in memory to be written."""
        ...


class ServedHealth(Protocol):
    """How the whole service does."""

    @property
    def version(self) -> str:
        """Of Mostrador."""
        ...

    @property
    def started_utc_ns(self) -> UtcNs:
        """When the service started."""
        ...

    @property
    def store(self) -> ServedStoreHealth:
        """The database."""
        ...

    @property
    def counters(self) -> Mapping[CounterId, CameraStatus]:
        """The camera of every counter."""
        ...

    @property
    def presence_cameras(self) -> Mapping[CounterId, CameraStatus]:
        """Second cameras that look for customers, of the counters that have one."""
        ...

    @property
    def housekeeping(self) -> HousekeepingHealth:
        """Hourly roll-up and retention: last run, rows removed, oldest row, problem."""
        ...


class ServedRuntime(Protocol):
    """The running service; `monitor.runtime.site.service.Runtime` is one."""

    @property
    def settings(self) -> Settings:
        """What the files and the environment say."""
        ...

    @property
    def broadcast(self) -> Broadcast:
        """The newest word of every counter."""
        ...

    @property
    def clock(self) -> Clock:
        """Time."""
        ...

    @property
    def changes(self) -> SettingsChanges:
        """The settings in use, and the way to change them."""
        ...

    @property
    def calibrations(self) -> Calibrations:
        """Calibrations under way."""
        ...

    @property
    def pauses(self) -> Pauses:
        """Which counters are paused: `pause`, `resume`, `view`."""
        ...

    @property
    def presence(self) -> PresenceEvents:
        """Customers as events from outside tell of them: `note`."""
        ...

    @property
    def corrections(self) -> Corrections:
        """Long look-aways of today that were work: `today`, `correct`, `take_back`, `between`."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Training sessions: `start`, `stop`, `all`, `find`, `record`, `note`, `remove`, ..."""
        ...

    def browser_frames(self, counter: CounterId) -> BrowserFrames:
        """Where a browser that is the counter's camera hands in its pictures. Raises `NotFound`."""
        ...

    def start(self) -> None:
        """Open the database and start the workers. Raises `MostradorError`."""
        ...

    def stop(self) -> None:
        """Write what is pending and end every process."""
        ...

    def counters(self) -> tuple[ServedCounter, ...]:
        """All counters, in the order of the settings."""
        ...

    def minutes(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Bucket, ...]:
        """Minutes with start <= minute < end, the open one included. Raises `StoreError`."""
        ...

    def sums(self, counter: CounterId, spans: Sequence[Span]) -> tuple[Summed, ...]:
        """The sums of each span, empty ones left out. Raises `StoreError`."""
        ...

    def hours(self, counter: CounterId, span: Span) -> tuple[Summed, ...]:
        """Every local hour of the span that has data, the open one included. Raises `StoreError`.

        An hour that reaches over a border of the span is cut there.
        """
        ...

    def encounters(self, counter: CounterId, start: UtcNs, end: UtcNs) -> tuple[Encounter, ...]:
        """Encounters that ended in start < end_ns <= end, in order. Raises `StoreError`."""
        ...

    def health(self) -> ServedHealth:
        """How everything does, now."""
        ...


def runtime_of(request: Request) -> ServedRuntime:
    """The service behind this application."""
    runtime: ServedRuntime = request.app.state.runtime
    return runtime


Runtime = Annotated[ServedRuntime, Depends(runtime_of)]


def find_counter(runtime: ServedRuntime, counter: str) -> ServedCounter:
    """The counter of that name. Raises `Refusal` with the names that there are."""
    known = runtime.counters()
    for found in known:
        if found.counter == counter:
            return found
    raise unknown_counter(counter, [each.counter for each in known])
