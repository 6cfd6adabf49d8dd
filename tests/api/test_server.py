"""Where the service listens, how it starts and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from api.server import Service, serve
from monitor.errors import ServeError, StoreError
from tests.api.shop import Event, Served, Shop, events, raising, served
from tests.patience import PATIENCE_S, within

ROOT = Path(__file__).resolve().parents[2]


def watched(shop: Shop) -> bool:
    """Some camera of the shop is on."""
    return any(camera.on for _, camera in shop.cameras.opened)


def test_the_runtime_lives_as_long_as_the_service(own_shop: Shop) -> None:
    with served(own_shop.runtime) as running:
        assert watched(own_shop)
        assert own_shop.runtime._ticking.is_alive()
        assert running.url.startswith("http://127.0.0.1:")
    assert not watched(own_shop)
    assert not own_shop.runtime._ticking.is_alive()
    assert [name for name, _ in own_shop.cameras.opened] == ["main"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.url)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.168.1.7", "shop.example", "127.0.0.2", "LOCALHOST"]
)
def test_no_other_address(own_shop: Shop, host: str) -> None:
    with pytest.raises(ServeError) as caught:
        Service(own_shop.runtime, host, 0)
    assert repr(host) in str(caught.value)
    assert str(caught.value).endswith("accepted are 127.0.0.1, localhost, ::1")
    assert not watched(own_shop)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_only_this_computer_is_bound(own_shop: Shop, host: str) -> None:
    if host == "::1" and not Path("/proc/net/if_inet6").exists():
        pytest.skip("this machine has no IPv6")
    with Service(own_shop.runtime, host, 0) as service:
        address = service._socket.getsockname()[0]
        assert address == {"localhost": "127.0.0.1"}.get(host, host)
        running = Served(service)
        running.thread.start()
        assert running.ready.wait(PATIENCE_S)
        assert httpx.get(f"{service.url}/api/v1/counters").status_code == 200
        running.stop()


def test_a_port_in_use(own_shop: Shop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServeError) as caught:
            Service(own_shop.runtime, "127.0.0.1", port)
    text = str(caught.value)
    assert f"port {port} of 127.0.0.1 cannot be used" in text
    assert "in use" in text
    assert "--port" in text
    assert "\n" not in text
    assert not watched(own_shop)  # told before any camera is opened


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none(own_shop: Shop, port: int) -> None:
    with pytest.raises(ServeError, match="from 1 to 65535"):
        Service(own_shop.runtime, "127.0.0.1", port)


def test_the_port_is_free_again_at_once(own_shop: Shop) -> None:
    with served(own_shop.runtime) as first:
        httpx.get(f"{first.url}/api/v1/counters")
        port = int(first.url.rsplit(":", 1)[1])
    Service(own_shop.runtime, "127.0.0.1", port).__exit__()


def test_a_runtime_that_cannot_start(
    own_shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(own_shop.store.sessions, "all", raising(StoreError("the disk is full")))
    with (
        Service(own_shop.runtime, "127.0.0.1", 0) as service,
        pytest.raises(StoreError, match="the disk is full"),
    ):
        service.run(lambda _url: pytest.fail("it is not ready"))
    assert "Traceback" not in caplog.text
    # What never started is not stopped either.
    assert not own_shop.runtime._stop.is_set()
    assert not watched(own_shop)


def test_serve_takes_host_and_port_from_the_settings(own_shop: Shop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        own_shop.reopen(server={"host": "127.0.0.1", "port": port})
        with pytest.raises(ServeError, match=f"port {port} "):
            serve(own_shop.runtime)


SHOP = """
import sys
from pathlib import Path
from api.server import Service
from tests.api.shop import Shop

shop = Shop(Path(sys.argv[1]))
with Service(shop.runtime, "127.0.0.1", 0) as service:
    service.run(lambda url: print(url, flush=True))
print("watching" if shop.camera().on else "stopped", flush=True)
"""


@pytest.mark.parametrize(
    "endings",
    [(signal.SIGINT,), (signal.SIGTERM,), (signal.SIGTERM, signal.SIGTERM)],
    ids=["ctrl-c", "term", "term-twice"],
)
def test_a_signal_ends_it_in_order(tmp_path: Path, endings: tuple[signal.Signals, ...]) -> None:
    """An open stream does not hold it up, and whoever called it may tidy up.

    A program that is told to end often passes that on to one that was told so, too.
    """
    command = [sys.executable, "-c", SHOP, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        url = program.stdout.readline().strip()
        begun = threading.Event()

        def heard(_got: list[Event]) -> bool:
            begun.set()
            return False

        listening = (f"{url}/api/v1/live", heard)
        reader = threading.Thread(target=events, args=listening, daemon=True)
        reader.start()
        assert begun.wait(PATIENCE_S)
        with within(3):
            for each in endings:
                os.kill(program.pid, each)
                time.sleep(0.05)  # or two of one kind are one
            assert program.stdout.read().strip() == "stopped"
            assert program.wait(PATIENCE_S) == 0
        assert program.stderr.read() == ""
        reader.join(PATIENCE_S)
        assert not reader.is_alive()
