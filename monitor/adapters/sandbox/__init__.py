"""Locks a process that handles pictures: it may see, and do nothing else.

    report = confine(LockRequest(), text, pipes)    # while the process has one thread
    status = lock_status(report)                    # each restriction, tried

The process that decodes is given packets, or has a file or a webcam of its own: it is locked before
the first byte is decoded, and for good. Only the process that connects to a network camera, and
decodes nothing, takes two steps:

    report = confine(LockRequest(tcp_ports=ports), text, pipes)     # may look names up, and
    ...                                             # connects to these ports
    status = lock_status(seal(report))              # may make no further connection

What each restriction means stands with `monitor.ports.Restriction`. By what they are enforced:

- Landlock: no file is written, made, removed, renamed or cut; none is read but the program, its
  libraries and models, and the camera itself; no TCP connection but to the camera's own ports.
- A system-call filter: no socket, no sending to an address through one that is open, no program,
  no process, no signal to others, no limit lifted, and none of what leads around Landlock.
- Limits of the process: no growth of any file, open ones included, no core dump, a ceiling of
  memory, a lower priority.

Landlock binds the calling thread and those it starts afterwards, never those that exist already: so
the lock comes before everything that starts threads. What is open stays open: the pipes to the
parent. All other files that the process inherited are closed (`confine`). Not covered:
what the records that cross the pipe can carry (a few numbers in a fixed format).

Where the kernel has no Landlock (macOS, Windows, Linux before 5.13 or built without it) the
monitor runs and says so: nothing here raises. The three system calls are made through `ctypes`
rather than a binding from the package index: it is a hundred lines that anybody can read in the
one place where reading matters, and none of the bindings covers the newer rights.

Sources: Linux `Documentation/userspace-api/landlock.rst` and `seccomp_filter.rst`.
"""

from monitor.adapters.sandbox.confinement import confine
from monitor.adapters.sandbox.locking import LockReport, LockRequest, lock, seal
from monitor.adapters.sandbox.proof import Proof, lock_status, self_test

__all__ = [
    "LockReport",
    "LockRequest",
    "Proof",
    "confine",
    "lock",
    "lock_status",
    "seal",
    "self_test",
]
