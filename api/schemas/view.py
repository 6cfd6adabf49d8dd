"""Where in a camera's picture something is to be seen, on the wire: boxes, never a picture."""

from __future__ import annotations

from pydantic import Field

from api.schemas.numbers import Thousandths, Wire
from monitor.ports import CameraStatus
from monitor.snapshot.sights import Sights


class BoxState(Wire):
    """A part of the picture, in fractions of its width and height."""

    left: Thousandths = Field(description="Left edge; 0 is the picture's own.")
    top: Thousandths = Field(description="Upper edge; 0 is the picture's own.")
    right: Thousandths = Field(description="Right edge; 1 is the picture's own.")
    bottom: Thousandths = Field(description="Lower edge; 1 is the picture's own.")


class CameraView(Wire):
    """What is where in the picture, now; nothing of it is stored, and no picture is sent."""

    width_px: int | None = Field(description="Of the picture; null before the first.")
    height_px: int | None = Field(description="Of the picture; null before the first.")
    live: bool = Field(
        description="False while no new picture is looked at: measuring is off, or the camera is."
    )
    faces: list[BoxState] = Field(
        description="Around every face, those in the customers' zone left out."
    )
    movement: list[BoxState] = Field(description="Where something moved, in a coarse grid.")


def camera_view(camera: CameraStatus, sights: Sights | None) -> CameraView:
    """The wire form of what is to be seen; nothing where there is nothing new."""
    faces, movement = ((), ()) if sights is None else (sights.faces, sights.movement)
    return CameraView(
        width_px=camera.width_px,
        height_px=camera.height_px,
        live=sights is not None,
        faces=[_box(*each) for each in faces],
        movement=[_box(*each) for each in movement],
    )


def _box(left: float, top: float, right: float, bottom: float) -> BoxState:
    return BoxState(left=left, top=top, right=right, bottom=bottom)
