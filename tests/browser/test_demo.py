"""The main job from end to end: the sample is filmed, judged, kept, sent and stands on the page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from monitor.attention.state import State
from tests.browser.conftest import Opener
from tests.free_ports import free_port
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.needs("chromium")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def demo(tmp_path: Path) -> Generator[str]:
    port = free_port()
    log = tmp_path / "demo.log"
    command = [sys.executable, "-c", "from monitor.cli import main; main()"]
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "demo", "--no-browser", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {"HOME": str(tmp_path)},
        )
        try:
            deadline_s = time.monotonic() + PATIENCE_S
            while not answers(port):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline_s, log.read_text()
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def test_the_demo_is_live_on_the_page(demo: str, open_page: Opener) -> None:
    watched = open_page(demo)
    page = watched.page
    page.evaluate("""() => {
        window.seen = {};
        setInterval(() => {
            const counter = document.querySelector('.counter');
            if (counter) window.seen[counter.dataset.state] = true;
        }, 50);
    }""")
    states = {state.value for state in State}
    # The sample begins with the customer, and looks down and back within its first 12 s.
    deadline_s = time.monotonic() + PATIENCE_S
    seen: set[str] = set()
    while len(seen & states) < 2:
        assert time.monotonic() < deadline_s, seen
        page.wait_for_timeout(250)
        seen = set(page.evaluate("Object.keys(window.seen)"))
    assert State.CUSTOMER.value in seen
    expect(page.locator(".chip")).to_have_text("cámara bien")
    expect(page.locator(".camera")).to_contain_text("imágenes juzgadas por segundo")
    expect(page.locator(".chart .barlayer .point path").first).to_be_attached()
    assert watched.complaints == []
