"""How faces are found in pictures that stand upright, on their side and on their head.

    python -m tests.fitting.upright FOLDER ...

Three pictures of each clip of the folders, as they are and turned.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from monitor.adapters.clock import SystemClock
from monitor.adapters.face_landmarker import MediaPipeFaceLandmarker
from monitor.adapters.video_source import SourceOptions, open_source
from monitor.geometry.camera import camera_with_field_of_view
from monitor.perception.attendant import Place, choose_attendant
from monitor.perception.head_pose import HeadPose, estimate_head_pose
from monitor.ports import Image
from monitor.units import deg_from_rad, rad_from_deg

_ENDINGS = {".mp4", ".mov"}
_EVERY, _FIRST, _PICTURES = 40, 20, 3


def pictures(clip: Path) -> list[Image]:
    """Some pictures of a clip."""
    source = open_source(str(clip), SourceOptions(), SystemClock())
    images: list[Image] = []
    while len(images) < _PICTURES and (frame := source.read()) is not None:
        if frame.index % _EVERY == _FIRST:
            images.append(frame.image)
    source.close()
    return images


def head(landmarker: MediaPipeFaceLandmarker, image: Image) -> HeadPose | None:
    """That of the face nearest the middle."""
    face = choose_attendant(landmarker.detect(image), Place(), None)
    if face is None:
        return None
    camera = camera_with_field_of_view(image.shape[1], image.shape[0], rad_from_deg(62.0))
    return estimate_head_pose(face, camera, landmarker.model.head_pose)


def main(folders: list[str]) -> None:
    landmarker = MediaPipeFaceLandmarker(still=True)
    heads: dict[int, list[HeadPose | None]] = {turn_deg: [] for turn_deg in (0, 90, 180, 270)}
    for folder in folders:
        for clip in sorted(Path(folder).iterdir()):
            if clip.suffix not in _ENDINGS:
                continue
            for image in pictures(clip):
                for turn_deg, seen in heads.items():
                    turned = np.ascontiguousarray(np.rot90(image, -turn_deg // 90))
                    seen.append(head(landmarker, turned))
    for turn_deg, seen in heads.items():
        known = [each for each in seen if each is not None]
        misfit = np.percentile([each.misfit_mm for each in known], [10, 50, 90])
        roll = np.percentile([deg_from_rad(each.roll_rad) for each in known], [10, 50, 90])
        sys.stdout.write(
            f"turned by {turn_deg:3}: found {len(known)}/{len(seen)}, misfit mm {misfit.round(1)}, "
            f"roll degrees {roll.round()}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
