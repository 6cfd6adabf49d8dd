"""The newest word of every counter, handed to any number of listeners.

The fold publishes from its thread; listeners live on the web server's event loop. Newest wins: a
slow listener misses old words, never delays a new one and never grows a queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from monitor.attention.state import State
from monitor.metrics.buckets import Bucket
from monitor.ports import CameraStatus
from monitor.runtime.site.pausing import PauseReason
from monitor.units import CounterId, Ns, UtcNs


@dataclass(frozen=True, slots=True)
class RunningSession:
    """The training session that runs at a counter, told wherever the counter is shown."""

    session_id: str
    name: str
    start_utc_ns: UtcNs


@dataclass(frozen=True, slots=True)
class LiveWord:
    """One counter, now.

    Attributes:
        state: None before the first sample and while nothing is known.
        since_utc_ns: when that state began.
        inferred: the eyes were not seen: the head tells, or lids that hide them.
        sample_utc_ns: time of the newest sample, None before the first.
        sample_t_ns: the same on the monotonic clock, for freshness.
        today: sums since local midnight, the open minute included, and the encounters in it.
        calibrated: False when angles are still relative to the camera.
        calibrated_utc_ns: when the counter was calibrated, None where nobody knows.
        suspected_shift_rad: how far the camera seems to have been moved since, None while nothing
            is suspected. It changes no state.
        presence: a customer is there, or not; None while nobody knows.
        present_since_utc_ns: when the customer came, None while none is known to be there.
        paused_since_utc_ns: since when nothing is measured, None while the counter measures. Then
            there is no sample, which is as it should be: a paused counter is not stale.
        pause_reason: why it is paused.
        session: the training session that runs; its time is in nothing that `today` says but
            `practice_ns`.
        waiting_s: how long the customer who is there has waited since the last look at them, or
            since they came; None with nobody there, unknown presence, or eyes on the customer.
        cue_due: that is longer than the counter's settings allow, and the person at the counter
            wants to be told quietly.
    """

    counter: CounterId
    name: str
    state: State | None
    since_utc_ns: UtcNs | None
    inferred: bool
    sample_utc_ns: UtcNs | None
    sample_t_ns: Ns | None
    today: Bucket
    calibrated: bool
    camera: CameraStatus
    calibrated_utc_ns: UtcNs | None = None
    suspected_shift_rad: float | None = None
    presence: bool | None = None
    present_since_utc_ns: UtcNs | None = None
    paused_since_utc_ns: UtcNs | None = None
    pause_reason: PauseReason | None = None
    session: RunningSession | None = None
    waiting_s: float | None = None
    cue_due: bool = False


class Broadcast:
    """Newest `LiveWord` per counter; thread-safe to publish, asynchronous to follow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._words: dict[CounterId, LiveWord] = {}
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._closed = False

    def publish(self, word: LiveWord) -> None:
        """Replace the counter's word and wake every listener."""
        with self._lock:
            self._words[word.counter] = word
        self._wake()

    def close(self) -> None:
        """End every `changes`, now and later: the service stops. Safe to call twice."""
        with self._lock:
            self._closed = True
        self._wake()

    @property
    def closed(self) -> bool:
        """The service stops: whatever streams ends now."""
        return self._closed

    def words(self) -> Mapping[CounterId, LiveWord]:
        """The newest word of every counter."""
        with self._lock:
            return dict(self._words)

    async def changes(self, idle_s: float) -> AsyncGenerator[Mapping[CounterId, LiveWord]]:
        """All words at once, then again after each change, or after `idle_s` without one.

        Ends at `close`.
        """
        event = asyncio.Event()
        with self._lock:
            self._listeners[event] = asyncio.get_running_loop()
        try:
            while not self._closed:
                event.clear()
                yield self.words()
                try:
                    await asyncio.wait_for(event.wait(), idle_s)
                except TimeoutError:
                    continue  # nothing new: say so again, so that freshness grows
        finally:
            with self._lock:
                del self._listeners[event]

    def _wake(self) -> None:
        with self._lock:
            listeners = tuple(self._listeners.items())
        for event, loop in listeners:
            # A loop that closed took its listeners along; it may do so between asking and telling.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(event.set)
