"""Keeps one vision worker alive: starts it, listens, kills it when silent, starts again, for ever.

Runs in a thread of the main process. Everything it hears goes to the callbacks it was given.
"""

from __future__ import annotations

import logging
import multiprocessing
import random
import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import PurePath
from typing import Final

from monitor.addresses import SourceKind, parse_address, redact_text
from monitor.attention.presence import Seen
from monitor.errors import FailureName, SourceError, WorkerError
from monitor.perception.observation import Observation
from monitor.ports import (
    STALE_AFTER_S,
    CameraCallbacks,
    CameraHealth,
    CameraOrder,
    CameraStatus,
    Clock,
    LockStatus,
    Pictures,
    turn_of,
)
from monitor.runtime.ended_threads import RESTART, ended_by_error
from monitor.runtime.vision.backoff import BackoffParams, open_timeout_s, wait_s
from monitor.runtime.vision.camera_log import CameraLog
from monitor.runtime.vision.child import Body, Child, ChildEnded, Unstarted
from monitor.runtime.vision.fork_server import WorkerBody, start_fork_server
from monitor.runtime.vision.picture_pipe import handing_on
from monitor.runtime.vision.wire import (
    Beat,
    Ended,
    Frozen,
    Locked,
    Message,
    Opened,
    Problem,
    Upright,
)
from monitor.snapshot.sights import Sights
from monitor.units import NS_PER_S, Ns, ns_from_s

_LOG: Final = logging.getLogger(__name__)
_TURN_S: Final = 0.25
_KILL_S: Final = 3.0
"""A process that is killed is gone at once, unless the kernel waits for a device."""
_START_S: Final = 20.0
"""What loading the models may take on a slow machine, on top of opening the source."""
_STALE_NS: Final = ns_from_s(STALE_AFTER_S)
_RATE_WINDOW_NS: Final = 5 * NS_PER_S
_AHEAD_NS: Final = NS_PER_S

_AWAY: Final[frozenset[FailureName]] = frozenset(
    ("host_refused", "host_silent", "host_unreachable", "host_unknown", "webcam_missing")
)
"""Failures of a camera that is not there at all. Asking again costs next to nothing."""
_ASK_AGAIN_S: Final = 1.0

_NO_BROWSER: Final = Problem(
    "browser: no browser sends pictures: open the page /camera on the device that is the camera",
    "browser_missing",
)
_STOPPED: Final = Problem("stopped")
_WORKER: Final = "the vision worker"
_FETCHER: Final = "what connects to the camera"
_UNASKED: Final = Problem(f"{_FETCHER} said what nobody asked of it", "worker_broken")
_HELD: Final = "the vision worker does not end: the driver of its camera hangs; unplug the camera"


@dataclass(frozen=True, slots=True)
class SupervisorParams:
    """`silence_s` comes on top of the source's own read time-out."""

    silence_s: float = 2.0
    backoff: BackoffParams = field(default_factory=BackoffParams)


def _broken(error: WorkerError) -> Problem:
    return Problem(str(error), "worker_ended" if isinstance(error, ChildEnded) else "worker_broken")


def without_password(order: CameraOrder) -> CameraOrder:
    """The order of whoever decodes: it connects to nothing, and need not know how."""
    address = parse_address(order.address)
    try:
        shown = parse_address(address.redacted)
    except SourceError:
        shown = None  # more was hidden than the password, which is harmless everywhere else
    if shown is not None and (shown.kind, shown.tcp_ports) == (address.kind, address.tcp_ports):
        return replace(order, address=address.redacted)
    (port,) = address.tcp_ports
    scheme = order.address.partition("://")[0].strip()
    host = f"[{address.host}]" if ":" in (address.host or "") else address.host
    return replace(order, address=f"{scheme}://{host}:{port}/")


def _shown(address: str) -> str:
    """An address as the page shows it: no password, and of a file its name alone."""
    parsed = parse_address(address)
    is_file = parsed.kind is SourceKind.FILE
    return PurePath(parsed.target).name if is_file else parsed.redacted


