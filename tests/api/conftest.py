from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.shop import Served, Shop, fresh, served, shop_in
from tests.patience import PATIENCE_S


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Served]]:
    made = shop_in(tmp_path_factory.mktemp("running"))
    with served(made) as running:
        yield made, running
    made.store.close()


@pytest.fixture
def shop(_running: tuple[Shop, Served], tmp_path: Path) -> Iterator[Shop]:
    """The shop behind `client`, as new, with a database of its own."""
    shared = _running[0]
    shared.store.close()
    fresh(shared, shop_in(tmp_path))
    yield shared
    shared.broadcast.close()


@pytest.fixture
def client(_running: tuple[Shop, Served], shop: Shop) -> Iterator[httpx.Client]:
    """Talks to the application on a real port."""
    assert shop is _running[0]
    with httpx.Client(base_url=_running[1].url, timeout=PATIENCE_S) as talking:
        yield talking


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that a test serves by itself."""
    made = shop_in(tmp_path)
    yield made
    made.store.close()
