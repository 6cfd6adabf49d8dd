from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.shop import Served, Shop, served
from tests.patience import PATIENCE_S


@pytest.fixture(scope="session")
def front_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests, which answers for the shop of each."""
    with served(Shop(tmp_path_factory.mktemp("front")).runtime) as running:
        yield running


@pytest.fixture
def shop(front_door: Served, tmp_path: Path) -> Iterator[Shop]:
    """The shop behind `client`, new, with a database of its own."""
    made = Shop(tmp_path)
    made.open_behind(front_door)
    yield made
    made.close()


@pytest.fixture
def client(front_door: Served, shop: Shop) -> Iterator[httpx.Client]:
    """Talks to the application on a real port."""
    assert shop.runtime.counters()
    with httpx.Client(base_url=front_door.url, timeout=PATIENCE_S) as talking:
        yield talking


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that a test serves by itself."""
    folder = tmp_path / "own"
    folder.mkdir()
    made = Shop(folder)
    yield made
    made.close()
