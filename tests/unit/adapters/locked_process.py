"""A process that locks itself as a vision worker does, tries what is forbidden, and tells.

    python locked_process.py SCENARIO [ARGUMENTS...]

Writes one JSON object to its standard output. Like a worker it is a fork of a process that has
loaded the libraries, so that it starts with one thread. Each attempt answers "done", or the name
of the error that stopped it.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import resource
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from monitor.adapters.clock import SystemClock
from monitor.adapters.sandbox import (
    LockReport,
    LockRequest,
    Proof,
    landlock,
    lock,
    process_limits,
    seal,
    seccomp,
    self_test,
)
from monitor.adapters.video_source import SourceOptions, open_source
from monitor.addresses import parse_address

Answer = Mapping[str, object]

QUESTIONS, ASKED = os.pipe()
ANSWERED, ANSWERS = os.pipe()
"""A locked process cannot read of itself what the kernel tells of it: whoever forked it can."""


def told(record: LockReport | Proof) -> dict[str, object]:
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(record).items()
    }


def tried(step: Callable[[], object]) -> str:
    try:
        step()
    except OSError as error:
        return type(error).__name__ if error.errno != 27 else "EFBIG"
    return "done"


@dataclass(frozen=True, slots=True)
class OpenBefore:
    """What a process may have open when it is locked: a file to write to, and a UDP socket."""

    file: int
    socket: socket.socket


def opened_before(folder: Path) -> OpenBefore:
    return OpenBefore(
        os.open(folder / "open", os.O_WRONLY | os.O_CREAT),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    )


def attempts(folder: Path, before: OpenBefore) -> dict[str, str]:
    """Everything that could keep or send a frame, or learn what is none of a worker's business.

    `folder` holds a file and a folder.
    """
    to_nobody = ("127.0.0.1", 9)
    old, inner = folder / "old", folder / "inner"
    picture = np.zeros((64, 64, 3), np.uint8)
    libc = ctypes.CDLL(None, use_errno=True)

    def image_write(name: str) -> None:
        if not cv2.imwrite(str(folder / name), picture):
            raise PermissionError

    def video_write() -> None:
        codec = cv2.VideoWriter.fourcc(*"MJPG")
        writer = cv2.VideoWriter(str(folder / "v.avi"), codec, 9, (64, 64))
        if not writer.isOpened():
            raise PermissionError

    def in_a_thread() -> None:
        answers: list[str] = []
        thread = threading.Thread(
            target=lambda: answers.append(tried(lambda: (folder / "t").write_bytes(b"x")))
        )
        thread.start()
        thread.join()
        if answers != ["done"]:
            raise PermissionError

    def shared_memory() -> None:
        number = libc.shmget(0, 4096, 0o1600)
        if number < 0:
            raise OSError(ctypes.get_errno(), "shmget")
        libc.shmctl(number, 0, None)

    def remove() -> None:
        (old if old.exists() else folder / "renamed").unlink()

    def run_program() -> None:
        os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)

    steps: dict[str, Callable[[], object]] = {
        "read a file": old.read_bytes,
        "read a secret": Path("/etc/passwd").read_bytes,
        "list a folder": lambda: list(folder.iterdir()),
        "fork": fork,
        "leave its user": lambda: native("unshare", 0),
        "lift a limit": lift_a_limit,
        "take much memory": take_much_memory,
        "send to an address": lambda: before.socket.sendto(b"x", to_nobody),
        "send a message": lambda: before.socket.sendmsg([b"x"], [], 0, to_nobody),
        "connect what is open": lambda: before.socket.connect(to_nobody),
        "send through whatever is open": lambda: send_through_all(to_nobody),
        "make a file": lambda: (folder / "new").write_bytes(b"x"),
        "append": lambda: old.open("ab").write(b"x"),
        "overwrite": lambda: old.open("r+b").write(b"x"),
        "write to what was open": lambda: os.write(before.file, b"x"),
        "shorten": lambda: os.truncate(old, 1),
        "make it in a thread": in_a_thread,
        "cv2.imwrite png": lambda: image_write("new.png"),
        "cv2.imwrite jpg": lambda: image_write("new.jpg"),
        "cv2.VideoWriter": video_write,
        "numpy save": lambda: np.save(folder / "new.npy", picture),
        "memory file": lambda: Path(f"/dev/shm/mostrador-{os.getpid()}").write_bytes(b"x"),
        "mkdir": (folder / "made").mkdir,
        "rmdir": inner.rmdir,
        "symlink": lambda: (folder / "link").symlink_to(old),
        "hard link": lambda: (folder / "hard").hardlink_to(old),
        "fifo": lambda: os.mkfifo(folder / "fifo"),
        "set attribute": lambda: os.setxattr(old, "user.frame", b"x"),
        "chmod": lambda: old.chmod(0o600),
        "chown": lambda: os.chown(old, os.getuid(), os.getgid()),
        "touch": lambda: os.utime(old, (1, 1)),
        "rename": lambda: old.rename(folder / "renamed"),
        "remove": remove,
        "shared memory": shared_memory,
        "run a program": run_program,
        "signal another process": lambda: os.kill(os.getppid(), 0),
        "connect": lambda: connect(int(os.environ["OTHER_PORT"])),
        "connect where allowed": lambda: connect(int(os.environ["CAMERA_PORT"])),
        "listen": lambda: socket.create_server(("127.0.0.1", 0)).close(),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
        "unix socket": lambda: socket.socket(socket.AF_UNIX).close(),
    }
    return {name: tried(step) for name, step in steps.items()}


def fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def native(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def lift_a_limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, resource.getrlimit(resource.RLIMIT_FSIZE))


def take_much_memory() -> None:
    mmap.mmap(-1, 3_000_000_000, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()


def send_through_all(address: tuple[str, int]) -> None:
    """Through every socket of this process, whoever made it. Raises the last refusal."""
    refusal = OSError("no socket is open")
    for number in range(3, 200):
        try:
            with socket.socket(fileno=os.dup(number)) as held:
                held.sendto(b"x", address)
                return
        except OSError as error:
            refusal = error
    raise refusal


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), 2.0).close()


def detects_a_face() -> bool:
    import mediapipe
    from skimage import data

    mesh = mediapipe.solutions.face_mesh.FaceMesh(  # pyright: ignore[reportAttributeAccessIssue]
        static_image_mode=True, refine_landmarks=True
    )
    return bool(mesh.process(data.astronaut()).multi_face_landmarks)


def thread_marks() -> list[tuple[str, str]]:
    """("no new privileges", number of filters) of every thread, as the kernel tells."""
    os.write(ASKED, b"?")
    return json.loads(os.read(ANSWERED, 65_536))


def marks_of(process: int) -> list[tuple[str, str]]:
    """The same, as somebody outside may read it."""
    marks: list[tuple[str, str]] = []
    for thread in Path(f"/proc/{process}/task").iterdir():
        lines = (thread / "status").read_text().splitlines()
        status = dict(line.split(":", 1) for line in lines)
        marks.append((status["NoNewPrivs"].strip(), status["Seccomp_filters"].strip()))
    return marks


def scenario_file(folder: Path, locked: str, clip: str) -> Answer:
    """The whole life of a worker on a file; unlocked if `locked` is not "yes", for comparison."""
    before = opened_before(folder)
    report = lock(LockRequest(readable=(clip,))) if locked == "yes" else LockReport()
    proof = self_test(report)
    source = open_source(clip, SourceOptions(), SystemClock())
    frames = 0
    while source.read() is not None:
        frames += 1
    return {
        "report": told(report),
        "proof": told(proof),
        "boast": told(self_test(LockReport(claimed=frozenset({"file_writes"})))),
        "frames": frames,
        "face": detects_a_face(),
        "attempts": attempts(folder, before),
        "reads": len(Path(landlock.__file__).read_bytes()),
        "dev null": tried(lambda: Path("/dev/null").write_bytes(b"x")),
        "threads": thread_marks(),
    }


def scenario_camera(folder: Path) -> Answer:
    """Only the camera's port before the seal, nothing new after it, and what is open goes on."""
    open_before = opened_before(folder)
    camera_port = int(os.environ["CAMERA_PORT"])
    report = lock(LockRequest(tcp_ports=frozenset({camera_port})))
    before = attempts(folder, open_before)
    proof_before = self_test(report)
    camera = socket.create_connection(("127.0.0.1", camera_port))
    sealed = seal(report)
    camera.sendall(b"hello")
    answer = camera.recv(5)
    return {
        "locked": told(report),
        "sealed": told(sealed),
        "sealed twice": told(seal(sealed)),
        "proof before": told(proof_before),
        "proof after": told(self_test(sealed)),
        "before": before,
        "after": attempts(folder, open_before),
        "answer": answer.decode(),
    }


