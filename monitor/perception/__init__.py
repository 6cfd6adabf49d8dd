"""Pure: one face in one frame, from landmarks to head pose, eyelids, gaze and quality."""
