"""What every test may rely on: declared needs, the evaluation folder, an environment left clean."""

from __future__ import annotations

import faulthandler
import functools
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from monitor.adapters.clock import SystemClock
from monitor.units import NS_PER_S, UtcNs
from tests.needs import in_ci, unmet
from tests.postgres_server import PostgresServer, running_server

ROOT = Path(__file__).resolve().parent.parent
EVAL_FOLDER = Path(os.environ.get("MOSTRADOR_EVAL") or ROOT.parent / "shared" / "eval")

# A shared runner is slow at times; a run that nobody watches finds the same thing each time.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("laptop", patient)
settings.register_profile("ci", patient, derandomize=True, print_blob=True)
settings.register_profile("soak", patient, max_examples=2000)
settings.load_profile("ci" if in_ci() else "laptop")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--day` runs any test as if it were another day."""
    parser.addoption(
        "--day",
        type=_moment,
        metavar="2028-02-29T23:59:30",
        help="the time (UTC) at which the program's own clock starts; it runs on from there",
    )


def pytest_configure(config: pytest.Config) -> None:
    """A developer's own settings must not change what the tests see."""
    for name in [name for name in os.environ if name.startswith("MOSTRADOR_")]:
        del os.environ[name]
    day: datetime | None = config.getoption("--day")
    if day is not None:
        begin_on(day)


def begin_on(day: datetime) -> None:
    """Set the one clock of the program, in this process, and let it run on."""
    read = SystemClock.utc_ns
    ahead_ns = round(day.timestamp() * NS_PER_S) - read(SystemClock())
    SystemClock.utc_ns = lambda self: UtcNs(read(self) + ahead_ns)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def pytest_unconfigure() -> None:
    """A thread that a failed test left behind must not keep the run from ending: it is named."""
    if sys.__stderr__ is not None:
        faulthandler.dump_traceback_later(120, exit=True, file=sys.__stderr__)


@functools.cache
def _unmet(names: tuple[str, ...]) -> list[str]:
    return unmet(names)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a test whose `needs` are not met."""
    for marker in item.iter_markers("needs"):
        reasons = _unmet(marker.args)
        if reasons and in_ci():
            pytest.fail(f"CI must have what this test needs: {'; '.join(reasons)}", pytrace=False)
        if reasons:
            pytest.skip("; ".join(reasons))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server of the tests' own, for those that need("postgresql")."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def eval_folder() -> Path:
    """Clips and stills for measuring, never part of the project: `MOSTRADOR_EVAL` or beside it.

    An outside contributor does not have them, so their absence is a skip everywhere.
    """
    if not EVAL_FOLDER.is_dir():
        pytest.skip(f"no evaluation folder at {EVAL_FOLDER} (MOSTRADOR_EVAL names another)")
    return EVAL_FOLDER
