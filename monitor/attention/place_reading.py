"""Where somebody looked while asked to look at one place, from all samples of those seconds.

Robust on purpose: a blink, a word with a colleague or a short look away must not move the answer.
Centre is the median of yaw and of pitch; spread is the median absolute deviation times 1.4826,
which is one standard deviation of a normal distribution (Hampel 1974, "The influence curve and its
role in robust estimation").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from monitor.attention.reasons import reason_of_face
from monitor.attention.sample_worth import SAMPLE_WORTH_S
from monitor.attention.state import Area, Reason
from monitor.errors import CalibrationError, because
from monitor.perception.observation import Observation
from monitor.units import NS_PER_S, AoiId, deg_from_rad, ns_from_s, rad_from_deg

_SD_PER_MAD: Final = 1.4826

_Sample = tuple[float, float, float, float, float]
"""Gaze yaw and pitch, head yaw and pitch in radians, openness of the lids."""


@dataclass(frozen=True, slots=True)
class CalibrationPlace:
    """Something to look at, and what looking at it means."""

    name: AoiId
    area: Area


CUSTOMER_PLACE: Final = CalibrationPlace(AoiId("customer"), Area.CUSTOMER)
LOWEST_PLACE: Final = CalibrationPlace(AoiId("lowest"), Area.CUSTOMER)
"""Where the faces of the lowest customers are: a child, a wheelchair user. It may be left out."""
DEVICE_PLACE: Final = CalibrationPlace(AoiId("device"), Area.DEVICE)


def work_place(name: str) -> CalibrationPlace:
    """A place where looking means work: till, goods, screen."""
    return CalibrationPlace(AoiId(name), Area.WORK)


@dataclass(frozen=True, slots=True)
class ReadingParams:
    """When the samples of one place are good enough.

    Attributes:
        judged_min_s: gaze must be known for this long.
        samples_min: and in this many samples, of which a median means something.
        coverage_min: share of the seconds in which gaze must be known.
        sample_worth_s: the most a sample is worth.
        outlier_sds: samples further from the median than this many spreads are left out,
        outlier_floor_rad: but none that is nearer than this.
        kept_min: share of the judged samples that must be left.
        spread_max_rad: gaze that wanders more is no look at one place.
    """

    judged_min_s: float = 2.0
    samples_min: int = 8
    coverage_min: float = 0.5
    sample_worth_s: float = SAMPLE_WORTH_S
    outlier_sds: float = 3.0
    outlier_floor_rad: float = rad_from_deg(4.0)
    kept_min: float = 0.7
    spread_max_rad: float = rad_from_deg(7.0)


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """One place as seen from the attendant's eyes, relative to the line from them to the lens.

    Attributes:
        place: what was looked at.
        yaw_rad, pitch_rad: gaze.
        spread_yaw_rad, spread_pitch_rad: one robust standard deviation of it.
        head_yaw_rad, head_pitch_rad: the head, in the same samples.
        openness: how far the lids stand open, in the same samples.
        seen_s: how long it was looked at.
        judged_s: how long gaze was known meanwhile.
        samples: samples with a known gaze.
        kept: how many of them were not outliers.
    """

    place: CalibrationPlace
    yaw_rad: float
    pitch_rad: float
    spread_yaw_rad: float
    spread_pitch_rad: float
    head_yaw_rad: float
    head_pitch_rad: float
    openness: float
    seen_s: float
    judged_s: float
    samples: int
    kept: int

    @property
    def coverage(self) -> float:
        """Share of the seconds in which gaze was known."""
        return self.judged_s / self.seen_s


def hindrance_of(observation: Observation) -> Reason | None:
    """Why this sample says nothing about gaze, None when it does."""
    face = observation.face
    if face is None:
        return Reason.NO_FACE
    judged = face.quality.judgeable and face.gaze is not None
    return None if judged else reason_of_face(face)


def worths_ns(observations: Sequence[Observation], sample_worth_s: float) -> tuple[int, ...]:
    """What each sample is worth: the time to the next, at most `sample_worth_s`.

    The last one is worth what the one before it is.
    """
    stamps = [observation.t_ns for observation in observations]
    most_ns = ns_from_s(sample_worth_s)
    worths = [min(after - before, most_ns) for before, after in pairwise(stamps)]
    return (*worths, *worths[-1:], *([0] if len(stamps) == 1 else []))


def read_place(
    place: CalibrationPlace,
    observations: Sequence[Observation],
    params: ReadingParams = ReadingParams(),
) -> PlaceReading:
    """Reduce the samples of one place to a direction and how well it is known.

    Args:
        place: what was looked at.
        observations: every sample of those seconds, in order; unjudged ones among them.
        params: what is good enough.

    Raises:
        CalibrationError: too few samples can be judged, or gaze did not stay in one place.
    """
    worths = worths_ns(observations, params.sample_worth_s)
    judged: list[_Sample] = []
    judged_ns = 0
    hindrances: Counter[Reason] = Counter()
    for observation, worth_ns in zip(observations, worths, strict=True):
        hindrance = hindrance_of(observation)
        face = observation.face
        if hindrance is not None:
            hindrances[hindrance] += 1
        elif face is not None and face.gaze is not None:
            gaze, head = face.gaze, face.head
            openness = face.eyelids.openness
            judged.append((gaze.yaw_rad, gaze.pitch_rad, head.yaw_rad, head.pitch_rad, openness))
            judged_ns += worth_ns
    judged_s, seen_s = judged_ns / NS_PER_S, sum(worths) / NS_PER_S
    if (
        judged_s < params.judged_min_s
        or len(judged) < params.samples_min
        or judged_s < params.coverage_min * seen_s
    ):
        raise _too_few(place, judged_s, seen_s, hindrances, params)
    kept = _without_outliers(judged, params)
    spread_yaw, spread_pitch = (_spread([each[axis] for each in kept]) for axis in (0, 1))
    if (
        len(kept) < params.kept_min * len(judged)
        or max(spread_yaw, spread_pitch) > params.spread_max_rad
    ):
        raise _restless(place, judged, len(kept), params)
    yaw, pitch, head_yaw, head_pitch, openness = (
        median(each[axis] for each in kept) for axis in range(5)
    )
    return PlaceReading(
        place=place,
        yaw_rad=yaw,
        pitch_rad=pitch,
        spread_yaw_rad=spread_yaw,
        spread_pitch_rad=spread_pitch,
        head_yaw_rad=head_yaw,
        head_pitch_rad=head_pitch,
        openness=openness,
        seen_s=seen_s,
        judged_s=judged_s,
        samples=len(judged),
        kept=len(kept),
    )


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return _SD_PER_MAD * median(abs(value - middle) for value in values)


def _without_outliers(judged: Sequence[_Sample], params: ReadingParams) -> list[_Sample]:
    yaws, pitches = [each[0] for each in judged], [each[1] for each in judged]
    yaw, pitch = median(yaws), median(pitches)
    far_yaw, far_pitch = (
        max(params.outlier_sds * _spread(values), params.outlier_floor_rad)
        for values in (yaws, pitches)
    )
    return [
        each
        for each in judged
        if abs(each[0] - yaw) <= far_yaw and abs(each[1] - pitch) <= far_pitch
    ]


def _too_few(
    place: CalibrationPlace,
    judged_s: float,
    seen_s: float,
    hindrances: Counter[Reason],
    params: ReadingParams,
) -> CalibrationError:
    mostly = hindrances.most_common(1)[0][0] if hindrances else None
    wanted_s = max(params.judged_min_s, params.coverage_min * seen_s)
    figures: dict[str, float | str] = {
        "place": place.name,
        "judged_s": judged_s,
        "seen_s": seen_s,
        "wanted_s": wanted_s,
        "samples": params.samples_min,
    }
    if mostly is None:
        return CalibrationError(because("too_few", **figures))
    return CalibrationError(because("too_few_mostly", **figures, hindrance=mostly.value))


def _restless(
    place: CalibrationPlace,
    judged: Sequence[_Sample],
    kept: int,
    params: ReadingParams,
) -> CalibrationError:
    wandered = max(_spread([each[axis] for each in judged]) for axis in (0, 1))
    if wandered > params.spread_max_rad:
        wandered_deg, most_deg = deg_from_rad(wandered), deg_from_rad(params.spread_max_rad)
        cause = because("restless", place=place.name, wandered_deg=wandered_deg, most_deg=most_deg)
        return CalibrationError(cause)
    share, most_share = 1.0 - kept / len(judged), 1.0 - params.kept_min
    return CalibrationError(
        because("looked_away", place=place.name, share=share, most_share=most_share)
    )
