"""A shop counter with exact truth, as a folder that `mostrador evaluate` takes.

    python -m tests.mannequin --counter DIR

draws clips of an attendant seen by a camera below, above and beside the customer's eyes, of narrow
and drooping eyes, glasses, lowered lids, long closures, a phone before the chin, a head turned
away, a second attendant and customers in the picture. Goods and a till are places of work. A clip
whose camera was calibrated brings those settings along: found by the product's own calibration from
pictures in which the attendant looks at each place.

Angles of targets are relative to the reference, the direction from the attendant's eyes to the
customer's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from monitor.adapters.clock import SystemClock
from monitor.attention.calibration_session import PlaceRefused
from monitor.attention.place_reading import LOWEST_PLACE
from monitor.errors import CalibrationError
from monitor.ports import Frame
from monitor.runtime.site.calibrating import CalibrationSession
from monitor.runtime.vision.observer import Observer
from monitor.runtime.vision.worker import load_models
from monitor.settings import load_settings, perception_params
from monitor.units import ns_from_s, rad_from_deg
from tests.mannequin.clip import write_clip
from tests.mannequin.eyes import Lids
from tests.mannequin.render import Figure, Pose, eyes_px, picture
from tests.mannequin.scene import Image, Scene
from tests.mannequin.script import Beat, Script
from tests.mannequin.wear import PLAIN, Features

FPS = 10.0
LABEL_EVERY = 2
"""Frames from one labelled moment to the next."""
SETTLED_S = 0.4
"""From the start of a beat until it is sure where the eyes are."""
OPEN, SHUT = 0.9, 0.3
"""Lids between the two are neither."""
CAMERA = Scene(fov_deg=52.0, distance_mm=700.0, blur_px=0.8, noise=1.0)
LOOKS_S, LOOKS_APART_S = 3.0, 0.25


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked at, and how much of the way the head goes, the eyes going the rest."""

    state: str
    yaw_deg: float
    pitch_deg: float
    head_yaw: float = 0.7
    head_pitch: float = 0.45


CUSTOMER = Target("customer", 0.0, 0.0)
SHORT_CUSTOMER = Target("customer", 0.0, -23.0, head_pitch=0.5)
DEVICE = Target("device", 2.0, -50.0, head_pitch=0.5)
DEVICE_BY_EYES = Target("device", 0.0, -38.0, head_pitch=0.05)
PHONE = Target("device", 0.0, -26.0, head_pitch=0.3)
GOODS = Target("work", -28.0, -26.0, head_yaw=0.85, head_pitch=0.6)
TILL = Target("work", 30.0, -14.0, head_yaw=0.85)
SHELF = Target("elsewhere", 58.0, 4.0)
AWAY = Target("elsewhere", 115.0, -5.0, head_yaw=1.0)
PRECEDENCE = ("customer", "work", "elsewhere", "device")
"""Of what several attendants do, this counts first."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where customers are, seen from the attendant, relative to the lens; and what is calibrated.

    `till` is where this counter has its till; customers beside the camera leave room on one side.
    """

    name: str
    reference_yaw_deg: float = 0.0
    reference_pitch_deg: float = 0.0
    goods: Target = GOODS
    till: Target = TILL

    @property
    def places(self) -> dict[str, Target]:
        """By the names that the calibration gives them."""
        return {"customer": CUSTOMER, "device": DEVICE, "goods": self.goods, "till": self.till}


STRAIGHT = Camera("straight")
BELOW = Camera("below", reference_pitch_deg=21.0)
ABOVE = Camera("above", reference_pitch_deg=-21.0)
TO_THE_LEFT = Camera("left", reference_yaw_deg=40.0, till=Target("work", -58.0, -14.0))
TO_THE_RIGHT = Camera(
    "right",
    reference_yaw_deg=-40.0,
    goods=replace(GOODS, yaw_deg=28.0),
    till=Target("work", 58.0, -14.0),
)
"""Cameras 35 cm below and above a customer's eyes 90 cm away, and 40 degrees to a side of them."""

