"""Observations and what the fold makes of them, as plain numbers in two CSV files.

`python -m tests.golden.log` records both anew from the mannequin; do it when perception or the fold
changes on purpose, and read the difference.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from monitor.attention.events import Event
from monitor.attention.settle import Gap, Settled
from monitor.attention.state import Glance, StateSpan
from monitor.perception.eyelids import Eyelids
from monitor.perception.gaze import Gaze
from monitor.perception.head_pose import HeadPose
from monitor.perception.observation import FaceReading, Observation, PerceptionParams
from monitor.perception.quality import Doubt, Quality
from monitor.pipeline import CoreParams, CoreState, finish, step
from monitor.ports import Frame
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.units import Ns, ns_from_s, rad_from_deg
from tests.mannequin import Absence, Beat, Scene, Script, frames

FOLDER = Path(__file__).parent
OBSERVATIONS = FOLDER / "story.observations.csv"
EVENTS = FOLDER / "story.events.csv"
FPS = 10.0
STORY = Script(
    length_s=16.0,
    beats=(
        Beat(0.0),
        Beat(2.5, head_pitch_deg=-18, gaze_pitch_deg=-42),
        Beat(5.0),
        Beat(7.0, head_yaw_deg=28, gaze_yaw_deg=38),
        Beat(9.0),
        Beat(13.5, gaze_pitch_deg=-36),
        Beat(15.0),
    ),
    blinks=((1.0, 0.2), (3.6, 0.2), (6.0, 0.8)),
    absences=(Absence(10.0, 13.0),),
)
_COLUMNS = (
    "t_ns,faces,person,yaw,pitch,roll,x_mm,y_mm,z_mm,misfit_mm,left,right,openness,low,lowered,"
    "followed,gaze_yaw,gaze_pitch,sigma_yaw,sigma_pitch,score,judgeable,doubt,width_px"
).split(",")


def record() -> None:
    """Watch the mannequin and write both files."""
    models = load_models()
    observer = Observer(models, PerceptionParams(), rad_from_deg(60.0))
    seen = [
        observer.observe(Frame(ns_from_s(index / FPS), index, image))
        for index, image in enumerate(frames(STORY, Scene(), FPS))
    ]
    models.close()
    with OBSERVATIONS.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(map(_row, seen))
    with EVENTS.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(events(read_observations()))


def events(observations: Sequence[Observation]) -> list[tuple[str, str, str, str]]:
    """Everything that the fold says: kind, what, from and to in nanoseconds."""
    params, state = CoreParams(), CoreState()
    found: list[Settled] = []
    for observation in observations:
        state, more = step(state, observation, params)
        found.extend(_settled(more))
    end_ns = Ns(observations[-1].t_ns + ns_from_s(1 / FPS))
    found.extend(_settled(finish(state, end_ns, params)))
    return [_told(event) for event in found]


def read_events() -> list[tuple[str, ...]]:
    """What was recorded."""
    with EVENTS.open(newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def read_observations() -> tuple[Observation, ...]:
    """What was recorded."""
    with OBSERVATIONS.open(newline="") as file:
        return tuple(_observation(row) for row in csv.DictReader(file))


def _settled(events: Sequence[Event]) -> list[Settled]:
    """What needs no presence of a customer."""
    return [event for event in events if isinstance(event, StateSpan | Glance | Gap)]


def _told(event: Settled) -> tuple[str, str, str, str]:
    match event:
        case StateSpan(start_ns, end_ns, state, inferred, reason):
            why = "" if reason is None else f" ({reason.value})"
            return ("span", f"{state.value}{'*' * inferred}{why}", str(start_ns), str(end_ns))
        case Glance(area, onset_ns, offset_ns):
            return ("glance", area.value, str(onset_ns), str(offset_ns))
        case Gap(start_ns, end_ns):
            return ("gap", "", str(start_ns), str(end_ns))


def _row(seen: Observation) -> list[object]:
    start: list[object] = [seen.t_ns, seen.faces, "" if seen.person is None else int(seen.person)]
    face = seen.face
    if face is None:
        return start
    head, lids, gaze, quality = face.head, face.eyelids, face.gaze, face.quality
    return [
        *start,
        *(_short(v) for v in (head.yaw_rad, head.pitch_rad, head.roll_rad)),
        *(_short(v) for v in (head.x_mm, head.y_mm, head.z_mm, head.misfit_mm)),
        *(_short(v) for v in (lids.left, lids.right, lids.openness)),
        int(lids.low),
        _short(lids.lowered),
        _short(lids.followed),
        *(
            ("", "", "", "")
            if gaze is None
            else (
                _short(v)
                for v in (gaze.yaw_rad, gaze.pitch_rad, gaze.sigma_yaw_rad, gaze.sigma_pitch_rad)
            )
        ),
        _short(quality.score),
        int(quality.judgeable),
        quality.doubt or "",
        _short(face.face_width_px),
    ]


def _short(value: float) -> str:
    return f"{value:.5g}"


def _observation(row: dict[str, str]) -> Observation:
    person = {"": None, "0": False, "1": True}[row["person"]]
    face = _face(row) if row["yaw"] else None
    return Observation(Ns(int(row["t_ns"])), face, int(row["faces"]), person)


def _face(row: dict[str, str]) -> FaceReading:
    def numbers(*names: str) -> list[float]:
        return [float(row[name]) for name in names]

    gaze = None
    if row["gaze_yaw"]:
        gaze = Gaze(*numbers("gaze_yaw", "gaze_pitch", "sigma_yaw", "sigma_pitch"))
    return FaceReading(
        HeadPose(*numbers("yaw", "pitch", "roll", "x_mm", "y_mm", "z_mm", "misfit_mm")),
        Eyelids(
            *numbers("left", "right", "openness"),
            low=row["low"] == "1",
            lowered=float(row["lowered"]),
            followed=float(row["followed"]),
        ),
        gaze,
        Quality(
            float(row["score"]),
            row["judgeable"] == "1",
            Doubt(row["doubt"]) if row["doubt"] else None,
        ),
        float(row["width_px"]),
    )


if __name__ == "__main__":
    record()
