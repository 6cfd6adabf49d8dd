"""Guided calibration as a fold: whoever shows it (terminal, API, page) shows the same.

    begin(state, place, params)                     somebody is asked to look at a place
    step(state, observation, params) -> (state, events)   every sample, whether asked for or not
    progress(state, params)                         what to tell them now

After `begin` there is a moment to get there (`lead_s`); then samples are collected until gaze has
been judged for `seconds_s`, or time is up. Time is that of the samples.

Lids sink when somebody looks far down, and look shut to a camera. So once it is known how the head
is held and the lids stand towards customers, lids that look shut on a head that went down are read
as `lids` reads them while measuring: as a look down. What a raised head hides is given back too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from monitor.attention import drift, lids
from monitor.attention.aoi import AreaOfInterest, AreaParams
from monitor.attention.calibration import CalibrationParams, CalibrationResult, calibrate
from monitor.attention.drift import DriftParams, DriftState
from monitor.attention.lids import LidsParams
from monitor.attention.place_reading import (
    CUSTOMER_PLACE,
    DEVICE_PLACE,
    LOWEST_PLACE,
    CalibrationPlace,
    PlaceReading,
    hindrance_of,
    read_place,
    worths_ns,
)
from monitor.attention.rest import Rest, RestParams
from monitor.attention.state import Area, Reason
from monitor.errors import CalibrationError, Cause, NotFound, because
from monitor.perception.observation import Observation
from monitor.units import NS_PER_S, AoiId, Ns, ns_from_s

REQUIRED: Final = (CUSTOMER_PLACE, DEVICE_PLACE)
_NAMED: Final = (CUSTOMER_PLACE, DEVICE_PLACE, LOWEST_PLACE)
# Whose offset a person's gaze has is what is being measured, so it is not taken out.
_NO_OFFSET: Final = DriftParams(RestParams(pitch_rad=0.0, pitch_max_rad=0.0), wide_lift_rad=0.0)
_LIDS: Final = LidsParams()


@dataclass(frozen=True, slots=True)
class SessionParams:
    """What is looked at, and for how long.

    Attributes:
        places: in the order in which they are best looked at.
        seconds_s: how long gaze must be judged on each.
        lead_s: time to turn there before anything counts.
        patience: collecting ends after this many times `seconds_s`, whatever was judged.
        calibration: what is asked of the samples.
        kept: work areas of the settings that are not looked at.
    """

    places: tuple[CalibrationPlace, ...] = REQUIRED
    seconds_s: float = 5.0
    lead_s: float = 3.0
    patience: float = 2.0
    calibration: CalibrationParams = field(default_factory=CalibrationParams)
    kept: tuple[AreaOfInterest, ...] = ()


class Phase(StrEnum):
    """Where a calibration stands."""

    WAITING = "waiting"
    """No place is being looked at; some are missing."""
    GET_READY = "get_ready"
    COLLECTING = "collecting"
    COMPLETE = "complete"
    """Every place has been read."""


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """A place was looked at long enough."""

    reading: PlaceReading


@dataclass(frozen=True, slots=True)
class PlaceRefused:
    """What was collected for a place is not good enough; it can be tried again at once."""

    place: CalibrationPlace
    cause: Cause

    @property
    def reason(self) -> str:
        """One sentence."""
        return self.cause.sentence


SessionEvent = PlaceRead | PlaceRefused


@dataclass(frozen=True, slots=True)
class SessionState:
    """What the fold carries.

    Attributes:
        place: what is being looked at, None between two places.
        began_ns: stamp of the first sample after `begin`, None until it comes.
        samples: what was collected for that place so far.
        readings: places that are done.
        refused: the newest refusal, until something else begins.
        hindrance: why the newest sample says nothing, None when it does.
    """

    place: CalibrationPlace | None = None
    began_ns: Ns | None = None
    samples: tuple[Observation, ...] = ()
    readings: tuple[PlaceReading, ...] = ()
    refused: PlaceRefused | None = None
    hindrance: Reason | None = None
    last_ns: Ns | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What to tell whoever is being guided.

    Attributes:
        phase: where it stands.
        place: what to look at now, None between two places.
        ready_in_s: seconds until samples count.
        collected_s: seconds judged so far, at most `wanted_s`.
        wanted_s: how many are wanted.
        missing: places still to be looked at, the one under way included.
        hindrance: why the newest sample says nothing, None when it does.
        refused: the last place was refused, and why.
    """

    phase: Phase
    place: CalibrationPlace | None
    ready_in_s: float
    collected_s: float
    wanted_s: float
    missing: tuple[CalibrationPlace, ...]
    hindrance: Reason | None
    refused: PlaceRefused | None


def check_places(places: Sequence[CalibrationPlace]) -> None:
    """Raise `CalibrationError` unless customer and device are among places of different names.

    No place of work has the name of another place, whether that one is looked at or not.
    """
    names = [place.name for place in places]
    work = [place.name for place in places if place.area is Area.WORK]
    names += [place.name for place in _NAMED if place not in places and place.name in work]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CalibrationError(because("place_twice", place=", ".join(twice)))
    lacking = [place.name for place in REQUIRED if place not in places]
    if lacking:
        raise CalibrationError(because("places_lacking", places=" and ".join(lacking)))