Looks = tuple[tuple[float, Target], ...]
"""From when on what is looked at."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody in the picture, and what this person does.

    `blinks` and `lowered` are spans of shut lids, start and duration in seconds: eyes that are
    closed, and lids let down over eyes that look where the looks say.
    """

    looks: Looks = ((0.0, CUSTOMER),)
    blinks: tuple[tuple[float, float], ...] = ()
    lowered: tuple[tuple[float, float], ...] = ()
    features: Features = PLAIN
    place_mm: tuple[float, float, float] | None = None
    before_counter: bool = False

    def target(self, t_s: float) -> tuple[Target, float]:
        """What is looked at, and since when."""
        since_s, target = max((look for look in self.looks if look[0] <= t_s), key=lambda x: x[0])
        return target, since_s

    def script(self, camera: Camera, length_s: float) -> Script:
        """The same as angles about the line to the lens."""
        beats = tuple(_beat(at_s, target, camera) for at_s, target in self.looks)
        return Script(length_s, beats, (*self.blinks, *self.lowered))


def _beat(at_s: float, target: Target, camera: Camera) -> Beat:
    yaw, pitch = camera.reference_yaw_deg, camera.reference_pitch_deg
    return Beat(
        at_s,
        head_yaw_deg=yaw + target.head_yaw * target.yaw_deg,
        head_pitch_deg=pitch + target.head_pitch * target.pitch_deg,
        gaze_yaw_deg=yaw + target.yaw_deg,
        gaze_pitch_deg=pitch + target.pitch_deg,
    )


@dataclass(frozen=True, slots=True)
class CounterScene:
    """One clip.

    Attributes:
        name: of the file.
        attendants: who is measured; with several the counter's settings say how many.
        others: whoever else is in the picture.
        camera: where it stands; calibrated where that is so.
        settings: further lines for the counter's table.
    """

    name: str
    attendants: tuple[Somebody, ...]
    others: tuple[Somebody, ...] = ()
    camera: Camera = STRAIGHT
    calibrated: bool = True
    length_s: float = 10.0
    settings: str = ""


def _served(*looks: tuple[float, Target]) -> Looks:
    return ((0.0, CUSTOMER), *looks)


def _round(camera: Camera) -> Looks:
    """Customer, device, customer, goods, till, customer, device."""
    looks = [(2.0, DEVICE), (4.0, CUSTOMER), (5.2, camera.goods), (6.6, camera.till)]
    return _served(*looks, (8.0, CUSTOMER), (9.2, DEVICE))


BLINKS = ((1.2, 0.2), (6.0, 0.2), (9.5, 0.2))
"""While the customer is looked at: a blink keeps the state before, whatever that is."""
ROUND_BLINKS = ((1.2, 0.2), (4.6, 0.2), (8.6, 0.2))
AT_DEVICE = _served((2.0, DEVICE), (5.0, CUSTOMER), (7.0, DEVICE_BY_EYES), (9.0, CUSTOMER))
CALM = _served((2.5, DEVICE), (4.5, CUSTOMER), (6.0, SHELF), (7.2, CUSTOMER))
GREY, PALE = (0.72, 0.78, 0.92), (0.95, 0.9, 0.84)
BESIDE_MM, BEHIND_MM = (330.0, 0.0, 980.0), (-330.0, -40.0, 1250.0)
QUEUE_MM = (-265.0, 40.0, 620.0)

