"""A source whose pictures are turned upright: for a camera that is mounted otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from monitor.adapters.video_source.options import OpenSource
from monitor.ports import Frame


class TurnedSource:
    """Another source's frames, turned clockwise. `monitor.ports.FrameSource`."""

    def __init__(self, source: OpenSource, turn_deg: int) -> None:
        """`turn_deg`: 90, 180 or 270, clockwise."""
        self._source = source
        self._quarters = -turn_deg // 90
        info = source.info
        if turn_deg % 180:
            info = replace(info, width_px=info.height_px, height_px=info.width_px)
        self.info = info

    @property
    def dropped(self) -> int:
        """Frames grabbed so far that nobody asked for."""
        return self._source.dropped

    @property
    def ended_early(self) -> bool:
        """True once a clip ended before the number of frames that it promised."""
        return self._source.ended_early

    def read(self) -> Frame | None:
        """The next frame, upright. Raises `SourceLost`."""
        frame = self._source.read()
        if frame is None:
            return None
        return replace(frame, image=np.ascontiguousarray(np.rot90(frame.image, self._quarters)))

    def close(self) -> None:
        """Close the other; safe to call twice."""
        self._source.close()


def turned(source: OpenSource, turn_deg: int) -> OpenSource:
    """The source itself where nothing is to be turned."""
    return TurnedSource(source, turn_deg) if turn_deg else source
