"""Pure geometry: rotations (which own the angle convention) and the pinhole camera."""
