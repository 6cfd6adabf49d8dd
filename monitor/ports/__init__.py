"""What the core asks of the outside world, as protocols: adapters fulfil them, or a test does."""

from __future__ import annotations

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
    FaceLandmarker,
    Frame,
    FrameSource,
    Image,
    PersonDetector,
)

__all__ = [
    "Borders",
    "Clock",
    "Correction",
    "FaceLandmarker",
    "Frame",
    "FrameSource",
    "Image",
    "Journal",
    "MetricsStore",
    "PersonDetector",
    "PresenceEvent",
    "PurgeReport",
    "SessionStore",
    "StoreInfo",
]