SCENES = (
    *(
        CounterScene(
            f"camera_{camera.name}", (Somebody(_round(camera), ROUND_BLINKS),), camera=camera,
            length_s=11.0,
        )
        for camera in (STRAIGHT, BELOW, ABOVE, TO_THE_LEFT, TO_THE_RIGHT)
    ),
    CounterScene("not_calibrated", (Somebody(AT_DEVICE, BLINKS),), calibrated=False),
    CounterScene("short_customer", (Somebody(_served((2.0, SHORT_CUSTOMER), (8.0, CUSTOMER))),)),
    CounterScene(
        "narrow_eyes", (Somebody(AT_DEVICE, BLINKS, features=Features(Lids(opening=0.5))),)
    ),
    CounterScene(
        "narrow_eyes_not_calibrated",
        (Somebody(CALM, BLINKS, features=Features(Lids(opening=0.5))),),
        calibrated=False,
    ),
    CounterScene(
        "ptosis", (Somebody(AT_DEVICE, BLINKS, features=Features(Lids(upper_lower_deg=15.0))),)
    ),
    CounterScene(
        "ptosis_not_calibrated",
        (Somebody(CALM, BLINKS, features=Features(Lids(upper_lower_deg=15.0))),),
        calibrated=False,
    ),
    CounterScene("glasses", (Somebody(AT_DEVICE, BLINKS, features=Features(glasses=True)),)),
    CounterScene(
        "lids_with_a_sliver",
        (Somebody(_served((2.0, replace(DEVICE_BY_EYES, pitch_deg=-48.0)), (7.5, CUSTOMER))),),
    ),
    CounterScene(
        "lids_without_a_sliver",
        (
            Somebody(
                _served((2.0, replace(DEVICE_BY_EYES, pitch_deg=-48.0)), (7.5, CUSTOMER)),
                lowered=((2.1, 5.4),),
            ),
        ),
    ),
    CounterScene("long_closure", (Somebody(blinks=((1.0, 0.2), (2.5, 0.7), (5.0, 3.0))),)),
    CounterScene(
        "phone_before_the_chin",
        (
            Somebody(
                _served((2.0, PHONE), (6.0, CUSTOMER), (7.2, PHONE)),
                features=Features(phone_top_mm=62.0),
            ),
        ),
    ),
    CounterScene("turned_away", (Somebody(_served((2.0, AWAY), (6.0, CUSTOMER), (8.0, AWAY))),)),
    CounterScene(
        "two_attendants",
        (
            Somebody(_served((2.0, DEVICE), (5.0, CUSTOMER), (7.0, DEVICE)), BLINKS,
                     place_mm=(-190.0, -20.0, 850.0)),
            Somebody(((0.0, DEVICE), (3.5, GOODS), (5.5, DEVICE)),
                     features=Features(glasses=True, tone=PALE), place_mm=(190.0, 0.0, 880.0)),
        ),
        settings="attendants = 2\n",
    ),
    CounterScene(
        "a_colleague_beside",
        (Somebody(AT_DEVICE, BLINKS, place_mm=(-120.0, -20.0, 800.0)),),
        others=(
            Somebody(((0.0, DEVICE), (4.0, CUSTOMER), (6.0, TILL)), ((2.0, 0.2),),
                     features=Features(glasses=True, tone=PALE), place_mm=BESIDE_MM),
        ),
        settings="attendant_place = [0.4, 0.45]\n",
    ),
    CounterScene(
        "customers_in_the_picture",
        (Somebody(AT_DEVICE, BLINKS, place_mm=(150.0, -20.0, 850.0)),),
        others=(
            Somebody(((0.0, Target("customer", 40.0, 0.0)),), ((3.0, 0.2),),
                     features=Features(tone=GREY), place_mm=QUEUE_MM, before_counter=True),
            Somebody(((0.0, Target("customer", 0.0, 0.0)), (5.0, Target("customer", 30.0, -10.0))),
                     features=Features(glasses=True, tone=PALE), place_mm=BEHIND_MM),
        ),
        settings='attendant_place = [0.62, 0.45]\npresence = { kind = "camera", '
        "zone = [0, 0, 0.4, 1] }\n",
    ),
    CounterScene(
        "customers_without_a_zone",
        (Somebody(AT_DEVICE, BLINKS, place_mm=(150.0, -20.0, 850.0)),),
        others=(
            Somebody(((0.0, Target("customer", 40.0, 0.0)),), ((3.0, 0.2),),
                     features=Features(tone=GREY), place_mm=QUEUE_MM, before_counter=True),
        ),
        settings="attendant_place = [0.62, 0.45]\n",
    ),
)  # fmt: skip


