"""A source whose pictures have parts that nobody is to look at: blanked before anything else.

A poster, a television, the street. Applied once, right after the picture was turned upright, so
that no detector and no comparison of pictures ever sees what was there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.adapters.video_source.options import OpenSource, SourceInfo
from monitor.perception.attendant import Zone
from monitor.ports import Frame


class MaskedSource:
    """Another source's frames with parts of them black. `monitor.ports.FrameSource`."""

    def __init__(self, source: OpenSource, masks: Sequence[Zone]) -> None:
        self._source = source
        self._masks = tuple(masks)

    @property
    def info(self) -> SourceInfo:
        """What the source says about itself."""
        return self._source.info

    @property
    def dropped(self) -> int:
        """Frames grabbed so far that nobody asked for."""
        return self._source.dropped

    @property
    def ended_early(self) -> bool:
        """True once a clip ended before the number of frames that it promised."""
        return self._source.ended_early

    def read(self) -> Frame | None:
        """The next frame, masked. Raises `SourceLost`."""
        frame = self._source.read()
        if frame is None:
            return None
        image = frame.image if frame.image.flags.writeable else frame.image.copy()
        for mask in self._masks:
            left, top, right, bottom = mask.box_px(image.shape[1], image.shape[0])
            image[top:bottom, left:right] = 0
        return replace(frame, image=image)

    def close(self) -> None:
        """Close the other; safe to call twice."""
        self._source.close()


def masked(source: OpenSource, masks: Sequence[Zone]) -> OpenSource:
    """The source itself where nothing is masked."""
    return MaskedSource(source, masks) if masks else source
