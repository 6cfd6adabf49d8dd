"""Faces and their landmarks by MediaPipe's FaceMesh."""

from monitor.adapters.face_landmarker.landmarker import LandmarkerParams, MediaPipeFaceLandmarker

__all__ = ["LandmarkerParams", "MediaPipeFaceLandmarker"]
