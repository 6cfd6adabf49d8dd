"""A person whose head pose, gaze and eyelids are known, drawn from a public-domain portrait."""

from tests.mannequin.render import Pose, absent, placement, pose_grid, render
from tests.mannequin.scene import Scene, camera_matrix

__all__ = ["Pose", "Scene", "absent", "camera_matrix", "placement", "pose_grid", "render"]
