"""`mostrador serve` and `mostrador demo`: the live service and its page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from monitor.cli.output import drop_standard_output, say, say_error
from monitor.errors import MostradorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.settings import Settings

_DEMO_JUDGED_S = 20
_DEMO_NAME = "Demo (dibujado · drawn)"

_PORT = typer.Option(
    None,
    "--port",
    metavar="N",
    min=1,
    max=65535,
    help="Port of the page.",
    show_default=False,
)


def serve(
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Settings (TOML). Default: your own, if any."
    ),
    port: int | None = _PORT,
    require_lock: bool = typer.Option(
        False,
        "--require-lock",
        help="Read no camera where this computer cannot forbid its process everything else.",
    ),
) -> None:
    """Watch the counters of a settings file and serve the page, until Ctrl-C."""
    from monitor.settings import file_in_use, load_settings, user_file

    settings = load_settings(file_in_use(config), _environment(port))

    def ready(url: str) -> None:
        _tell(f"Mostrador watches. The page: {url}  (Ctrl-C stops it)")
        if settings.server.public_url:
            _tell(f"Through your proxy: {settings.server.public_url}")

    _run(settings, ready, config or user_file(), require_lock=require_lock)


def demo(
    browser: bool = typer.Option(
        True, "--browser/--no-browser", help="Open the page in a browser, if there is one."
    ),
    port: int | None = _PORT,
) -> None:
    """Show everything on the bundled sample: no camera needed, nothing kept.

    The sample is drawn, nobody was filmed; so are the two weeks of history behind it. The database
    is temporary, and today's share is shown after 20 judged seconds instead of ten minutes.
    """
    import tempfile

    from monitor.runtime.offline.drawn_history import DrawnHistory
    from monitor.samples import CLIP
    from monitor.settings import load_settings

    with tempfile.TemporaryDirectory(prefix="mostrador-demo-") as folder:
        base: dict[str, Any] = {
            "site": {"name": "Mostrador"},
            "store": {"url": f"sqlite:///{Path(folder) / 'demo.db'}"},
            "publish": {"min_judged_s": _DEMO_JUDGED_S},
            "counters": [
                {
                    "id": "demo",
                    "name": _DEMO_NAME,
                    "camera": str(CLIP),
                    "loop": True,
                    "rate_per_s": 15,
                }
            ],
        }
        settings = load_settings(None, _environment(port), base)
        history = DrawnHistory(settings)

        def ready(url: str) -> None:
            _tell(f"The sample is running. The page: {url}  (Ctrl-C stops it)")
            _tell("All of it is drawn: the person, and the two weeks on the page History.")
            history.start()
            if browser and _has_screen():
                import webbrowser

                webbrowser.open(url)

        try:
            _run(settings, ready, at_the_end="Stopped; nothing was kept.")
        finally:
            history.stop()


def _run(
    settings: Settings,
    on_ready: Callable[[str], None],
    settings_file: Path | None = None,
    at_the_end: str = "Stopped; everything measured is stored.",
    *,
    require_lock: bool = False,
) -> None:
    import gc
    import logging

    from api.server import serve as serve_api
    from monitor.runtime.compose import compose

    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
        # It runs for weeks, and not every system adds the day.
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    for noisy in ("alembic", "uvicorn.error", "uvicorn.access", "absl", "matplotlib"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    runtime = compose(settings, settings_file, require_lock=require_lock)
    # The program itself is there for good: Python need not walk through it whenever a month of
    # hours is read (that took longer than the reading).
    gc.collect()
    gc.freeze()
    serve_api(runtime, on_ready)
    if runtime.unstored is not None:
        raise runtime.unstored
    _tell(at_the_end)


def _tell(text: str) -> None:
    """Say it if it can be said: a service goes on where a disk is full or nobody reads any more."""
    try:
        say(text)
    except BrokenPipeError:
        drop_standard_output()
    except MostradorError as error:
        say_error(str(error))


def _environment(port: int | None) -> dict[str, str]:
    environment = dict(os.environ)
    if port is not None:
        environment["MOSTRADOR_SERVER__PORT"] = str(port)
    return environment


def _has_screen() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
