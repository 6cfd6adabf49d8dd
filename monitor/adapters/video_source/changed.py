"""A source whose pictures are changed before anybody looks at them: turned upright, or masked.

Upright comes first, so that masks lie where the page shows them. A poster, a television or the
street is blanked once, so that no detector and no comparison of pictures ever sees what was there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from monitor.adapters.video_source.options import OpenSource, SourceInfo
from monitor.perception.attendant import Zone
from monitor.ports import Frame, Image


class ChangedSource:
    """Another source's frames with each picture changed. `monitor.ports.FrameSource`."""

    def __init__(
        self, source: OpenSource, info: SourceInfo, change: Callable[[Image], Image]
    ) -> None:
        """`info` is what the source says about itself once its pictures are changed."""
        self._source = source
        self._change = change
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
        """The next frame, changed. Raises `SourceLost`."""
        frame = self._source.read()
        return None if frame is None else replace(frame, image=self._change(frame.image))

    def close(self) -> None:
        """Close the other; safe to call twice."""
        self._source.close()


def turned(source: OpenSource, turn_deg: int) -> OpenSource:
    """The source with its pictures turned by 0, 90, 180 or 270 degrees clockwise; itself for 0."""
    if not turn_deg:
        return source
    quarters, info = -turn_deg // 90, source.info
    if turn_deg % 180:
        info = replace(info, width_px=info.height_px, height_px=info.width_px)
    return ChangedSource(
        source, info, lambda image: np.ascontiguousarray(np.rot90(image, quarters))
    )


def masked(source: OpenSource, masks: Sequence[Zone]) -> OpenSource:
    """The source with parts of its pictures black; itself where nothing is masked."""
    zones = tuple(masks)

    def blank(image: Image) -> Image:
        image = image if image.flags.writeable else image.copy()
        for zone in zones:
            left, top, right, bottom = zone.box_px(image.shape[1], image.shape[0])
            image[top:bottom, left:right] = 0
        return image

    return ChangedSource(source, source.info, blank) if zones else source