def write_counter(folder: Path, scenes: Sequence[CounterScene] = SCENES) -> Iterator[str]:
    """Draw scenes into `folder/clips`, with labels and settings; yields what was done.

    The folder is made if need be; what is in it and has another name stays.
    """
    clips = folder / "clips"
    clips.mkdir(parents=True, exist_ok=True)
    calibrations: dict[tuple[str, Features], str] = {}
    rows: list[Sequence[object]] = []
    for scene in scenes:
        clip = clips / f"{scene.name}.mp4"
        own = clips / f"{scene.name}.toml"
        camera = scene.camera
        # Whoever serves has calibrated, with the usual glasses and empty hands.
        usual = replace(scene.attendants[0].features, phone_top_mm=None, tone=PLAIN.tone)
        key = (camera.name, usual)
        if scene.calibrated and key not in calibrations:
            try:
                calibrations[key] = calibration(camera, own, usual)
            except CalibrationError as error:
                yield f"camera {camera.name}: calibration refused, {error}; true areas instead"
                calibrations[key] = true_settings(camera)
        text = calibrations[key] if scene.calibrated else _UNCALIBRATED
        own.write_text(_with_lines(text, scene.settings), encoding="utf-8")
        write_clip(clip, (picture(figures, CAMERA) for _, figures in _moments(scene)), FPS)
        rows += [(clip.name, *row) for row in labels(scene)]
        yield scene.name
    with (clips / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("clip", "t_s", "viewer_a", "viewer_b", "face_x", "face_y"))
        out.writerows(rows)


def labels(scene: CounterScene) -> Iterator[tuple[str, str, str, str, str]]:
    """Time, the state twice, and where the attendant's eyes are, while all that is certain."""
    for index, (t_s, figures) in enumerate(_moments(scene)):
        if index % LABEL_EVERY:
            continue
        state = _state(scene, t_s)
        if state is None:
            continue
        across_text = down_text = ""
        if len(scene.attendants) == 1:
            x_px, y_px = eyes_px(figures[0], CAMERA)
            across, down = (x_px + 0.5) / CAMERA.width_px, (y_px + 0.5) / CAMERA.height_px
            across_text, down_text = f"{across:.4f}", f"{down:.4f}"
        yield f"{t_s:.2f}", state, state, across_text, down_text


def _state(scene: CounterScene, t_s: float) -> str | None:
    """What the counter does, None while somebody is on the way."""
    states: list[str] = []
    for attendant in scene.attendants:
        target, since_s = attendant.target(t_s)
        if since_s > 0.0 and round(t_s - since_s, 6) < SETTLED_S:
            return None
        openness = Script(scene.length_s, blinks=attendant.blinks).openness(t_s)
        if SHUT < openness < OPEN:
            return None
        states.append("closed" if openness <= SHUT else target.state)
    if "closed" in states:
        return "closed" if len(states) == 1 else None
    return min(states, key=PRECEDENCE.index)


def _moments(scene: CounterScene) -> Iterator[tuple[float, tuple[Figure, ...]]]:
    people = (*scene.attendants, *scene.others)
    # Of different lengths, so that no two people sway alike.
    scripts = [
        each.script(scene.camera, scene.length_s + 1.7 * at) for at, each in enumerate(people)
    ]
    for index in range(round(scene.length_s * FPS)):
        t_s = index / FPS
        yield (
            t_s,
            tuple(
                Figure(_posed(script, t_s), each.features, each.place_mm, each.before_counter)
                for each, script in zip(people, scripts, strict=True)
            ),
        )


