"""A person who does over time what a script says, and the truth about it."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from tests.mannequin.render import Pose

GAZE_LEADS_S = 0.10
"""How long a turn of the eyes takes; the head follows over the beat's own `move_s`."""
BLINK_S = 0.4
WALK_S = 0.7
OUTSIDE_MM = 900.0


@dataclass(frozen=True, slots=True)
class Beat:
    """From `at_s` on: head and gaze go to these angles in degrees and stay there."""

    at_s: float
    head_yaw_deg: float = 0.0
    head_pitch_deg: float = 0.0
    head_roll_deg: float = 0.0
    gaze_yaw_deg: float = 0.0
    gaze_pitch_deg: float = 0.0
    move_s: float = 0.25

    @property
    def head_deg(self) -> tuple[float, ...]:
        return self.head_yaw_deg, self.head_pitch_deg, self.head_roll_deg

    @property
    def gaze_deg(self) -> tuple[float, ...]:
        return self.gaze_yaw_deg, self.gaze_pitch_deg


@dataclass(frozen=True, slots=True)
class Absence:
    """Starts to walk out towards the image's right at `leaves_s`, is back in place at `back_s`."""

    leaves_s: float
    back_s: float


@dataclass(frozen=True, slots=True)
class Script:
    """What happens. `blinks` are (start, duration) in seconds; `sway` 0 is a statue, 1 a person."""

    length_s: float
    beats: tuple[Beat, ...] = (Beat(0.0),)
    blinks: tuple[tuple[float, float], ...] = ()
    absences: tuple[Absence, ...] = ()
    sway: float = 1.0

    def pose(self, t_s: float) -> Pose | None:
        """What the person does at a moment, None once out of the picture."""
        aside_mm = max((_aside_mm(absence, t_s) for absence in self.absences), default=0.0)
        if aside_mm >= OUTSIDE_MM:
            return None
        head = self.beats[0].head_deg
        gaze = self.beats[0].gaze_deg
        for before, beat in pairwise((self.beats[0], *self.beats)):
            part = _ease((t_s - beat.at_s) / beat.move_s)
            quick = _ease((t_s - beat.at_s) / min(GAZE_LEADS_S, beat.move_s))
            if beat is self.beats[0]:
                part = quick = 1.0
            if part > 0.0 or quick > 0.0:
                head = _mix(before.head_deg, beat.head_deg, part)
                gaze = _mix(before.gaze_deg, beat.gaze_deg, quick)
        still = Pose(
            head_yaw_deg=head[0],
            head_pitch_deg=head[1],
            head_roll_deg=head[2],
            gaze_yaw_deg=gaze[0],
            gaze_pitch_deg=gaze[1],
            openness=self.openness(t_s),
            shift_mm=(aside_mm, 0.0, 0.0),
        )
        return self._sway(still, t_s)

    def openness(self, t_s: float) -> float:
        """Of the lids: 1 as open as the gaze asks, 0 shut."""
        shut = 0.0
        for start_s, duration_s in self.blinks:
            inside_s = min(t_s - start_s, start_s + duration_s - t_s)
            # Lids shut for good take no longer than for a blink.
            share = min(inside_s / min(duration_s, BLINK_S), 0.5)
            if share > 0.0:
                shut = max(shut, min(1.0, 1.6 * math.sin(math.pi * share)))
        return 1.0 - shut

    def _sway(self, pose: Pose, t_s: float) -> Pose:
        """Small movements of somebody alive; whole cycles per script, so that it loops."""
        turn = 2.0 * math.pi * t_s / self.length_s
        size = self.sway

        def wave(cycles: int, phase: float) -> float:
            return size * math.sin(cycles * turn + phase)

        x, y, z = pose.shift_mm
        return replace(
            pose,
            head_yaw_deg=pose.head_yaw_deg + 1.5 * wave(13, 0.3) + 0.5 * wave(37, 2.0),
            head_pitch_deg=pose.head_pitch_deg + 1.0 * wave(17, 1.1) + 0.4 * wave(41, 0.2),
            head_roll_deg=pose.head_roll_deg + 1.5 * wave(11, 4.0),
            gaze_yaw_deg=pose.gaze_yaw_deg + 1.2 * wave(23, 0.9) + 0.6 * wave(53, 3.0),
            gaze_pitch_deg=pose.gaze_pitch_deg + 0.8 * wave(29, 2.5) + 0.4 * wave(47, 5.0),
            shift_mm=(x + 7.0 * wave(5, 0.0), y + 1.5 * wave(7, 1.0), z + 5.0 * wave(3, 2.0)),
        )


@dataclass(frozen=True, slots=True)
class Truth:
    """What was commanded at one moment; `pose` is None when nobody is there."""

    t_s: float
    state: str
    pose: Pose | None


def moments(script: Script, fps: float) -> Iterator[float]:
    """Times of the frames in seconds."""
    for index in range(round(script.length_s * fps)):
        yield index / fps


def truth(script: Script, fps: float, *, out_of_picture_mm: float = 375.0) -> list[Truth]:
    """State and pose per frame; past `out_of_picture_mm` to the side a face counts as absent."""
    rows: list[Truth] = []
    state = "absent"
    for t_s in moments(script, fps):
        pose = script.pose(t_s)
        if pose is None or abs(pose.shift_mm[0]) > out_of_picture_mm:
            pose, state = None, "absent"
        else:
            state = _state(state, pose.gaze_yaw_deg, pose.gaze_pitch_deg)
        rows.append(Truth(t_s, state, pose))
    return rows


def _state(before: str, yaw_deg: float, pitch_deg: float) -> str:
    """The default areas of the definitions page, with their hysteresis; blinks change nothing."""
    if before == "device" and pitch_deg <= -20.0:
        return "device"
    if before == "customer" and abs(yaw_deg) <= 20.0 and -25.0 < pitch_deg <= 20.0:
        return "customer"
    if pitch_deg <= -25.0:
        return "device"
    if abs(yaw_deg) <= 15.0 and -20.0 <= pitch_deg <= 15.0:
        return "customer"
    return "elsewhere"


def write_truth(path: Path, rows: Iterable[Truth]) -> None:
    """CSV, one row per frame; no angles where nobody is there."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(
            ["t_s", "state", "head_yaw_deg", "head_pitch_deg", "head_roll_deg", "gaze_yaw_deg",
             "gaze_pitch_deg", "eye_openness"]
        )  # fmt: skip
        for row in rows:
            pose = row.pose
            values = [] if pose is None else [
                f"{pose.head_yaw_deg:.2f}", f"{pose.head_pitch_deg:.2f}",
                f"{pose.head_roll_deg:.2f}", f"{pose.gaze_yaw_deg:.2f}",
                f"{pose.gaze_pitch_deg:.2f}", f"{pose.openness:.2f}",
            ]  # fmt: skip
            out.writerow([f"{row.t_s:.4f}", row.state, *(values or [""] * 6)])


def _aside_mm(absence: Absence, t_s: float) -> float:
    out = (t_s - absence.leaves_s) / WALK_S
    back = (absence.back_s - t_s) / WALK_S
    return OUTSIDE_MM * _ease(min(out, back))


def _ease(share: float) -> float:
    """0 to 1, with the smoothest start and stop (minimum jerk)."""
    s = min(max(share, 0.0), 1.0)
    return s * s * s * (10.0 - 15.0 * s + 6.0 * s * s)


def _mix(before: tuple[float, ...], after: tuple[float, ...], share: float) -> tuple[float, ...]:
    return tuple(a + (b - a) * share for a, b in zip(before, after, strict=True))