def scenario_stream(folder: Path, address: str) -> Answer:
    """Lock, open a network camera, seal, read: the order of a real worker."""
    del folder
    parsed = parse_address(address)
    report = lock(LockRequest(parsed.device_paths, parsed.tcp_ports))
    source = open_source(
        address, SourceOptions(open_timeout_s=60.0, read_timeout_s=60.0), SystemClock()
    )
    report = seal(report)
    frames = [source.read() for _ in range(10)]
    return {
        "report": told(report),
        "proof": told(self_test(report)),
        "stamps": [frame.t_ns for frame in frames if frame is not None],
        "threads": thread_marks(),
    }


def scenario_device(folder: Path) -> Answer:
    """A terminal multiplexer stands in for the webcam: a device that is written to by ioctl."""
    del folder
    report = lock(LockRequest(device_paths=("/dev/ptmx", "/dev/video-missing")))

    def use(path: str) -> None:
        node = os.open(path, os.O_RDWR)
        if path == "/dev/ptmx":
            libc = ctypes.CDLL(None, use_errno=True)
            number = ctypes.c_uint()
            if libc.ioctl(node, ctypes.c_ulong(0x80045430), ctypes.byref(number)) != 0:  # TIOCGPTN
                raise OSError(ctypes.get_errno(), "ioctl")

    return {
        "report": told(report),
        "the camera": tried(lambda: use("/dev/ptmx")),
        "another": tried(lambda: use("/dev/zero")),
    }


