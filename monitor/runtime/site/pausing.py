"""Pausing: by hand, in one touch, or because the shop is closed. A paused counter has no camera."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Final

from monitor.errors import StoreError, no_such_counter
from monitor.ports import Clock, Journal
from monitor.snapshot.counter import PauseReason, PauseView
from monitor.units import CounterId, UtcNs

_LOG: Final = logging.getLogger(__name__)


_WORDS: Final = MappingProxyType(
    {
        None: "measures again",
        PauseReason.HAND: "is paused by hand: its camera is off",
        PauseReason.CLOSED: "is paused while the shop is closed: its camera is off",
    }
)


class Pauses:
    """Which counters are paused. Thread-safe; a change is made at once, then kept.

    A pause must work whatever the database does: what could not be kept is tried again by `keep`.
    """

    def __init__(
        self,
        counters: Iterable[CounterId],
        journal: Journal,
        clock: Clock,
        apply: Callable[[PauseView], None],
        is_open: Callable[[UtcNs], bool] = lambda _utc_ns: True,
    ) -> None:
        """`apply` switches a counter off or on; `is_open` says whether the shop is at a moment."""
        self._journal = journal
        self._clock = clock
        self._apply = apply
        self._is_open = is_open
        # Held while a change is made, so that two in a row end as the second one says.
        self._lock = threading.RLock()
        self._views = {each: PauseView(each, None, None) for each in counters}
        self._by_hand: dict[CounterId, UtcNs] = {}
        self._unkept: set[CounterId] = set()

    def restore(self) -> None:
        """Pause again what was paused by hand when the service ended, and what is closed now.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._lock:
            for counter in self._views:
                since = self._journal.paused_since(counter)
                if since is not None:
                    self._by_hand[counter] = since
        self.follow()

    def pause(self, counter: CounterId) -> PauseView:
        """Stop measuring, now. A counter that is paused by hand stays as it is.

        Raises:
            NotFound: no such counter.
        """
        with self._lock:
            self._known(counter)
            if counter not in self._by_hand:
                self._by_hand[counter] = self._clock.utc_ns()
                self._settle(counter)
                self._unkept.add(counter)
                self.keep()
            return self._views[counter]

    def resume(self, counter: CounterId) -> PauseView:
        """Take back a pause by hand. While the shop is closed the counter stays paused for that.

        Raises:
            NotFound: no such counter.
        """
        with self._lock:
            self._known(counter)
            if counter in self._by_hand:
                del self._by_hand[counter]
                self._settle(counter)
                self._unkept.add(counter)
                self.keep()
            return self._views[counter]

    def view(self, counter: CounterId) -> PauseView:
        """Whether it is paused. Raises `NotFound`. Waits for nobody, not even for a camera."""
        self._known(counter)
        return self._views[counter]

    def follow(self) -> None:
        """Open and close with the shop; called about twice a second."""
        with self._lock:
            for counter in self._views:
                self._settle(counter)

    def keep(self) -> None:
        """Write what people said and the database did not take yet."""
        with self._lock:
            for counter in sorted(self._unkept):
                try:
                    self._journal.set_paused(counter, self._by_hand.get(counter))
                except StoreError as error:
                    _LOG.error("the pause of %s is not kept yet: %s", counter, error)
                    return
                self._unkept.discard(counter)

    def _settle(self, counter: CounterId) -> None:
        before = self._views[counter]
        now_ns = self._clock.utc_ns()
        since, reason = self._by_hand.get(counter), None
        if since is not None:
            reason = PauseReason.HAND
        elif not self._is_open(now_ns):
            reason = PauseReason.CLOSED
            since = before.since_utc_ns if before.reason is reason else now_ns
        if (before.reason, before.since_utc_ns) == (reason, since):
            return
        self._views[counter] = PauseView(counter, reason, since)
        if reason is not before.reason:
            _LOG.info("%s %s", counter, _WORDS[reason])
        self._apply(self._views[counter])

    def _known(self, counter: CounterId) -> None:
        if counter not in self._views:
            raise no_such_counter(counter, self._views)
