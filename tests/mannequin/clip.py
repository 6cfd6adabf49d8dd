"""Clips of the mannequin, the bundled sample among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2

from tests.mannequin.render import absent, render
from tests.mannequin.scene import Image, Scene
from tests.mannequin.script import Absence, Beat, Script, moments

FPS = 15.0
SCENE = Scene(blur_px=0.8)

_DOWN = {"head_pitch_deg": -17.0, "gaze_pitch_deg": -39.0}

STORY = Script(
    length_s=64.0,
    beats=(
        Beat(0.0),
        Beat(6.0, **_DOWN),
        Beat(7.0, head_yaw_deg=2.0),
        Beat(11.0, head_yaw_deg=-4.0, gaze_yaw_deg=-5.0, **_DOWN),
        Beat(13.0, head_yaw_deg=4.0, head_pitch_deg=2.0, gaze_yaw_deg=3.0, gaze_pitch_deg=1.0),
        Beat(18.0, head_pitch_deg=-19.0, gaze_pitch_deg=-41.0),
        Beat(23.0, head_roll_deg=3.0),
        Beat(27.5, head_yaw_deg=30.0, head_pitch_deg=-3.0, gaze_yaw_deg=39.0, gaze_pitch_deg=-5.0),
        Beat(30.5, gaze_pitch_deg=-1.0),
        Beat(34.0, head_pitch_deg=-4.0, gaze_pitch_deg=-37.0),
        Beat(35.5, head_yaw_deg=-2.0),
        Beat(40.0, head_pitch_deg=-20.0, gaze_yaw_deg=3.0, gaze_pitch_deg=-42.0),
        Beat(52.0, head_pitch_deg=1.0),
        Beat(55.0, head_yaw_deg=40.0, gaze_yaw_deg=42.0),
        Beat(58.0, head_yaw_deg=-25.0, gaze_yaw_deg=-30.0),
        Beat(61.2),
    ),
    blinks=(
        (2.1, 0.20), (4.8, 0.18), (8.6, 0.20), (10.2, 0.16), (14.9, 0.22), (17.0, 0.20),
        (20.6, 0.20), (24.6, 0.20), (26.4, 0.17), (31.9, 0.22), (37.4, 0.20), (39.1, 0.18),
        (43.5, 0.20), (48.2, 0.24), (53.4, 0.20), (62.4, 0.20),
    ),
    absences=(Absence(55.2, 61.5),),
)  # fmt: skip
"""Serving; glances down of 1, 2, 5 and 12 s, one with the eyes alone; a side look; an absence."""


def frames(script: Script, scene: Scene, fps: float) -> Iterator[Image]:
    """Pictures of the script, shape (height, width, 3), uint8, RGB."""
    for t_s in moments(script, fps):
        pose = script.pose(t_s)
        yield absent(scene) if pose is None else render(pose, scene)


def write_clip(path: Path, pictures: Iterable[Image], fps: float, codec: str = "mp4v") -> int:
    """Write a clip with the encoder of OpenCV's wheel; the number of frames written."""
    writer: cv2.VideoWriter | None = None
    count = 0
    for picture in pictures:
        if writer is None:
            fourcc = cv2.VideoWriter.fourcc(*codec)
            size = (picture.shape[1], picture.shape[0])
            writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, fourcc, fps, size)
            if not writer.isOpened():
                raise OSError(f"{path}: this OpenCV cannot write {codec} here")
        writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        count += 1
    if writer is not None:
        writer.release()
    return count