def scenario_late(folder: Path) -> Answer:
    """A thread that was there before the lock keeps its rights, and the report says so."""
    go, answers = threading.Event(), list[str]()

    def early() -> None:
        go.wait()
        answers.append(tried((folder / "made").mkdir))

    thread = threading.Thread(target=early)
    thread.start()
    report = lock(LockRequest())
    go.set()
    thread.join()
    return {"report": told(report), "early thread": answers[0]}


def scenario_elsewhere(folder: Path, platform: str) -> Answer:
    """Another system, or a kernel that refuses Landlock."""
    del folder
    if platform == "kernel":
        process_limits.set_no_new_privileges()
        seccomp.deny({"landlock_create_ruleset": (444, 444)})
    else:
        sys.platform = platform
    report = seal(lock(LockRequest(tcp_ports=frozenset({554}))))
    return {"report": told(report), "proof": told(self_test(report))}


def scenario_old_kernel(folder: Path, abi: str) -> Answer:
    """The rights of an older Landlock, given to this kernel."""
    newest = landlock.abi_version
    landlock.abi_version = lambda: min(int(abi), newest())
    before = opened_before(folder)
    report = lock(LockRequest(tcp_ports=frozenset({int(os.environ["CAMERA_PORT"])})))
    return {"report": told(report), "attempts": attempts(folder, before)}


def main() -> None:
    scenario = globals()[f"scenario_{sys.argv[1]}"]
    if sys.argv[1] == "file":
        import mediapipe  # noqa: F401 - before the fork, as the worker's parent does
    child = os.fork()
    if child:
        os.close(ASKED)
        while os.read(QUESTIONS, 1):
            os.write(ANSWERS, json.dumps(marks_of(child)).encode())
        raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    answer = scenario(Path(sys.argv[2]), *sys.argv[3:])
    os.write(1, json.dumps(answer).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
