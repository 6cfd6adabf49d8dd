"""What `mostrador doctor` looks at. Each finding is tried for real, not assumed."""

from __future__ import annotations

import multiprocessing
import platform
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from monitor import __version__
from monitor.adapters.clock import SystemClock
from monitor.adapters.public_page import Greeting, greeting
from monitor.adapters.sandbox import LockRequest, lock, lock_status
from monitor.adapters.sql_store import open_store
from monitor.adapters.video_source import find_cameras
from monitor.addresses import SourceKind, parse_address
from monitor.errors import MostradorError
from monitor.ports import CameraCallbacks, CameraHealth, CameraOrder, CameraStatus
from monitor.runtime.counter.camera_orders import camera_order, customers_order
from monitor.runtime.site.data_folder import store_url
from monitor.runtime.vision.fork_server import start_fork_server
from monitor.runtime.vision.supervisor import Supervisor
from monitor.runtime.vision.wire import Locked, decode, encode
from monitor.runtime.vision.worker import VISION, load_models
from monitor.settings import CounterSettings, Settings
from monitor.units import NS_PER_S, ns_from_s

_LITTLE_DISK_BYTES: Final = 500_000_000
_LOCK_WAIT_S: Final = 30.0
_GREETING_S: Final = 5.0
_UPRIGHT_S: Final = 8.0
"""For some looks at whoever stands there, half a second apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `says` is one sentence for people."""

    what: str
    ok: bool
    says: str


def check_up(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything a counter needs. Never raises for what it finds."""
    return tuple(_findings(settings))


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding(
        "program",
        True,
        f"Mostrador {__version__}, Python {platform.python_version()}, {platform.platform()}",
    )
    cameras = ", ".join(
        f"{camera.address} ({camera.name}{'' if camera.usable else ', not allowed for this user'})"
        for camera in find_cameras()
    )
    yield Finding("cameras found", True, cameras or "none plugged into this computer")
    for counter in settings.counters:
        order, second = camera_order(counter), customers_order(counter)
        yield _tried(f"camera of {counter.id}", lambda c=counter, o=order: _camera(c, o))
        if second is not None:
            what = f"camera for customers of {counter.id}"
            yield _tried(what, lambda c=counter, o=second: _camera(c, o))
    yield _tried("models", _models)
    yield _lock()
    yield _tried("database", lambda: _database(settings))
    yield _tried("disk", lambda: _disk(settings))
    yield _time_zone(settings)
    if settings.server.public_url:
        yield _tried("page for other devices", lambda: _public_page(settings.server.public_url))


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except MostradorError as error:
        return Finding(what, False, str(error))


def _camera(counter: CounterSettings, order: CameraOrder) -> str:
    """Watched as the service watches it: by the same locked process, in the same order."""
    address = parse_address(order.address)
    if address.kind is SourceKind.BROWSER:
        return "a browser that opens the page /camera while the service runs"
    changed = threading.Event()
    camera = Supervisor(
        f"doctor-{counter.id}",
        order,
        SystemClock(),
        CameraCallbacks(_unheard, _unheard, changed.set, changed.set),
        VISION,
    )
    camera.start()
    try:
        status = _first_word(camera, changed)
        if status.problem is None and address.is_camera and not order.presence_only:
            status = _word_on_upright(camera, changed)
    finally:
        camera.stop()
    if status.problem is not None:
        raise MostradorError(status.problem)
    kind = "file" if address.kind is SourceKind.FILE else "camera"
    return f"{address.redacted}: {kind} answers, {status.width_px}x{status.height_px} pixels"


def _unheard(_message: object) -> None:
    """What is seen is nobody's business here."""


def _first_word(camera: Supervisor, changed: threading.Event) -> CameraStatus:
    """What the camera does, once it does something; its supervisor gives up in bounded time."""
    while (status := camera.status()).health is CameraHealth.STARTING:
        changed.wait()
        changed.clear()
    return status


def _word_on_upright(camera: Supervisor, changed: threading.Event) -> CameraStatus:
    """The same a little later: how the picture stands is known after some looks at a face."""
    clock = SystemClock()
    end_ns = clock.monotonic_ns() + ns_from_s(_UPRIGHT_S)
    while (left_ns := end_ns - clock.monotonic_ns()) > 0:
        status = camera.status()
        if status.proposed_turn_deg is not None or status.problem is not None:
            return status
        changed.wait(left_ns / NS_PER_S)
        changed.clear()
    return camera.status()


def _public_page(url: str) -> str:
    greeted, status = greeting(url, _GREETING_S)
    if greeted is Greeting.OPEN:
        raise MostradorError(
            f"{url}: shows the page to anybody who comes; give the proxy a password (docs/phone.md)"
        )
    if greeted is Greeting.OTHER:
        raise MostradorError(f"{url}: the proxy answers {status}, neither a page nor a question")
    return f"{url}: the proxy asks a stranger who it is"


def _models() -> str:
    models = load_models(still=True)
    models.close()
    return "the face and presence models load, from this computer alone"


def _lock() -> Finding:
    """Lock a process of its own, the way a worker does, and try what it forbids."""
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_locked_child, args=(theirs,), daemon=True)
    # Loaded before the fork: a library's threads would be there before the lock otherwise.
    start_fork_server([__name__])
    process.start()
    theirs.close()
    try:
        message = decode(ours.recv_bytes()) if ours.poll(_LOCK_WAIT_S) else None
    except EOFError:
        message = None
    process.join(1.0)
    process.kill()
    ours.close()
    if not isinstance(message, Locked):
        return Finding("lock", False, "a locked process could not be started")
    status = message.status
    if status.enforced:
        return Finding(
            "lock", True, "the kernel forbids the camera process to save or send: tried, refused"
        )
    # Where a kernel cannot do it the monitor runs all the same, and says so.
    return Finding("lock", False, f"not enforced here: {status.reason}")


def _locked_child(pipe: Connection) -> None:
    status = lock_status(lock(LockRequest()))
    try:
        pipe.send_bytes(encode(Locked(status)))
    except (BrokenPipeError, ConnectionResetError):
        return  # whoever asked is gone


def _database(settings: Settings) -> str:
    store = open_store(store_url(settings.store.url), settings.site.id)
    try:
        info = store.info()
    finally:
        store.close()
    size = "" if info.size_bytes is None else f", {info.size_bytes / 1e6:.1f} MB"
    return f"{info.address}{size}, schema {info.revision}"


def _disk(settings: Settings) -> str:
    url = store_url(settings.store.url)
    if not url.startswith("sqlite:///"):
        return "the database is on another computer"
    folder = Path(url.removeprefix("sqlite:///")).resolve().parent
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_DISK_BYTES:
        raise MostradorError(f"{folder}: only {free / 1e6:.0f} MB free, at least 500 are wanted")
    return f"{folder}: {free / 1e9:.1f} GB free"


def _time_zone(settings: Settings) -> Finding:
    zone = ZoneInfo(settings.site.time_zone)
    now = datetime.fromtimestamp(SystemClock().utc_ns() / NS_PER_S, zone)
    return Finding("time zone", True, f"{settings.site.time_zone}: it is {now:%Y-%m-%d %H:%M} here")
