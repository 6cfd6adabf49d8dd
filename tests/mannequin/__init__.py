"""A person whose head pose, gaze and eyelids are known, drawn from a public-domain portrait."""

from tests.mannequin.clip import frames, write_clip
from tests.mannequin.render import Pose, absent, placement, pose_grid, render
from tests.mannequin.scene import Scene, camera_matrix
from tests.mannequin.script import Absence, Beat, Script, Truth, truth, write_truth

__all__ = [
    "Absence",
    "Beat",
    "Pose",
    "Scene",
    "Script",
    "Truth",
    "absent",
    "camera_matrix",
    "frames",
    "placement",
    "pose_grid",
    "render",
    "truth",
    "write_clip",
    "write_truth",
]
