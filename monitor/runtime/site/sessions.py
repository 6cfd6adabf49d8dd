"""Training sessions: started on purpose, stopped, remarked upon, kept second by second."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from monitor.errors import NotFound, SessionRefused, StoreError, because, no_such_counter
from monitor.metrics.session import Session, SessionNote, SessionRecord, SessionSource
from monitor.ports import Clock, SessionStore
from monitor.runtime.site.session_texts import checked_name, checked_note
from monitor.units import NS_PER_S, CounterId, Ns, UtcNs

_LOG: Final = logging.getLogger(__name__)

LONGEST_NS: Final = 4 * 3600 * NS_PER_S
"""A session that nobody stops ends by itself."""


class Sessions:
    """Every session of the site. Thread-safe.

    Whoever starts or stops one waits for the database; the samples do not. While a session runs,
    its time goes by the monotonic clock: the wall clock may be set meanwhile.
    """

    def __init__(
        self,
        counters: Collection[CounterId],
        store: SessionStore,
        clock: Clock,
        divert: Callable[[CounterId, Session | None], None],
        flush: Callable[[CounterId], None] = lambda _counter: None,
    ) -> None:
        """Args:
        counters: all there are.
        store: where sessions are kept.
        clock: time.
        divert: from now on the counter's numbers go to this session; None: to its minutes.
        flush: writes what is held of the counter's sessions, as far as the database lets it.
        """
        self._counters = counters
        self._store = store
        self._clock = clock
        self._divert = divert
        self._flush = flush
        self._lock = threading.Lock()
        self._running: dict[CounterId, Session] = {}
        # When each that runs began, on the monotonic clock.
        self._began_ns: dict[str, Ns] = {}
        self._unkept: dict[str, Session] = {}

    def restore(self) -> None:
        """Close what was left running when the service ended, at the last second kept.

        Raises:
            StoreError: the database cannot be used.
        """
        for session in self._store.all():
            if session.end_utc_ns is None:
                seconds = self._store.record(session.session_id).seconds
                last = seconds[-1].start_utc_ns + NS_PER_S if seconds else session.start_utc_ns
                self._store.save(replace(session, end_utc_ns=UtcNs(last)))
                _LOG.warning("the session %r was cut off when the service ended", session.name)

    def start(self, counter: CounterId, name: str, note: str = "") -> Session:
        """Begin a session now: until it ends nothing else is measured at this counter.

        Raises:
            NotFound: no such counter.
            SessionRefused: one is running, or name or note cannot be used.
            StoreError: it could not be kept, and was not started.
        """
        self._known(counter)
        name, note = checked_name(name), checked_note(note)
        with self._lock:
            running = self._running.get(counter)
            if running is not None:
                raise SessionRefused(because("session_running", name=running.name, counter=counter))
            now_ns = self._clock.utc_ns()
            start = UtcNs(now_ns - now_ns % NS_PER_S)
            session = Session(_new_id(), counter, name, note, start, None)
            self._store.save(session)
            self._running[counter] = session
            self._began_ns[session.session_id] = Ns(self._clock.monotonic_ns() - (now_ns - start))
            self._divert(counter, session)
        _LOG.info("session %r is running at %s", name, counter)
        return session

    def stop(self, session_id: str) -> Session:
        """End a session now.

        Raises:
            NotFound: no such session.
            SessionRefused: it has ended before.
        """
        with self._lock:
            running = next(
                (each for each in self._running.values() if each.session_id == session_id), None
            )
            if running is None:
                ended = self._find(session_id)
                raise SessionRefused(because("session_ended", name=ended.name))
            return self._end(running)

    def running(self, counter: CounterId) -> Session | None:
        """The session that runs at a counter."""
        with self._lock:
            return self._running.get(counter)

    def now(self, session: Session) -> UtcNs:
        """Now, as a session counts that runs here; for any other, what the clock says."""
        began_ns = self._began_ns.get(session.session_id)
        if began_ns is None:
            return UtcNs(max(self._clock.utc_ns(), session.start_utc_ns))
        return UtcNs(session.start_utc_ns + self._clock.monotonic_ns() - began_ns)

    def all(self) -> tuple[Session, ...]:
        """Every session, newest first. Raises `StoreError`."""
        with self._lock:
            return tuple(self._unkept.get(each.session_id, each) for each in self._store.all())

    def find(self, session_id: str) -> Session:
        """The session of that id. Raises `NotFound` and `StoreError`."""
        with self._lock:
            return self._find(session_id)

    def record(self, session_id: str) -> SessionRecord:
        """All that is kept of it; of a running one, up to two seconds ago.

        Raises:
            NotFound: no such session.
            StoreError: the database cannot be read.
        """
        self.find(session_id)
        return self._store.record(session_id)

    def remove(self, session_id: str) -> None:
        """Remove a session that has ended, with all that is kept of it.

        Raises:
            NotFound: no such session.
            SessionRefused: it is running.
            StoreError: the database cannot be used.
        """
        with self._lock:
            session = self._find(session_id)
            if session.end_utc_ns is None:
                raise SessionRefused(because("session_runs", name=session.name))
            self._store.remove(session_id)
            self._unkept.pop(session_id, None)

    def note(self, session_id: str, at_utc_ns: UtcNs | None, text: str) -> SessionNote:
        """Remark upon one moment of a session, None for now.

        Raises:
            NotFound: no such session.
            SessionRefused: the moment lies outside of it, or the text cannot be used.
            StoreError: it could not be kept.
        """
        text = checked_note(text, "text", least=1)
        with self._lock:
            session = self._find(session_id)
            end = self.now(session) if session.end_utc_ns is None else session.end_utc_ns
            at_utc_ns = end if at_utc_ns is None else at_utc_ns
            if not session.start_utc_ns <= at_utc_ns <= end:
                whole_s = (end - session.start_utc_ns) / NS_PER_S
                at_s = (at_utc_ns - session.start_utc_ns) / NS_PER_S
                raise SessionRefused(because("note_moment", given_s=at_s, whole_s=whole_s))
            made = SessionNote(_new_id(), at_utc_ns, text)
            self._store.note(session_id, made)
            return made

    def remove_note(self, session_id: str, note_id: str) -> None:
        """Remove a note.

        Raises:
            NotFound: no such session, or it has no such note.
            StoreError: the database cannot be used.
        """
        with self._lock:
            session = self._find(session_id)
            if not self._store.remove_note(session_id, note_id):
                raise NotFound(because("no_note", name=session.name, note=note_id))

    def import_clip(
        self,
        counter: CounterId,
        name: str,
        record_from: Callable[[UtcNs], SessionRecord],
        duration_ns: int,
        note: str = "",
    ) -> Session:
        """Keep an analysed clip as a session that ends now.

        `record_from` gives what is to be kept of it, as if the clip had begun at that moment.

        Raises:
            NotFound: no such counter.
            SessionRefused: name or note cannot be used.
            StoreError: it could not be kept.
        """
        self._known(counter)
        name, note = checked_name(name), checked_note(note)
        now_ns = self._clock.utc_ns() - duration_ns
        start = UtcNs(now_ns - now_ns % NS_PER_S)
        session = Session(
            _new_id(), counter, name, note, start, UtcNs(start + duration_ns), SessionSource.CLIP
        )
        record = record_from(start)
        self._store.save(session)
        self._store.add(session.session_id, record.seconds, record.glances, record.encounters)
        return session

    def follow(self) -> None:
        """End what has run for too long; called about twice a second.

        By either clock: a computer that slept for a night wakes up without a session.
        """
        with self._lock:
            for session in tuple(self._running.values()):
                newest = max(self._clock.utc_ns(), self.now(session))
                if newest - session.start_utc_ns >= LONGEST_NS:
                    self._end(session)

    def keep(self) -> None:
        """Write ends that the database did not take yet, and what runs where its row is gone.

        A backup that was put back holds no session of later; one that runs goes on.
        """
        with self._lock:
            self._keep()
            for session in tuple(self._running.values()):
                try:
                    if self._store.find(session.session_id) is None:
                        self._store.save(session)
                except StoreError as error:
                    # Said by whoever writes the minutes.
                    _LOG.debug("the session %r was not looked for: %s", session.name, error)

    def end_all(self) -> None:
        """The service stops, and with it every session."""
        with self._lock:
            for session in tuple(self._running.values()):
                self._end(session)

    def _end(self, session: Session) -> Session:
        ended = replace(session, end_utc_ns=self.now(session))
        del self._running[session.counter]
        del self._began_ns[session.session_id]
        self._divert(session.counter, None)
        self._unkept[session.session_id] = ended
        self._flush(session.counter)
        self._keep()
        _LOG.info("session %r at %s has ended", session.name, session.counter)
        return ended

    def _keep(self) -> None:
        for session in tuple(self._unkept.values()):
            try:
                self._store.save(session)
            except StoreError as error:
                _LOG.error("the end of the session %r is not kept yet: %s", session.name, error)
                return
            del self._unkept[session.session_id]

    def _find(self, session_id: str) -> Session:
        found = self._unkept.get(session_id) or self._store.find(session_id)
        if found is None:
            raise NotFound(because("no_session", session=session_id))
        return found

    def _known(self, counter: CounterId) -> None:
        if counter not in self._counters:
            raise no_such_counter(counter, self._counters)


def _new_id() -> str:
    return secrets.token_hex(6)