def _posed(script: Script, t_s: float) -> Pose:
    pose = script.pose(t_s)
    assert pose is not None, "nobody leaves these scenes"
    return pose


_UNCALIBRATED = f"[[counters]]\nfield_of_view_deg = {CAMERA.fov_deg:g}\n"


def _with_lines(text: str, lines: str) -> str:
    """The settings with further lines of the counter's own table."""
    head, _, rest = text.partition("[[counters]]\n")
    return f"{head}[[counters]]\n{lines}{rest}"


def calibration(camera: Camera, file: Path, features: Features = PLAIN) -> str:
    """As `looked_at`, with the lowest customer if the product accepts what it sees of that look."""
    try:
        return looked_at(camera, file, features, lowest=True)
    except CalibrationError:
        return looked_at(camera, file, features, lowest=False)


def looked_at(camera: Camera, file: Path, features: Features, *, lowest: bool) -> str:
    """The settings of a counter once the product's own calibration has looked at every place.

    `file` is written on the way; `features` are those of whoever looks.

    Raises:
        CalibrationError: a place is not seen well enough, or two cannot be told apart.
    """
    file.write_text(_UNCALIBRATED, encoding="utf-8")
    settings = load_settings(file, {})
    counter = settings.counters[0]
    looks = {**camera.places, **({LOWEST_PLACE.name: SHORT_CUSTOMER} if lowest else {})}
    work = [name for name, target in camera.places.items() if target.state == "work"]
    session = CalibrationSession(
        settings, counter, SystemClock(), work=work, lowest=lowest, seconds_s=LOOKS_S, file=file
    )
    models = load_models()
    observer = Observer(models, perception_params(counter), rad_from_deg(counter.field_of_view_deg))
    frames = count()
    try:
        for at, (name, target) in enumerate(looks.items()):
            session.begin(name)
            for seen_s, image in _looking(target, camera, features):
                frame = Frame(ns_from_s(20.0 * at + seen_s), next(frames), image)
                events = session.take(observer.observe(frame))
                for event in events:
                    if isinstance(event, PlaceRefused):
                        raise CalibrationError(event.cause)
                if events:
                    break
    finally:
        models.close()
    session.accept()
    return file.read_text(encoding="utf-8")


def _looking(target: Target, camera: Camera, features: Features) -> Iterator[tuple[float, Image]]:
    """Pictures of somebody who looks at one place, after the time it takes to turn there."""
    script = Script(2.0 * LOOKS_S, (_beat(0.0, target, camera),))
    ready_s = 3.0
    yield 0.0, picture((Figure(_posed(script, 0.0), features),), CAMERA)
    for index in range(round(script.length_s / LOOKS_APART_S) + 1):
        t_s = index * LOOKS_APART_S
        yield ready_s + t_s, picture((Figure(_posed(script, t_s), features),), CAMERA)


def true_settings(camera: Camera) -> str:
    """Reference and areas as they are, for a camera that the calibration refuses."""
    lines = [
        _UNCALIBRATED.rstrip(),
        f"reference_yaw_deg = {camera.reference_yaw_deg:g}",
        f"reference_pitch_deg = {camera.reference_pitch_deg:g}",
        "calibrated = true",
    ]
    for name, target in camera.places.items():
        yaw, pitch = (target.yaw_deg - 9, target.yaw_deg + 9), (target.pitch_deg - 9, 0)
        if target is CUSTOMER:
            yaw, pitch = (-15, 15), (-20, 15)
        elif target is DEVICE:
            yaw, pitch = (-180, 180), (-180, -26)
        lines += [
            *("", "[[counters.areas]]", f'name = "{name}"', f'means = "{target.state}"'),
            *(f"yaw_deg = [{yaw[0]:g}, {yaw[1]:g}]", f"pitch_deg = [{pitch[0]:g}, {pitch[1]:g}]"),
        ]
    return "\n".join(lines) + "\n"
