"""A video file read frame by frame: deterministic, stamped with presentation times."""

from __future__ import annotations

from monitor.adapters.video_source.headers import lacks_index
from monitor.adapters.video_source.options import SourceInfo
from monitor.adapters.video_source.picture import check_size
from monitor.adapters.video_source.stream import Stream, open_clip
from monitor.errors import Cause, SourceError
from monitor.ports import Frame, Image
from monitor.units import Ns, ns_from_s, s_from_ns

_FALLBACK_FPS = 30.0
_LONGEST_STEP_NS = ns_from_s(60.0)
_COMPLETE_SHARE = 0.95


class PresentationClock:
    """Strictly increasing times from what a file claims, whatever it claims.

    The first frame is at 0. A claim that is missing, stands still, goes back or leaps by more
    than a minute is replaced by one frame's nominal duration, and the times after it continue
    from there. So a file without any times gets index / fps.
    """

    __slots__ = ("_last_claim_ns", "_step_ns", "_t_ns")

    def __init__(self, nominal_fps: float | None) -> None:
        self._step_ns = ns_from_s(1.0 / (nominal_fps or _FALLBACK_FPS))
        self._last_claim_ns: Ns | None = None
        self._t_ns: Ns | None = None

    def stamp(self, claim_ns: Ns | None) -> Ns:
        """Time of the next frame, whose file claims `claim_ns`."""
        if self._t_ns is None:
            self._t_ns = Ns(0)
        else:
            step_ns = self._step_ns
            if claim_ns is not None and self._last_claim_ns is not None:
                claimed_ns = claim_ns - self._last_claim_ns
                if 0 < claimed_ns <= _LONGEST_STEP_NS:
                    step_ns = claimed_ns
            self._t_ns = Ns(self._t_ns + step_ns)
        self._last_claim_ns = claim_ns
        return self._t_ns


class ClipSource:
    """Every frame of a clip, once, in order. `monitor.ports.FrameSource`."""

    def __init__(self, path: str) -> None:
        self._capture, first = opened_clip(path)
        self._first: Image | None = first
        self._clock = PresentationClock(self._capture.nominal_fps)
        self._index = 0
        self._closed = False
        self.info = clip_info(self._capture, first, live=False)
        self.dropped = 0
        self.ended_early = False

    def read(self) -> Frame | None:
        """Next frame, or None at the end. A frame that cannot be decoded is passed over."""
        while not self._closed:
            if self._first is not None:
                image, self._first = self._first, None
            elif self._capture.grab():
                image = self._capture.retrieve()
            else:
                expected = self.info.frame_count or 0
                self.ended_early = self._index < _COMPLETE_SHARE * expected
                return None
            t_ns = self._clock.stamp(self._capture.position_ns())
            index, self._index = self._index, self._index + 1
            if image is not None:
                return Frame(t_ns, index, image)
        return None

    def close(self) -> None:
        """Release the file; safe to call twice."""
        self._closed = True
        self._capture.close()


def opened_clip(path: str) -> tuple[Stream, Image]:
    """A clip standing on its first frame, and that frame. Raises `SourceError`."""
    capture = open_clip(path)
    if capture is None:
        if lacks_index(path):
            raise SourceError(
                f"{path}: the recording was cut short before its index was written, so no frame "
                "can be found: accepted is a complete mp4 or mov file",
                Cause("clip_broken"),
            )
        raise SourceError(
            f"{path}: holds no video that can be decoded (not a video, audio only, or damaged): "
            "accepted are mp4, mov, mkv, webm or avi with at least one frame",
            Cause("clip_format"),
        )
    image = capture.retrieve() if capture.grab() else None
    if image is None:
        capture.close()
        raise SourceError(
            f"{path}: not one frame can be decoded (empty, damaged, cut short or coded as AV1): "
            "accepted are H.264, H.265, VP8, VP9, MPEG-4 or MJPEG with at least one frame",
            Cause("clip_broken"),
        )
    try:
        check_size(image.shape[0], image.shape[1], path)
    except SourceError:
        capture.close()
        raise
    return capture, image


def clip_info(capture: Stream, first: Image, *, live: bool) -> SourceInfo:
    """What a clip's container says about it."""
    fps, count = capture.nominal_fps, capture.frame_count
    duration_s = s_from_ns(ns_from_s(count / fps)) if fps and count else None
    return SourceInfo(first.shape[1], first.shape[0], fps, count, duration_s, live)
