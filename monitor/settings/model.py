"""What may stand in a settings file. Units as people write them: seconds and degrees.

Defaults of thresholds come from the params records, where they are written down once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    model_validator,
)

from monitor.addresses import parse_address
from monitor.attention.aoi import CUSTOMER_AREA, DEVICE_AREA, AreaParams
from monitor.attention.label import LabelParams
from monitor.attention.settle import SettleParams
from monitor.attention.state import BoxedArea
from monitor.errors import Unaccepted, because
from monitor.geometry.camera import DEFAULT_FIELD_OF_VIEW_RAD
from monitor.metrics.suppression import PublishParams
from monitor.perception.observation import PerceptionParams
from monitor.perception.slots import SLOTS_MAX
from monitor.ports import TURNS, Turn
from monitor.settings.encounters import EncounterSettings
from monitor.settings.opening import OpeningSettings
from monitor.settings.presence import PresenceSettings, Region, camera_address, camera_number
from monitor.settings.retention import RetentionSettings
from monitor.settings.server import ServerSettings
from monitor.settings.table import Table
from monitor.units import deg_from_rad

MASKS_MAX: Final = 16
"""So many parts of a picture can be excluded."""

_SETTLE: Final = SettleParams()
_LABEL: Final = LabelParams()
_AREAS: Final = AreaParams()
_PUBLISH: Final = PublishParams()
_PERCEPTION: Final = PerceptionParams()


def _deg(radians: float) -> float:
    return round(deg_from_rad(radians), 6)


def _refuse_twice(what: str, names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise ValueError(f"two {what} {name!r}: each needs its own")


# Files of the time zone database that name no place: browsers know none of them, and in `right/`
# the clock counts leap seconds.
_NO_PLACES: Final = ("localtime", "posixrules", "Factory", "posix/", "right/")


def _time_zone(name: str) -> str:
    refusal = Unaccepted(because("time_zone"))
    if name.startswith(_NO_PLACES):
        raise refusal
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refusal from error
    return name


_Item = TypeVar("_Item")


def _some(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    if not items:
        raise ValueError("the list is empty: at least one entry is needed")
    return items


def _few_masks(masks: tuple[Region, ...]) -> tuple[Region, ...]:
    if len(masks) > MASKS_MAX:
        raise Unaccepted(because("entries", most=MASKS_MAX))
    return masks


class SiteSettings(Table):
    """`[site]`: the shop."""

    name: str = Field(default="Mostrador", min_length=1, max_length=80)
    id: str = Field(default="site", pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Europe/Madrid"
    opening: OpeningSettings = OpeningSettings()


class StoreSettings(Table):
    """`[store]`: the database. An empty address means a SQLite file in the user's data folder."""

    url: str = ""


class PublishSettings(Table):
    """`[publish]`: how much must stand behind a number before it is shown."""

    min_coverage: float = Field(default=_PUBLISH.min_coverage, ge=0, le=1)
    min_judged_s: float = Field(default=_PUBLISH.min_judged_s, ge=0, le=604_800)
    min_encounters: int = Field(default=_PUBLISH.min_encounters, ge=0, le=10_000)


class AttentionSettings(Table):
    """`[attention]`: durations in seconds, head angles in degrees."""

    confirm_s: float = Field(default=_SETTLE.confirm_s, gt=0, le=2)
    bridge_s: float = Field(default=_SETTLE.bridge_s, gt=0, le=2)
    blink_s: float = Field(default=_SETTLE.blink_s, gt=0, le=2)
    restless_s: float = Field(default=_SETTLE.restless_s, gt=0, le=10)
    sample_worth_s: float = Field(default=_SETTLE.sample_worth_s, gt=0, le=5)
    head_down_deg: float = Field(default=_deg(_LABEL.head_down_rad), ge=-90, le=0)
    head_drop_deg: float = Field(default=_deg(_LABEL.head_drop_rad), gt=0, le=90)
    trail_s: float = Field(default=_LABEL.trail_s, gt=0, le=10)
    inferred_max_s: float = Field(default=_LABEL.inferred_max_s, gt=0, le=3600)
    arrive_s: float = Field(default=_LABEL.arrive_s, ge=0, le=60)
    eyes_down_deg: float = Field(default=_deg(_LABEL.eyes_down_rad), ge=-90, le=0)
    eyes_down_s: float = Field(default=_LABEL.eyes_down_s, gt=0, le=5)
    linger_s: float = Field(default=_LABEL.linger_s, gt=0, le=60)


