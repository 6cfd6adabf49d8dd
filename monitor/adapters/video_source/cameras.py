"""Which cameras are plugged into this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from monitor.adapters.video_source.options import SourceOptions
from monitor.adapters.video_source.webcam import open_webcam
from monitor.addresses import parse_address
from monitor.errors import SourceError
from monitor.ports import LocalCamera

_SYS_CLASS = Path("/sys/class/video4linux")
_PROBED_ELSEWHERE = 4


def find_cameras() -> tuple[LocalCamera, ...]:
    """Local cameras in order of their numbers. Nothing is opened on Linux; elsewhere 0 to 3 are."""
    if sys.platform == "linux":
        return linux_cameras(_SYS_CLASS, Path("/dev"))
    return tuple(
        LocalCamera(str(index), f"camera {index}", usable=True)
        for index in range(_PROBED_ELSEWHERE)
        if _opens(str(index))
    )


def linux_cameras(sys_class: Path, dev: Path) -> tuple[LocalCamera, ...]:
    """Cameras by the kernel's own list under `sys_class`, whose nodes are in `dev`.

    One camera often has several nodes; those with `index` 0 give pictures, the others metadata.
    """
    found: list[tuple[int, LocalCamera]] = []
    for entry in sys_class.glob("video*"):
        number = entry.name.removeprefix("video")
        node = dev / entry.name
        if not number.isdigit() or not node.exists() or _text(entry / "index") not in ("0", ""):
            continue
        usable = os.access(node, os.R_OK | os.W_OK)
        name = _text(entry / "name") or entry.name
        found.append((int(number), LocalCamera(number, name, usable)))
    return tuple(camera for _, camera in sorted(found, key=lambda item: item[0]))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _opens(number: str) -> bool:
    try:
        open_webcam(parse_address(number), SourceOptions()).close()
    except SourceError:
        return False
    return True
