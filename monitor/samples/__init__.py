"""The bundled sample: a rendered attendant behind a counter, and what she was told to do.

The clip is drawn by `tests/mannequin` from a public-domain portrait; nobody was filmed.
"""

from __future__ import annotations

from pathlib import Path

CLIP = Path(__file__).parent / "counter.mp4"
"""About a minute, 640x480, 15 frames a second."""

TRUTH = Path(__file__).parent / "counter.truth.csv"
"""One row per frame: `t_s,state,head_yaw_deg,head_pitch_deg,head_roll_deg,gaze_yaw_deg,
gaze_pitch_deg,eye_openness`; angles are empty where nobody is there."""

PRESENCE = Path(__file__).parent / "counter.presence.csv"
"""When customers came and went: `t_s,present`, a row per change."""
