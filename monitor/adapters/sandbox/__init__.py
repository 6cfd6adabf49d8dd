"""Locks a vision worker: no file writes, no connection but the camera's, no programs.

    report = lock(LockRequest(device_paths, tcp_ports))      # while the worker has one thread
    source = open_source(...)
    report = seal(report)                                    # before the first frame is judged
    proof = self_test(report)

Order, and why. Landlock binds the calling thread and those it starts afterwards, never those that
exist already; and a video library starts threads when it opens a source. So `lock` comes first,
while the worker has one thread:

1. `lock`, before opening: no file can be written, made, removed, renamed, cut or marked; no
   program started; no TCP connection made except to the camera's own ports; no device opened for
   writing except the webcam itself. Files can be read. Every later thread inherits this.
2. `seal`, after opening: no socket of any kind can be made any more. It has to wait for the
   opening of a network camera, whose name is looked up over UDP, which Landlock does not cover.
   A source without a network part is sealed by `lock` already.

What is open stays open: the pipe to the parent, the camera, the standard streams. That is why the
size limit of files is set to zero as well: a log file behind the standard error stream takes
nothing more from this process. Not covered: what the records that cross the pipe can carry (a few
numbers in a fixed format).

Where the kernel has no Landlock (macOS, Windows, Linux before 5.13 or built without it) the
monitor runs and says so: nothing here raises. The three system calls are made through `ctypes`
rather than a binding from the package index: it is a hundred lines that anybody can read in the
one place where reading matters, and none of the bindings covers the newer rights.

Sources: Linux `Documentation/userspace-api/landlock.rst` and `seccomp_filter.rst`.
"""

from monitor.adapters.sandbox.locking import LockReport, LockRequest, lock, seal
from monitor.adapters.sandbox.proof import Proof, self_test

__all__ = ["LockReport", "LockRequest", "Proof", "lock", "seal", "self_test"]