class Supervisor:
    """Fulfils `monitor.ports.Camera`: one worker, and what is known about its camera."""

    def __init__(
        self,
        name: str,
        order: CameraOrder,
        clock: Clock,
        callbacks: CameraCallbacks,
        worker: WorkerBody,
        params: SupervisorParams = SupervisorParams(),
        *,
        pictures: Pictures | None = None,
        answers: Callable[[], bool] | None = None,
        require_lock: bool = False,
    ) -> None:
        """`worker` is what its process does.

        With `pictures` a browser is the camera: a worker lives only while one sends. `answers` says
        within a second or so whether a camera that was away can be reached again; None where only
        opening it can tell. With `require_lock` no picture is decoded where the kernel does not
        enforce every restriction.
        """
        self._require_lock = require_lock
        self._answers = answers
        self._name = name
        self._order = order
        self._clock = clock
        self._callbacks = callbacks
        self._worker = worker
        self._params = params
        self._pictures = pictures
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep_alive, name=f"supervisor-{name}")
        self._chance = random.Random()  # noqa: S311 - jitter, not a secret
        self._status = CameraStatus(
            CameraHealth.STARTING,
            _shown(order.address),
            problem=None,
            width_px=None,
            height_px=None,
            rate_per_s=None,
            dropped=0,
            restarts=0,
            lock=None,
        )
        self._stamps: deque[Ns] = deque(maxlen=512)
        self._over = False
        self._log = CameraLog(name, clock)

    def start(self) -> None:
        """Start the thread; the worker follows by itself."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the worker and the thread, within a few seconds whatever the camera does."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def status(self) -> CameraStatus:
        """What the camera does, as of now."""
        status, now_ns = self._status, self._clock.monotonic_ns()
        stamps = tuple(self._stamps)
        recent = [stamp for stamp in stamps if now_ns - stamp <= _RATE_WINDOW_NS]
        rate = None
        if len(recent) > 1:
            rate = (len(recent) - 1) * NS_PER_S / (recent[-1] - recent[0])
        if ended_by_error(self._thread, self._stop) and not self._over:
            watching = f"what watches this camera: {RESTART}"
            return replace(status, health=CameraHealth.LOST, problem=watching, cause="other")
        if status.health is CameraHealth.OK and (not stamps or now_ns - stamps[-1] > _STALE_NS):
            status = replace(status, health=CameraHealth.STALE)
        return replace(status, rate_per_s=rate)

    def _keep_alive(self) -> None:
        failures = 0
        while self._may_begin():
            started_ns = self._clock.monotonic_ns()
            problem = self._one_life(self._order_after(failures))
            if self._stop.is_set():
                return
            self._callbacks.interrupted()
            if self._order.zone is not None:
                self._callbacks.seen(Seen(self._clock.monotonic_ns(), None))
            if self._over:
                # Played once, as the settings ask: that is the end of it.
                self._lose(problem)
                return
            delivered_ns = 0 if not self._stamps else self._stamps[-1] - started_ns
            forgiven = delivered_ns >= ns_from_s(self._params.backoff.forgive_after_s)
            failures = 1 if forgiven else failures + 1
            pause_s = wait_s(failures, self._params.backoff, self._chance, lately=self._lately())
            self._log.lost(problem.text, pause_s)
            self._lose(problem)
            self._pause(pause_s, problem)
            self._set(restarts=self._status.restarts + 1)

    def _lately(self) -> bool:
        """Whether the camera has worked a short time ago: it is likely to come back soon."""
        lately_ns = ns_from_s(self._params.backoff.lately_s)
        return bool(self._stamps) and self._clock.monotonic_ns() - self._stamps[-1] <= lately_ns

    def _order_after(self, failures: int) -> CameraOrder:
        """The order by which the camera is opened after so many failures in a row."""
        if not self._stamps or parse_address(self._order.address).host is None:
            return self._order
        whole_s, params = self._order.open_timeout_s, self._params.backoff
        return replace(self._order, open_timeout_s=open_timeout_s(whole_s, failures, params))

    def _pause(self, pause_s: float, problem: Problem) -> None:
        """Wait; no longer than until a camera that was away answers again."""
        away = problem.cause in _AWAY
        end_ns = self._clock.monotonic_ns() + ns_from_s(pause_s)
        while (left_s := (end_ns - self._clock.monotonic_ns()) / NS_PER_S) > 0:
            if self._stop.wait(min(left_s, _ASK_AGAIN_S)):
                return
            if away and self._answers is not None and self._answers():
                return

    def _may_begin(self) -> bool:
        """Wait for a browser that sends, where one is the camera. False once it is to stop."""
        while self._pictures is not None and not self._pictures.wait_offered(_TURN_S):
            if self._stop.is_set():
                return False
            if self._status.problem != _NO_BROWSER.text:
                self._lose(_NO_BROWSER)
        return not self._stop.is_set()

    def _one_life(self, order: CameraOrder) -> Problem:
        """Run one worker to its end, and what connects for it; returns why it ended."""
        with ExitStack() as ends:
            try:
                start_fork_server(self._worker.preloaded)
                if self._pictures is not None:
                    return self._listen(self._fed_worker(ends, self._pictures))
                if parse_address(order.address).host is None:
                    worker = self._begun(ends, _WORKER, self._worker.run, order, None)
                    return self._listen(worker)
                packets, theirs = multiprocessing.Pipe(duplex=False)
                ends.callback(packets.close)
                fetcher = self._begun(ends, _FETCHER, self._worker.fetch, order, theirs)
                problem = self._connected(fetcher)
                if problem is not None:
                    return problem
                decoding = without_password(order)
                worker = self._begun(ends, _WORKER, self._worker.run, decoding, packets)
                return self._listen(worker, fetcher)
            except Unstarted as error:
                return Problem(str(error), "worker_unstarted")

    def _fed_worker(self, ends: ExitStack, pictures: Pictures) -> Child:
        """A worker that asks for the pictures of a browser."""
        offered, wanted = multiprocessing.Pipe()
        ends.callback(offered.close)
        # Its end, which comes first, lets go of whoever hands them on.
        ends.enter_context(handing_on(pictures, offered))
        return self._begun(ends, _WORKER, self._worker.run, self._order, wanted)

    def _begun(
        self,
        ends: ExitStack,
        what: str,
        body: Body,
        order: CameraOrder,
        handed: Connection | None,
    ) -> Child:
        """A process that lives no longer than `ends`, and has `handed` to itself."""
        try:
            child = Child(self._name, what, body, order, handed, self._clock)
        finally:
            if handed is not None:
                handed.close()
        ends.callback(child.close)
        ends.callback(self._end, child.process)
        return child

    def _connected(self, fetcher: Child) -> Problem | None:
        """Wait until the camera is connected to; why it cannot be, if so."""
        # A name is looked up, each of its addresses tried, and at last the camera asked why.
        patience_ns = ns_from_s(3 * self._order.open_timeout_s + _START_S)
        end_ns = self._clock.monotonic_ns() + patience_ns
        while not self._stop.is_set():
            try:
                message = fetcher.heard(wait(fetcher.open_ends, _TURN_S))
            except WorkerError as error:
                return _broken(error)
            match message:
                case None if self._clock.monotonic_ns() > end_ns:
                    reason = f"{_FETCHER} was silent for {patience_ns / NS_PER_S:.0f} s"
                    return Problem(reason, "worker_silent")
                case None:
                    continue
                case Locked(status):
                    self._set(relay_lock=status)
                    return self._lacking(status)
                case Problem(text, cause):
                    return Problem(redact_text(text), cause)
                case _:
                    return _UNASKED
        return _STOPPED

    def _end(self, process: ForkServerProcess) -> None:
        """Kill it: it has nothing to save. One that a driver holds is waited for, but not in stop.

        Meanwhile no other is started: it would hang just so.
        """
        process.kill()
        process.join(_KILL_S)
        if process.exitcode is None:
            _LOG.error("%s: %s (process %s)", self._name, _HELD, process.pid)
            self._lose(Problem(_HELD))
        while process.exitcode is None:
            if self._stop.wait(_TURN_S):
                return
        process.close()

    def _listen(self, worker: Child, fetcher: Child | None = None) -> Problem:
        allowed_ns = ns_from_s(self._order.open_timeout_s + _START_S)
        heard_ns = self._clock.monotonic_ns()
        while not self._stop.is_set():
            fetchers_ends = [] if fetcher is None else fetcher.open_ends
            ready = wait([*worker.open_ends, *fetchers_ends], _TURN_S)
            try:
                # It has said all when it had connected.
                if fetcher is not None and fetcher.heard(ready) is not None:
                    return _UNASKED
            except WorkerError:
                fetcher = None  # the worker notices that its packets end
            try:
                message = worker.heard(ready)
            except WorkerError as error:
                return _broken(error)
            now_ns = self._clock.monotonic_ns()
            if message is not None:
                heard_ns = now_ns
                if isinstance(message, Observation | Seen | Beat):
                    allowed_ns = ns_from_s(self._order.read_timeout_s + self._params.silence_s)
                ending = self._hear(message)
                if ending is not None:
                    return ending
            elif now_ns - heard_ns > allowed_ns:
                reason = f"the vision worker was silent for {allowed_ns / NS_PER_S:.0f} s"
                return Problem(reason, "worker_silent")
        return _STOPPED

    def _hear(self, message: Message) -> Problem | None:  # noqa: C901 - one for each kind
        """Act on one message; why the worker ends when it is its last."""
        match message:
            case Observation(t_ns) | Seen(t_ns) | Sights(t_ns) if self._is_ahead(t_ns):
                # Up to there everything would be booked as a gap: the border checks what comes in.
                return Problem("the vision worker sent a picture of the future", "worker_broken")
            case Observation():
                self._looked(message.t_ns)
                self._callbacks.observed(message)
            case Seen():
                if self._order.presence_only:
                    self._looked(message.t_ns)
                self._callbacks.seen(message)
            case Sights():
                self._callbacks.sighted(message)
            case Beat(_, dropped):
                self._set(dropped=dropped)
            case Opened(width_px, height_px):
                self._set(width_px=width_px, height_px=height_px)
            case Locked(status):
                self._set(lock=status)
                return self._lacking(status)
            case Frozen():
                self._freeze()
            case Upright(turn_deg):
                self._judge_upright(turn_deg)
            case Problem(text, cause):
                return Problem(redact_text(text), cause)
            case Ended():
                self._over = True
                return Problem(f"{self._status.address}: the clip is over", "clip_over")
        return None

    def _lacking(self, status: LockStatus) -> Problem | None:
        """Why the camera must not be read, where a whole lock is required and this one is not."""
        if status.enforced or not self._require_lock:
            return None
        return Problem(
            f"{self._status.address}: not read, because a whole lock is required and this computer "
            f"does not enforce it ({status.reason}): accepted is a Linux with Landlock and a "
            "camera that needs one connection, or the service without --require-lock",
            "lock_missing",
        )

    def _is_ahead(self, t_ns: Ns) -> bool:
        """A clip that is read frame by frame has times of its own."""
        ahead_ns = t_ns - self._clock.monotonic_ns()
        return ahead_ns > _AHEAD_NS and not self._order.every_frame

    def _looked(self, t_ns: Ns) -> None:
        self._stamps.append(t_ns)
        self._log.works()
        if self._status.health is not CameraHealth.OK:
            self._set(health=CameraHealth.OK, problem=None, cause=None)

    def _judge_upright(self, turn_deg: int) -> None:
        """A picture that lies or stands on its head is read wrong: nothing of it counts."""
        self._set(proposed_turn_deg=turn_deg)
        if not turn_deg:
            return
        text = (
            f"{self._status.address}: its picture does not stand upright: set turn = "
            f'"{turn_of(self._order.turn_deg + turn_deg)}" for this counter, or turn the camera'
        )
        self._end_samples(CameraHealth.TURNED, text, "picture_turned")

    def _freeze(self) -> None:
        """The picture stands still: from then on is a gap, and nobody knows who is there."""
        text = (
            f"{self._status.address}: it sends one and the same picture again and again: switch "
            "the camera off and on"
        )
        self._end_samples(CameraHealth.FROZEN, text, "picture_frozen")

    def _end_samples(self, health: CameraHealth, text: str, cause: FailureName) -> None:
        """The worker lives, but what it sees is worth nothing."""
        self._log.useless(text)
        self._callbacks.interrupted()
        if self._order.zone is not None:
            self._callbacks.seen(Seen(self._clock.monotonic_ns(), None))
        self._set(health=health, problem=text, cause=cause)

    def _lose(self, problem: Problem) -> None:
        self._set(health=CameraHealth.LOST, problem=problem.text, cause=problem.cause)

    def _set(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)
        self._callbacks.changed()
