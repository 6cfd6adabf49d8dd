"""Seeing: the worker that holds the camera, and what keeps it alive."""
