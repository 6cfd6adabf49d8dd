"""What some tests need from the machine, and how to tell that it is there.

A test marked `@pytest.mark.needs("chromium")` skips with a reason where Chromium is absent, and
fails there when CI=true: `.ci/run` installs all of it, so absence in CI is a mistake. To add a
need, add a function to `NEEDS` and its package to `.ci/run`.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from tests import postgres_server

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's own: the only one that sees the GObject bindings of the RTSP server."""

SYS_LANDLOCK_CREATE_RULESET = 444
LANDLOCK_CREATE_RULESET_VERSION = 1


def chromium_path() -> str | None:
    """Where the browser is, for Playwright's `executable_path`."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _chromium() -> str | None:
    if chromium_path() is None:
        return "no Chromium (Debian: chromium)"
    if sys.platform.startswith("linux"):
        try:
            ctypes.CDLL("libatomic.so.1")
        except OSError:
            return "no libatomic for Playwright's driver (Debian: libatomic1)"
    return None


def _ffmpeg() -> str | None:
    return None if shutil.which("ffmpeg") else "no ffmpeg (Debian: ffmpeg)"


def _openssl() -> str | None:
    return None if shutil.which("openssl") else "no openssl (Debian: openssl)"


def _rtsp_server() -> str | None:
    missing = "no RTSP server (Debian: python3-gi gir1.2-gst-rtsp-server-1.0)"
    if not Path(SYSTEM_PYTHON).exists():
        return missing
    code = "import gi; gi.require_version('GstRtspServer', '1.0')"
    found = subprocess.run([SYSTEM_PYTHON, "-c", code], capture_output=True, check=False)
    return None if found.returncode == 0 else missing


def _landlock() -> str | None:
    if not sys.platform.startswith("linux"):
        return "no Landlock: not Linux"
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(
        SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_CREATE_RULESET_VERSION
    )
    return None if version >= 1 else "this kernel has no Landlock"


def _kernel_headers() -> str | None:
    found = Path("/usr/include/asm-generic/unistd.h").exists()
    return None if found else "no kernel headers (Debian: linux-libc-dev)"


def _postgresql() -> str | None:
    missing = "no PostgreSQL server (Debian: postgresql)"
    return None if postgres_server.binaries() else missing


NEEDS: Mapping[str, Callable[[], str | None]] = MappingProxyType(
    {
        "chromium": _chromium,
        "ffmpeg": _ffmpeg,
        "openssl": _openssl,
        "rtsp-server": _rtsp_server,
        "landlock": _landlock,
        "kernel-headers": _kernel_headers,
        "postgresql": _postgresql,
    }
)
"""Name of a need to a function that says why it is not met, or None."""


def in_ci() -> bool:
    """Does nobody watch, so that a skip would go unseen?"""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def unmet(names: Iterable[str]) -> list[str]:
    """The reasons why the named needs are not met, in order. Raises `LookupError` on a typo."""
    known = ", ".join(NEEDS)
    reasons: list[str] = []
    for name in names:
        if name not in NEEDS:
            raise LookupError(f"nothing is called {name!r} in tests/needs.py: it knows {known}")
        reason = NEEDS[name]()
        if reason:
            reasons.append(reason)
    return reasons
