"""What the core asks of the outside world, as protocols: adapters fulfil them, or a test does."""

from __future__ import annotations

from monitor.ports.camera import (
    TURNS,
    Camera,
    CameraCallbacks,
    CameraOrder,
    LocalCamera,
    OpenCamera,
    Pictures,
    Turn,
    turn_of,
)
from monitor.ports.store import (
    Borders,
    Correction,
    Journal,
    MetricsStore,
    PresenceEvent,
    PurgeReport,
    SessionStore,
    StoreInfo,
)
from monitor.ports.vision import (
    Clock,
    CustomerDetector,
    FaceLandmarker,
    Frame,
    FrameSource,
    Image,
    PersonDetector,
)
from monitor.snapshot.camera import (
    RESTRICTIONS,
    STALE_AFTER_S,
    CameraHealth,
    CameraStatus,
    LockStatus,
    Restriction,
)

__all__ = [
    "RESTRICTIONS",
    "STALE_AFTER_S",
    "TURNS",
    "Borders",
    "Camera",
    "CameraCallbacks",
    "CameraHealth",
    "CameraOrder",
    "CameraStatus",
    "Clock",
    "Correction",
    "CustomerDetector",
    "FaceLandmarker",
    "Frame",
    "FrameSource",
    "Image",
    "Journal",
    "LocalCamera",
    "LockStatus",
    "MetricsStore",
    "OpenCamera",
    "PersonDetector",
    "Pictures",
    "PresenceEvent",
    "PurgeReport",
    "Restriction",
    "SessionStore",
    "StoreInfo",
    "Turn",
    "turn_of",
]
