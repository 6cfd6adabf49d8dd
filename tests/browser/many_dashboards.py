"""Many dashboards open at once: `python -m tests.browser.many_dashboards --pages 20 --minutes 10`.

Starts the demo, opens the page "Now" so many times, each as a browser of its own would (a context
shares neither connections nor memory caches with the others), and prints once a minute what the
service's main process holds in memory and how late the words reach the pages; then the whole.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import launch_arguments
from tests.live.services import Service, free_port
from tests.needs import chromium_path

# Listens beside the page's own code: how old the newest sample was when its word arrived.
LISTEN = """
window.__ages = [];
window.__gaps = [];
const Own = window.EventSource;
window.EventSource = class extends Own {
  constructor(...given) {
    super(...given);
    let before = performance.now();
    this.addEventListener("counter", (event) => {
      const now = performance.now();
      window.__gaps.push(now - before);
      before = now;
      window.__ages.push(Date.now() - Date.parse(JSON.parse(event.data).sample_utc));
    });
  }
};
"""
TAKE = """
() => {
  const kind = document.querySelector("article.counter")?.dataset.kind ?? null;
  const told = { kind, ages: window.__ages, gaps: window.__gaps };
  window.__ages = [];
  window.__gaps = [];
  return told;
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mostrador-dashboards-") as folder:
        service = Service(["demo", "--no-browser"], free_port(), Path(folder) / "log.txt")
        try:
            service.wait_ready()
            _watch(service, asked.pages, asked.minutes)
        finally:
            os.killpg(service.process.pid, signal.SIGKILL)
            service.process.wait(10)


def _watch(service: Service, pages: int, minutes: float) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=launch_arguments()
        )
        opened = [browser.new_context().new_page() for _ in range(pages)]
        for page in opened:
            page.add_init_script(LISTEN)
            page.goto(service.url)
        for page in opened:
            page.wait_for_selector("article.counter[data-kind=live]", timeout=60_000)
            page.evaluate(TAKE)
        _say(f"{pages} pages are open; the service holds {_memory_mb(service):.1f} MB")
        ages: list[float] = []
        gaps: list[float] = []
        until = time.monotonic() + 60 * minutes
        while time.monotonic() < until:
            opened[0].wait_for_timeout(min(60_000, 1000 * (until - time.monotonic())))
            found, paused, silent = _taken(opened)
            ages += found
            gaps += paused
            _say(
                f"{_memory_mb(service):6.1f} MB  {_late(found)}  longest silence "
                f"{max(paused, default=0) / 1000:.2f} s  not live: {silent}"
            )
        _say(f"all: {len(ages)} words, {_late(ages)}, longest silence {max(gaps) / 1000:.2f} s")
        browser.close()


def _taken(opened: list[Page]) -> tuple[list[float], list[float], int]:
    told = [page.evaluate(TAKE) for page in opened]
    ages = [age for each in told for age in each["ages"]]
    gaps = [gap for each in told for gap in each["gaps"]]
    return ages, gaps, sum(each["kind"] != "live" for each in told)


def _late(ages: list[float]) -> str:
    ranked = sorted(ages)
    middle, tail = (ranked[int(len(ranked) * part)] for part in (0.5, 0.99))
    return f"age of the sample on arrival: median {middle:.0f} ms, 99 % within {tail:.0f} ms"


def _memory_mb(service: Service) -> float:
    """What the main process alone holds."""
    told = Path(f"/proc/{service.process.pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    assert found, told
    return int(found[1]) / 1024


def _say(text: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
