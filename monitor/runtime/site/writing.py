"""From the recorders to the database: every two seconds whatever changed, by one writer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final

from monitor.errors import NotFound, StoreError
from monitor.ports import MetricsStore
from monitor.runtime.counter.recorder import CounterRecorder
from monitor.units import CounterId

_LOG: Final = logging.getLogger(__name__)


class StoreWriter:
    """Writes what is not stored yet. Thread-safe: one flush at a time.

    What cannot be written stays with its recorder and is tried again: nothing is lost while the
    program runs.
    """

    def __init__(
        self, store: MetricsStore, recorders: Callable[[], Mapping[CounterId, CounterRecorder]]
    ) -> None:
        self._store = store
        self._recorders = recorders
        self._lock = threading.Lock()
        self._problem: str | None = None

    @property
    def problem(self) -> str | None:
        """Why the database cannot be used, None while it can."""
        return self._problem

    def pending_minutes(self) -> int:
        """Minutes of every counter that wait to be written."""
        return sum(len(each.unsaved().minutes) for each in self._recorders().values())

    def unstored(self) -> StoreError | None:
        """What the last flush could not write, told as it is lost; None when all is stored."""
        count = self.pending_minutes()
        if self._problem is None or not count:
            return None
        minutes = "the last minute" if count == 1 else f"the last {count} minutes"
        return StoreError(f"{minutes} could not be stored: {self._problem}")

    def flush(self) -> None:
        """Write everything that changed; what fails is told by `problem`."""
        with self._lock:
            try:
                for counter, recorder in self._recorders().items():
                    self._write(counter, recorder)
            except StoreError as error:
                self.failed(error)
                return
            if self._problem is not None:
                _LOG.warning("the database can be written again")
                self._problem = None

    def failed(self, error: StoreError) -> None:
        """The database could not be used, by whomever."""
        if self._problem != str(error):
            _LOG.error("%s", error)
        self._problem = str(error)

    def _write(self, counter: CounterId, recorder: CounterRecorder) -> None:
        held = recorder.unsaved()
        if held.minutes:
            self._store.upsert_minutes(counter, held.minutes)
        if held.encounters:
            self._store.upsert_encounters(counter, held.encounters)
        for part in held.sessions:
            try:
                self._store.sessions.add(
                    part.session_id, part.seconds, part.glances, part.encounters
                )
            except NotFound:
                # Removed, or gone with a backup put back: the minutes of others do not wait for it.
                _LOG.warning("what the session %s measured is let go: it is gone", part.session_id)
        recorder.saved(held)
