"""What one counter goes by, and what has to begin anew when that changes.

Whatever is not in the table goes on: a threshold counts from the next sample, and ends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from monitor.attention.calibration import Fingerprint
from monitor.metrics.rule_ledger import RuleLedger
from monitor.pipeline import CoreParams
from monitor.ports import CameraOrder
from monitor.runtime.counter.camera_orders import camera_order, customers_order
from monitor.settings import CounterSettings, Settings, core_params, fingerprint


@dataclass(frozen=True, slots=True)
class CounterRules:
    """What one counter goes by, as the settings in use have it.

    Attributes:
        settings: the counter's own table.
        ledger: the rule of publication, as it was and is; it says what is today.
        core: every threshold of the fold.
        fingerprint: of the counter's calibration, None where there is none.
        order: what the camera that looks at the attendant is to do.
        customers: the same for a second camera that looks for customers, None where there is none.
    """

    settings: CounterSettings
    ledger: RuleLedger
    core: CoreParams
    fingerprint: Fingerprint | None
    order: CameraOrder
    customers: CameraOrder | None

    @property
    def zone(self) -> ZoneInfo:
        """In which the site's days are counted."""
        return self.ledger.now.zone


def counter_rules(settings: Settings, counter: CounterSettings, ledger: RuleLedger) -> CounterRules:
    """The rules of one of the settings' counters; the newest of the ledger is the settings' own."""
    return CounterRules(
        counter,
        ledger,
        core_params(settings, counter),
        fingerprint(counter),
        camera_order(counter),
        customers_order(counter),
    )


class Restart(StrEnum):
    """What begins anew."""

    CAMERA = "camera"
    """The camera that looks at the attendant is opened again: some seconds without samples."""
    SECOND_CAMERA = "second_camera"
    """The same, for the one that looks for customers."""
    ATTENDANT = "attendant"
    """Who serves, and whether the camera was moved, is found out again."""
    REFERENCE = "reference"
    """What was remembered of the head was relative to another reference."""
    PRESENCE = "presence"
    """Nobody knows whether a customer is there: an encounter that runs ends."""
    DAY = "day"
    """The sums of today are of another day."""


def _presence_by(rules: CounterRules) -> object:
    presence = rules.settings.presence
    own = (rules.order.address, rules.order.turn_deg) if presence.by_own_camera else None
    return presence.kind, presence.camera, presence.zone, own


def _attendant_by(rules: CounterRules) -> object:
    perception = rules.order.perception
    return (
        *(rules.order.address, rules.order.turn_deg, rules.order.field_of_view_rad),
        rules.order.masks,
        *(perception.place, perception.attendants),
    )


def _reference_by(rules: CounterRules) -> object:
    # Calibrated again, it counts as new even where the same was measured.
    return rules.core.areas, rules.fingerprint, rules.settings.calibrated_at


_MADE_OF: Final[Mapping[Restart, Callable[[CounterRules], object]]] = MappingProxyType(
    {
        Restart.CAMERA: lambda rules: rules.order,
        Restart.SECOND_CAMERA: lambda rules: rules.customers,
        Restart.ATTENDANT: _attendant_by,
        Restart.REFERENCE: _reference_by,
        Restart.PRESENCE: _presence_by,
        Restart.DAY: lambda rules: rules.zone,
    }
)
"""From what each is made: it begins anew when that is another, and never else."""


def restarts(before: CounterRules, after: CounterRules) -> frozenset[Restart]:
    """What begins anew when a counter goes by other rules than before."""
    return frozenset(
        each for each, made_of in _MADE_OF.items() if made_of(before) != made_of(after)
    )