class AngleRange(Table):
    """An area as ranges of gaze relative to the reference, in degrees."""

    name: str = Field(min_length=1, max_length=40)
    means: BoxedArea
    yaw_deg: tuple[float, float] = (-180.0, 180.0)
    pitch_deg: tuple[float, float] = (-90.0, 90.0)
    leave_deg: float = Field(default=_deg(CUSTOMER_AREA.leave_margin_rad), ge=0, le=45)

    @model_validator(mode="after")
    def _ordered(self) -> AngleRange:
        for name, (low, high) in (("yaw_deg", self.yaw_deg), ("pitch_deg", self.pitch_deg)):
            if not -180 <= low < high <= 180:
                raise ValueError(
                    f"{name} = [{low:g}, {high:g}]: accepted is [low, high] in degrees from -180 "
                    "to 180, low below high"
                )
        return self


def _default_areas() -> tuple[AngleRange, ...]:
    return tuple(
        AngleRange(
            name=aoi.aoi_id,
            means=aoi.area.value,  # pyright: ignore[reportArgumentType]
            yaw_deg=(_deg(aoi.box.yaw_min_rad), _deg(aoi.box.yaw_max_rad)),
            pitch_deg=(_deg(aoi.box.pitch_min_rad), _deg(aoi.box.pitch_max_rad)),
            leave_deg=_deg(aoi.leave_margin_rad),
        )
        for aoi in (CUSTOMER_AREA, DEVICE_AREA)
    )


class CounterSettings(Table):
    """`[[counters]]`: one counter and its camera."""

    id: str = Field(default="counter", pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    name: str = Field(default="", max_length=80)
    camera: Annotated[str, BeforeValidator(camera_number), AfterValidator(camera_address)] = "0"
    loop: bool = False
    rate_per_s: float = Field(default=10.0, ge=2, le=60)
    field_of_view_deg: float = Field(default=_deg(DEFAULT_FIELD_OF_VIEW_RAD), ge=20, le=150)
    turn: Turn = "none"
    masks: Annotated[tuple[Region, ...], AfterValidator(_few_masks)] = ()
    attendant_place: tuple[
        Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]
    ] = (0.5, 0.5)
    attendants: int = Field(default=_PERCEPTION.attendants, ge=1, le=SLOTS_MAX)
    cue_after_s: float = Field(default=0.0, ge=0, le=600)
    open_timeout_s: float = Field(default=10.0, gt=0, le=120)
    read_timeout_s: float = Field(default=5.0, gt=0, le=120)
    reference_yaw_deg: float = Field(default=0.0, ge=-90, le=90)
    reference_pitch_deg: float = Field(default=0.0, ge=-90, le=90)
    reference_doubt_deg: float = Field(default=_deg(_AREAS.doubt_rad), ge=0, le=45)
    calibrated: bool = False
    calibrated_at: AwareDatetime | None = None
    reference_head_yaw_deg: float | None = Field(default=None, ge=-90, le=90)
    reference_head_pitch_deg: float | None = Field(default=None, ge=-90, le=90)
    lowest_yaw_deg: float | None = Field(default=None, ge=-180, le=180)
    lowest_pitch_deg: float | None = Field(default=None, ge=-180, le=180)
    areas: Annotated[tuple[AngleRange, ...], AfterValidator(_some)] = Field(
        default_factory=_default_areas
    )

    presence: PresenceSettings = PresenceSettings()

    @property
    def turn_deg(self) -> int:
        """By how much the camera's picture is turned clockwise."""
        return 90 * TURNS.index(self.turn)

    @property
    def shown_name(self) -> str:
        """The name for people: the given one, else the id."""
        return self.name or self.id

    @model_validator(mode="after")
    def _distinct_areas(self) -> CounterSettings:
        _refuse_twice("areas have the name", [area.name for area in self.areas])
        return self

    @model_validator(mode="after")
    def _two_cameras(self) -> CounterSettings:
        second = self.presence.camera
        if second and parse_address(second).target == parse_address(self.camera).target:
            raise Unaccepted(because("camera_other"))
        return self


class Settings(Table):
    """A whole settings file."""

    site: SiteSettings = SiteSettings()
    store: StoreSettings = StoreSettings()
    server: ServerSettings = ServerSettings()
    publish: PublishSettings = PublishSettings()
    attention: AttentionSettings = AttentionSettings()
    encounters: EncounterSettings = EncounterSettings()
    retention: RetentionSettings = RetentionSettings()
    counters: Annotated[tuple[CounterSettings, ...], AfterValidator(_some)] = (CounterSettings(),)

    @model_validator(mode="after")
    def _distinct(self) -> Settings:
        _refuse_twice("counters have the id", [counter.id for counter in self.counters])
        return self
