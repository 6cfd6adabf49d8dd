from __future__ import annotations

import threading
from dataclasses import replace

from monitor.ports import CameraHealth, CameraStatus
from monitor.runtime.counter.switched_camera import SwitchedCamera

OK = CameraStatus(CameraHealth.OK, "0", None, 640, 480, 10.0, 3, 1, None)


class Worker:
    """What a supervisor does, without a process."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def start(self) -> None:
        self.said.append("start")

    def stop(self) -> None:
        self.said.append("stop")

    def status(self) -> CameraStatus:
        running = self.said == ["start"]
        return OK if running else replace(OK, health=CameraHealth.STARTING, problem="none yet")


class Bench:
    def __init__(self) -> None:
        self.workers: list[Worker] = []
        self.camera = SwitchedCamera(self.build)

    def build(self) -> Worker:
        self.workers.append(Worker())
        return self.workers[-1]

    @property
    def running(self) -> int:
        return sum(worker.said == ["start"] for worker in self.workers)


def test_each_time_it_is_on_it_has_a_worker_of_its_own() -> None:
    bench = Bench()
    assert bench.camera.status().health is CameraHealth.STARTING
    bench.camera.switch_on()
    bench.camera.switch_on()
    assert [worker.said for worker in bench.workers] == [["start"]]
    assert bench.camera.status() == OK
    bench.camera.switch_off()
    bench.camera.switch_off()
    assert bench.running == 0
    off = bench.camera.status()
    assert (off.health, off.problem, off.rate_per_s) == (CameraHealth.OFF, None, None)
    bench.camera.switch_on()
    assert bench.running == 1
    assert len(bench.workers) == 2
    assert bench.camera.status() == OK


def test_one_that_is_never_switched_on_is_off() -> None:
    bench = Bench()
    bench.camera.switch_off()
    assert bench.camera.status().health is CameraHealth.OFF
    assert bench.workers[0].said == []
    bench.camera.switch_on()
    assert bench.running == 1


def test_rebuilt_it_stays_as_it_was() -> None:
    bench = Bench()
    bench.camera.switch_on()
    running: list[int] = []
    bench.camera.rebuild(lambda: running.append(bench.running))
    assert bench.running == 1
    assert bench.workers[0].said == ["start", "stop"]
    # Told once nothing watches, and only if something did.
    assert running == [0]
    bench.camera.switch_off()
    bench.camera.rebuild(lambda: running.append(bench.running))
    assert bench.running == 0
    assert running == [0]
    bench.camera.switch_on()
    assert bench.running == 1


def test_once_ended_it_stays_off() -> None:
    bench = Bench()
    bench.camera.switch_on()
    bench.camera.end()
    bench.camera.switch_on()
    assert bench.running == 0
    bench.camera.rebuild(lambda: None)
    assert bench.running == 0


def test_many_hands_leave_one_worker_at_most() -> None:
    bench = Bench()
    hands = [
        threading.Thread(target=act)
        for act in (bench.camera.switch_on, bench.camera.switch_off) * 20
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert bench.running <= 1
    bench.camera.switch_off()
    assert bench.running == 0