def begin(state: SessionState, name: AoiId, params: SessionParams) -> SessionState:
    """Start to collect one place, anew if it was read before.

    Raises:
        NotFound: there is no such place.
    """
    for place in params.places:
        if place.name == name:
            readings = tuple(each for each in state.readings if each.place != place)
            return SessionState(place, readings=readings, last_ns=state.last_ns)
    known = ", ".join(place.name for place in params.places)
    raise NotFound(because("no_place", place=name, known=known))


def step(
    state: SessionState, observation: Observation, params: SessionParams
) -> tuple[SessionState, tuple[SessionEvent, ...]]:
    """Take one sample. One that is not newer than the one before is ignored."""
    if state.last_ns is not None and observation.t_ns <= state.last_ns:
        return state, ()
    place = state.place
    observation = _with_lowered_lids(observation, state)
    state = replace(state, last_ns=observation.t_ns, hindrance=hindrance_of(observation))
    if place is None:
        return state, ()
    if state.began_ns is None:
        state = replace(state, began_ns=observation.t_ns)
    if _ready_in_s(state, params) > 0.0:
        return state, ()
    state = replace(state, samples=(*state.samples, observation))
    seen_s, judged_s = _collected_s(state, params)
    if judged_s < params.seconds_s and seen_s < params.patience * params.seconds_s:
        return state, ()
    try:
        reading = read_place(place, state.samples, params.calibration.reading)
    except CalibrationError as error:
        refused = PlaceRefused(place, error.cause)
        done = replace(state, place=None, began_ns=None, samples=(), refused=refused)
        return done, (refused,)
    readings = (*state.readings, reading)
    done = replace(state, place=None, began_ns=None, samples=(), readings=readings)
    return done, (PlaceRead(reading),)


def progress(state: SessionState, params: SessionParams) -> Progress:
    """Where the calibration stands."""
    read = [reading.place for reading in state.readings]
    missing = tuple(place for place in params.places if place not in read)
    ready_in_s = _ready_in_s(state, params) if state.place is not None else 0.0
    if state.place is None:
        phase = Phase.WAITING if missing else Phase.COMPLETE
    else:
        phase = Phase.GET_READY if ready_in_s > 0.0 else Phase.COLLECTING
    return Progress(
        phase=phase,
        place=state.place,
        ready_in_s=ready_in_s,
        collected_s=min(_collected_s(state, params)[1], params.seconds_s),
        wanted_s=params.seconds_s,
        missing=missing,
        hindrance=state.hindrance,
        refused=state.refused,
    )


def result(state: SessionState, params: SessionParams) -> CalibrationResult:
    """The calibration, once every place was read.

    Raises:
        CalibrationError: a place is missing, or the places together are refused.
    """
    missing = progress(state, params).missing
    if missing:
        names = ", ".join(place.name for place in missing)
        raise CalibrationError(because("incomplete", places=names))
    return calibrate(state.readings, params.calibration, params.kept)


def _with_lowered_lids(observation: Observation, state: SessionState) -> Observation:
    """The sample, with lids lowered over the eyes turned into the gaze that they mean."""
    customer = next((each for each in state.readings if each.place == CUSTOMER_PLACE), None)
    if customer is None:
        return observation
    rest = Rest(
        watched_s=customer.judged_s,
        pitch_rad=customer.pitch_rad,
        head_pitch_rad=customer.head_pitch_rad,
        openness=customer.openness,
    )
    now = DriftState(rest, observation.t_ns, observation.t_ns)
    areas = AreaParams()
    observation = drift.step(now, observation, areas, _NO_OFFSET)[1]
    face, own = observation.face, drift.posture(now, areas, _NO_OFFSET)
    if face is None or not face.quality.judgeable or not face.eyelids.low:
        return observation
    if face.gaze is not None or lids.evidence(face, areas, _LIDS, own) <= 0.0:
        return observation
    return replace(observation, face=replace(face, gaze=lids.lowered_gaze(face, _LIDS)))


def _ready_in_s(state: SessionState, params: SessionParams) -> float:
    if state.began_ns is None or state.last_ns is None:
        return params.lead_s
    passed_ns = state.last_ns - state.began_ns
    return max(ns_from_s(params.lead_s) - passed_ns, 0) / NS_PER_S


def _collected_s(state: SessionState, params: SessionParams) -> tuple[float, float]:
    """Seconds since collecting began that samples stand for, and the judged ones among them."""
    worths = worths_ns(state.samples, params.calibration.reading.sample_worth_s)
    judged = [
        worth_ns
        for sample, worth_ns in zip(state.samples, worths, strict=True)
        if hindrance_of(sample) is None
    ]
    return sum(worths) / NS_PER_S, sum(judged) / NS_PER_S
