"""How portraits of people who look into the lens are read: many strangers, each seen once.

`python -m tests.fitting.portraits FOLDER`. `portraits.csv` lists public photographs by repository,
commit and path, and where in each the face is (its middle and width as fractions of the picture's
width and height); FOLDER holds clones or copies as `OWNER/NAME/PATH`. The pictures themselves are
not part of this project. One of us chose them by eye, twice: first whole faces, then the eyes
alone in another order, without any reading at hand.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.face_landmarker.face_mesh import FACE_MESH, SURFACE_COUNT
from monitor.geometry.camera import Camera, camera_with_field_of_view
from monitor.perception.landmarks import FaceLandmarks
from monitor.perception.observation import read_face
from monitor.ports import Image
from monitor.units import deg_from_rad, rad_from_deg

LIST = Path(__file__).with_name("portraits.csv")
WIDTH_PX, HEIGHT_PX, FACE_PX = 640, 480, 130.0
"""Every face is shown as a webcam would: this wide, near the middle of a picture of this size."""
FIELD_OF_VIEW_RAD = rad_from_deg(25.0)
"""Portraits are taken from further away than a webcam's."""


def main() -> None:
    """Print the spread of the readings, and in which areas they lie."""
    camera = portrait_camera()
    read = [read_face(face, camera, FACE_MESH) for face in portrait_faces(Path(sys.argv[1]))]
    gazes = [reading.gaze for reading in read if reading is not None and reading.gaze is not None]
    yaw = np.array([deg_from_rad(gaze.yaw_rad) for gaze in gazes])
    pitch = np.array([deg_from_rad(gaze.pitch_rad) for gaze in gazes])
    say(f"{len(read)} faces found, {len(gazes)} judged")
    for name, angle in (("yaw", yaw), ("pitch", pitch)):
        low, middle, high = np.percentile(angle, (2.5, 50.0, 97.5))
        say(
            f"{name}: mean {angle.mean():.1f}, spread {angle.std():.1f}, middle {middle:.1f},"
            f" 95 % from {low:.1f} to {high:.1f} degrees"
        )
    areas = Counter(
        "customer"
        if abs(across) <= 15.0 and -20.0 <= up <= 15.0
        else "device"
        if up <= -25.0
        else "elsewhere"
        for across, up in zip(yaw, pitch, strict=True)
    )
    say(", ".join(f"{area} {count}" for area, count in areas.most_common()))


def portrait_camera() -> Camera:
    """The camera that `portrait_faces` are seen by."""
    return camera_with_field_of_view(WIDTH_PX, HEIGHT_PX, FIELD_OF_VIEW_RAD)


def portrait_faces(folder: Path) -> Iterator[FaceLandmarks]:
    """The landmarks of every listed face that is found again, in the order of the list."""
    landmarker = MediaPipeFaceLandmarker(still=True)
    with LIST.open(newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            image = cv2.imread(str(folder / row["repository"] / row["path"]))
            if image is None:
                raise SystemExit(
                    f"{folder}: no picture {row['repository']}/{row['path']}; it is in that"
                    f" repository at {row['commit']}"
                )
            picture = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
            place = (float(row["face_x"]), float(row["face_y"]), float(row["face_width"]))
            found = landmarker.detect(_as_a_webcam_would(picture, *place))
            if found:
                yield min(found, key=_off_middle_px)
    landmarker.close()


def _as_a_webcam_would(image: Image, face_x: float, face_y: float, face_width: float) -> Image:
    """The face in the middle of a webcam's picture, edges drawn on where the photograph ends."""
    height_px, width_px = image.shape[:2]
    scale = FACE_PX / (face_width * width_px)
    if scale < 0.6:  # or the pixels in between would be left out
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.4 / scale), np.uint8)
    shift_x_px = WIDTH_PX / 2.0 - scale * face_x * width_px
    shift_y_px = HEIGHT_PX / 2.0 - scale * face_y * height_px
    moved = np.array([[scale, 0.0, shift_x_px], [0.0, scale, shift_y_px]])
    shown = cv2.warpAffine(image, moved, (WIDTH_PX, HEIGHT_PX), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(shown, np.uint8)


def _off_middle_px(face: FaceLandmarks) -> float:
    off = face.points_px[:SURFACE_COUNT, :2].mean(axis=0) - (WIDTH_PX / 2.0, HEIGHT_PX / 2.0)
    return float(np.hypot(*off))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
