"""What a locked process must still read: its own code, its models, and facts of this machine."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import Final

_SYSTEM: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)
"""Libraries that are loaded late, time zones, and what native code asks to know of processors."""

NAME_LOOK_UP: Final = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/run/systemd/resolve",
    "/etc/ssl",
    "/usr/share/ca-certificates",
    "/etc/gnutls",
)
"""What a process that connects to a host by its name reads besides."""

CAMERAS: Final = ("/sys/class/video4linux", "/sys/devices")
"""By these a webcam that is missing is told from one that is there."""


def library_paths() -> tuple[str, ...]:
    """Folders and files of the program, Python and the libraries, wherever they are installed."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    paths = {sysconfig.get_path(name) for name in names}
    paths |= {each for each in sys.path if Path(each).name in ("site-packages", "dist-packages")}
    # The package itself may stand in a folder where settings and a database stand too.
    paths.add(str(Path(__file__).parents[2]))
    return (*sorted(paths), *sorted(_folders_of_mapped_libraries()), *_SYSTEM)


def _folders_of_mapped_libraries() -> set[str]:
    """Some systems keep each library in a folder of its own, far from the usual places."""
    folders: set[str] = set()
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        path = line.split(maxsplit=5)[-1]
        if path.startswith("/") and ".so" in Path(path).name:
            folders.add(str(Path(path).parent))
    return folders
