"""The lock for real: each test starts a process that locks itself and tries what is forbidden."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.adapters.sandbox import LockReport, seccomp
from monitor.ports import RESTRICTIONS
from tests.numbered_clips import write_clip

pytestmark = pytest.mark.needs("landlock")

SCRIPT = Path(__file__).with_name("locked_process.py")
ROOT = Path(__file__).parents[3]
Answer = dict[str, Any]
BY_UDP = {
    "udp",
    "send to an address",
    "send a message",
    "send through whatever is open",
    "connect what is open",
}


@pytest.fixture(scope="module")
def echo_port() -> Iterator[int]:
    """A camera, as far as TCP goes: it sends back what it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with caller:
                    caller.settimeout(5.0)
                    if said := caller.recv(100):
                        caller.sendall(said)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5.0)


@pytest.fixture(scope="module")
def other_port() -> Iterator[int]:
    """A server that is not the camera, and would take a connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def run(folder: Path, ports: tuple[int, int], scenario: str, *arguments: str) -> Answer:
    (folder / "old").write_bytes(b"untouched")
    (folder / "old").chmod(0o644)
    (folder / "inner").mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CAMERA_PORT": str(ports[0]),
        "OTHER_PORT": str(ports[1]),
    }
    done = subprocess.run(
        [sys.executable, str(SCRIPT), scenario, str(folder), *arguments],
        env=environment,
        capture_output=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def ports(echo_port: int, other_port: int) -> tuple[int, int]:
    return echo_port, other_port


@pytest.fixture(scope="module")
def worker_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worker")


@pytest.fixture(scope="module")
def on_a_file(worker_folder: Path, ports: tuple[int, int]) -> Answer:
    """The whole life of a worker whose camera is a file."""
    clip = write_clip(worker_folder / "clip.mp4")
    return run(worker_folder, ports, "file", "yes", str(clip))


def test_without_the_lock_every_attempt_succeeds(tmp_path: Path, ports: tuple[int, int]) -> None:
    """So none of the refusals below is an accident of this machine."""
    clip = write_clip(tmp_path / "clip.mp4")
    answer = run(tmp_path, ports, "file", "no", str(clip))
    assert {name for name, said in answer["attempts"].items() if said != "done"} == set()
    assert answer["proof"] == {"held": [], "went_through": sorted(RESTRICTIONS), "proved": False}
    assert not answer["boast"]["proved"], "a claim that does not hold is found out"
    assert list(Path("/tmp").glob("mostrador-lock-test-*")) == []


def test_every_attempt_is_refused(on_a_file: Answer, worker_folder: Path) -> None:
    assert {name for name, said in on_a_file["attempts"].items() if said == "done"} == set()
    names = {path.name for path in worker_folder.iterdir()}
    assert names == {"clip.mp4", "old", "inner", "open"}
    assert (worker_folder / "old").read_bytes() == b"untouched"
    assert (worker_folder / "open").read_bytes() == b""
    assert on_a_file["attempts"]["write to what was open"] == "EFBIG"


def test_seeing_goes_on(on_a_file: Answer) -> None:
    assert on_a_file["frames"] == 30
    assert on_a_file["face"] is True
    assert on_a_file["reads"] > 0
    assert on_a_file["dev null"] == "done"


def test_every_thread_is_bound(on_a_file: Answer) -> None:
    marks = on_a_file["threads"]
    assert len(marks) > 1, "MediaPipe started threads of its own"
    assert set(map(tuple, marks)) == {("1", "2")}


def test_the_report_and_its_proof(on_a_file: Answer) -> None:
    report = on_a_file["report"]
    assert report["landlock_abi"] > 0
    assert report["reason"] is None
    assert report["claimed"] == sorted(RESTRICTIONS)
    assert report["tcp_ports_allowed"] == []
    assert on_a_file["proof"] == {
        "held": sorted(RESTRICTIONS),
        "went_through": [],
        "proved": True,
    }


def test_a_camera_is_reached_and_nothing_else(tmp_path: Path, ports: tuple[int, int]) -> None:
    answer = run(tmp_path, ports, "camera")
    before, after = answer["before"], answer["after"]
    through = {name for name, said in before.items() if said == "done"}
    assert through == {"connect where allowed"} | BY_UDP, "names are looked up by UDP"
    assert {name for name, said in after.items() if said == "done"} == set()
    assert answer["answer"] == "hello", "the connection that was open goes on"
    assert answer["locked"]["tcp_ports_allowed"] == [ports[0]]
    assert set(RESTRICTIONS) - set(answer["locked"]["claimed"]) == {"sockets", "sends"}
    assert answer["locked"]["reason"] is None
    assert answer["proof before"]["went_through"] == ["sends", "sockets"]
    assert answer["proof before"]["proved"] is True, "neither was claimed"
    assert answer["sealed"]["tcp_ports_allowed"] == []
    assert answer["sealed"]["claimed"] == sorted(RESTRICTIONS)
    assert answer["sealed twice"] == answer["sealed"]
    assert answer["proof after"]["held"] == sorted(RESTRICTIONS)


def test_one_device_may_be_written_to(tmp_path: Path, ports: tuple[int, int]) -> None:
    answer = run(tmp_path, ports, "device")
    assert answer["report"]["landlock_abi"] > 0
    assert answer["the camera"] == "done"
    assert answer["another"] == "PermissionError"


def test_a_thread_from_before_the_lock_is_admitted(tmp_path: Path, ports: tuple[int, int]) -> None:
    answer = run(tmp_path, ports, "late")
    report = answer["report"]
    if report["landlock_abi"] >= 8:
        assert "file_writes" in report["claimed"]
        assert answer["early thread"] == "PermissionError"
        return
    assert answer["early thread"] == "done", "this is why the lock comes first"
    assert "file_writes" not in report["claimed"]
    assert report["threads_outside"] == 1
    assert "1 threads were running before the lock" in report["reason"]


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("darwin", "Landlock exists on Linux alone, this is darwin"),
        ("win32", "Landlock exists on Linux alone, this is win32"),
        ("kernel", "Landlock was refused (permission denied)"),
    ],
)
def test_where_there_is_no_landlock_the_report_says_so(
    tmp_path: Path, ports: tuple[int, int], where: str, reason: str
) -> None:
    answer = run(tmp_path, ports, "elsewhere", where)
    report = answer["report"]
    assert not {"file_writes", "file_reads"} & set(report["claimed"])
    assert report["reason"] == reason
    if where == "kernel":
        others = set(RESTRICTIONS) - {"file_writes", "file_reads"}
        assert set(report["claimed"]) == others, "the other layers still hold"
        assert set(answer["proof"]["held"]) >= others
    else:
        assert "sockets" in answer["proof"]["went_through"]


@pytest.mark.parametrize("abi", [1, 3, 5, 6])
def test_older_kernels_are_locked_as_far_as_they_can(
    tmp_path: Path, ports: tuple[int, int], abi: int
) -> None:
    answer = run(tmp_path, ports, "old_kernel", str(abi))
    report = answer["report"]
    through = {name for name, said in answer["attempts"].items() if said == "done"}
    expected = {"connect where allowed"} | BY_UDP
    if abi < 3:
        expected |= {"shorten"} & through
    if abi < 4:
        expected |= {"connect"}
    assert through == expected
    assert report["landlock_abi"] == abi
    assert ("connections" in report["claimed"]) == (abi >= 4)
    assert (report["reason"] is None) == (abi >= 4)


def test_an_empty_report_claims_nothing() -> None:
    assert LockReport().claimed == frozenset()


@pytest.mark.needs("kernel-headers")
def test_the_call_numbers_are_the_kernels() -> None:
    """A wrong number would deny some harmless call and leave the meant one open."""
    x86_64 = call_numbers(Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"))
    arm64 = call_numbers(Path("/usr/include/asm-generic/unistd.h"))
    checked = 0
    tables = {**seccomp.SOCKETS, **seccomp.SENDING, **seccomp.SIDE_DOORS}
    for name, (on_x86_64, on_arm64) in tables.items():
        # setxattrat and fchmodat2 are younger than some distributions' headers.
        if x86_64 and (name in x86_64 or on_x86_64 is None):
            assert x86_64.get(name) == on_x86_64, name
            checked += 1
        if name in arm64 or on_arm64 is None:
            assert arm64.get(name) == on_arm64, name
            checked += 1
    assert checked > len(seccomp.SIDE_DOORS)


def call_numbers(header: Path) -> dict[str, int]:
    if not header.exists():
        return {}
    found = re.findall(r"^#define __NR_(\w+)\s+(\d+)$", header.read_text(), re.MULTILINE)
    return {name: int(number) for name, number in found}
