"""The settings in use: one owner, whom everybody asks, and one way to put others in their place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import NotFound, because
from monitor.runtime.counter.rules import CounterRules, counter_rules
from monitor.settings import Settings
from monitor.units import CounterId


@dataclass(frozen=True, slots=True)
class _InUse:
    """Settings, and what each counter goes by: put in place together."""

    settings: Settings
    rules: Mapping[CounterId, CounterRules]


def _in_use(settings: Settings) -> _InUse:
    rules = {CounterId(each.id): counter_rules(settings, each) for each in settings.counters}
    return _InUse(settings, rules)


class SettingsInUse:
    """Owns the settings that count now, and the file that they are stored in. Thread-safe.

    One change at a time is made, stored, put in place and followed, so that the file, the settings
    in use and everybody who goes by them agree once it is over. Reading waits for nobody. Whoever
    needs a setting asks when it is needed: a copy would be somebody else's answer.
    """

    def __init__(self, settings: Settings, file: Path | None = None) -> None:
        """`file` is where changes are stored, None for nowhere; it may not exist yet."""
        self.file = file
        self._now = _in_use(settings)
        self._changing = threading.Lock()
        self._followers: list[Callable[[Settings, Settings], None]] = []

    @property
    def current(self) -> Settings:
        """Those that count now."""
        return self._now.settings

    def rules(self, counter: CounterId) -> CounterRules:
        """What a counter goes by now; the same record until it is changed. Raises `NotFound`."""
        rules = self._now.rules.get(counter)
        if rules is None:
            known = ", ".join(self._now.rules)
            raise NotFound(because("no_counter", counter=counter, known=known))
        return rules

    def subscribe(self, follow: Callable[[Settings, Settings], None]) -> None:
        """Have `follow` called with the settings before and after each change, in order.

        It is called while no other change can begin, and must not begin one.
        """
        self._followers.append(follow)

    def replace(self, change: Callable[[Settings], Settings], *, wait: bool = True) -> Settings:
        """Put others in place of the settings in use.

        Args:
            change: makes new settings of those in use, and stores what has to be stored. The
                counters stay the same. What it raises is raised, and nothing was changed.
            wait: without it, nothing happens while another change is under way.

        Returns:
            The settings in use now.
        """
        if not self._changing.acquire(blocking=wait):
            return self.current
        try:
            before = self.current
            after = change(before)
            if after != before:
                self._now = _in_use(after)
                with ExitStack() as told:
                    # Each is told, even when another one fails.
                    for follow in reversed(self._followers):
                        told.callback(follow, before, after)
            return after
        finally:
            self._changing.release()
