"""MediaPipe's solutions, without the drawing helpers that come along with them.

Those load all of matplotlib: a second of every start, 50 MB of every process, and a font cache that
wants to be written. Nothing here draws. Importing this module does the work, so that a fork server
can preload it; its functions are in `mediapipe.solutions` from then on.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType
from typing import Any, Final

_DRAWING: Final = (
    "mediapipe.python.solutions.drawing_utils",
    "mediapipe.python.solutions.drawing_styles",
)


def _load() -> Any:  # noqa: ANN401 - MediaPipe has no types
    os.environ.setdefault("GLOG_minloglevel", "3")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    standing_in = [name for name in _DRAWING if name not in sys.modules]
    for name in standing_in:
        sys.modules[name] = ModuleType(name)
    try:
        return importlib.import_module("mediapipe").solutions
    finally:
        for name in standing_in:
            del sys.modules[name]


SOLUTIONS: Final = _load()
