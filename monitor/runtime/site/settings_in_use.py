"""The settings in use: one owner, whom everybody asks, and one way to put others in their place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import StoreError, because, no_such_counter
from monitor.metrics.rule_ledger import RuleLedger
from monitor.runtime.counter.rules import CounterRules, counter_rules
from monitor.runtime.site.rules_kept import rule_of
from monitor.settings import Settings
from monitor.units import CounterId


@dataclass(frozen=True, slots=True)
class _InUse:
    """Settings, the rule of publication, and what each counter goes by: put in place together."""

    settings: Settings
    ledger: RuleLedger
    rules: Mapping[CounterId, CounterRules]


def _in_use(settings: Settings, ledger: RuleLedger) -> _InUse:
    rules = {
        CounterId(each.id): counter_rules(settings, each, ledger) for each in settings.counters
    }
    return _InUse(settings, ledger, rules)


class SettingsInUse:
    """Owns the settings that count now, and the file that they are stored in. Thread-safe.

    One change at a time is made, stored, put in place and followed, so that the file, the settings
    in use and everybody who goes by them agree once it is over. Reading waits for nobody. Whoever
    needs a setting asks when it is needed: a copy would be somebody else's answer.
    """

    def __init__(
        self,
        settings: Settings,
        noted: Callable[[Settings], RuleLedger],
        file: Path | None = None,
    ) -> None:
        """Args:
            settings: those to begin with.
            noted: writes down from when on the settings' rule of publication counts, and gives the
                ledger with it.
            file: where changes are stored, None for nowhere; it may not exist yet.

        Raises:
            StoreError: the rule could not be written down.
        """
        self.file = file
        self._noted = noted
        self._now = _in_use(settings, noted(settings))
        self._changing = threading.Lock()
        self._followers: list[Callable[[Settings, Settings], None]] = []

    @property
    def current(self) -> Settings:
        """Those that count now."""
        return self._now.settings

    @property
    def ledger(self) -> RuleLedger:
        """The rule of publication as it was and is; the newest is that of the settings in use."""
        return self._now.ledger

    def rules(self, counter: CounterId) -> CounterRules:
        """What a counter goes by now; the same record until it is changed. Raises `NotFound`."""
        rules = self._now.rules.get(counter)
        if rules is None:
            raise no_such_counter(counter, self._now.rules)
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
                counters stay the same. What it raises is raised, and nothing was changed; so it is
                where a new rule of publication cannot be written down.
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
                alike = rule_of(after) == rule_of(before)
                self._now = _in_use(after, self.ledger if alike else self._ledger_with(after))
                with ExitStack() as told:
                    # Each is told, even when another one fails.
                    for follow in reversed(self._followers):
                        told.callback(follow, before, after)
            return after
        finally:
            self._changing.release()

    def _ledger_with(self, after: Settings) -> RuleLedger:
        try:
            return self._noted(after)
        except StoreError as error:
            raise counts_later(str(error)) from error


def counts_later(problem: str) -> StoreError:
    """What was stored in the file cannot count yet, because the database does not work."""
    return StoreError(because("counts_at_next_start", problem=problem))
