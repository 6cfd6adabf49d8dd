"""The newest snapshot of every counter, handed to any number of listeners.

The fold publishes from its thread; listeners live on the web server's event loop. Newest wins: a
slow listener misses old snapshots, never delays a new one and never grows a queue. What is handed
out has its ages as of that moment, so no listener works any out.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Mapping

from monitor.ports import Clock
from monitor.snapshot.counter import CounterSnapshot, later
from monitor.units import CounterId


class Broadcast:
    """Newest `CounterSnapshot` per counter; thread-safe to publish, asynchronous to follow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._snapshots: dict[CounterId, CounterSnapshot] = {}
        self._listeners: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._closed = False

    def publish(self, snapshot: CounterSnapshot) -> None:
        """Replace the counter's snapshot and wake every listener."""
        with self._lock:
            self._snapshots[snapshot.counter] = snapshot
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

    def snapshots(self) -> Mapping[CounterId, CounterSnapshot]:
        """The newest snapshot of every counter, its ages as they are now."""
        with self._lock:
            held = dict(self._snapshots)
        now_t_ns = self._clock.monotonic_ns()
        return {counter: later(snapshot, now_t_ns) for counter, snapshot in held.items()}

    async def changes(self, idle_s: float) -> AsyncGenerator[Mapping[CounterId, CounterSnapshot]]:
        """All snapshots at once, then again after each change, or after `idle_s` without one.

        Ends at `close`.
        """
        event = asyncio.Event()
        with self._lock:
            self._listeners[event] = asyncio.get_running_loop()
        try:
            while not self._closed:
                event.clear()
                yield self.snapshots()
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
