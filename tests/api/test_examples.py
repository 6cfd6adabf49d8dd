"""The recorded examples are what the service says today: `tests.api.record_examples` made them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.examples import RECORDED
from monitor import __version__
from monitor.adapters.sql_store.migrate import head
from tests.api.record_examples import Examples, recorded

KEPT: Examples = json.loads(RECORDED.read_text(encoding="utf-8"))
ROUTES = [(route, status) for route, answers in KEPT.items() for status in answers]


@pytest.fixture(scope="module")
def fresh() -> Examples:
    return recorded()


def shape(value: Any) -> Any:
    """Names and kinds in the same places, down to the last one."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    if isinstance(value, str) and value.startswith("event: "):
        return dict(told(value))
    if isinstance(value, bool) or value is None:
        return type(value)
    return float if isinstance(value, int | float) else type(value)


def told(event: str) -> Iterator[tuple[str, Any]]:
    for line in event.splitlines():
        name, _, text = line.partition(": ")
        if name == "data":
            yield name, shape(json.loads(text))


@pytest.mark.parametrize(("route", "status"), ROUTES)
def test_an_example_has_the_shape_of_what_the_service_says(
    fresh: Examples, route: str, status: str
) -> None:
    now, then = fresh[route][status], KEPT[route][status]
    assert shape(now) == shape(then), "python -m tests.api.record_examples"


def test_no_route_is_missing_and_none_is_gone(fresh: Examples) -> None:
    assert {(route, status) for route, answers in fresh.items() for status in answers} == set(
        ROUTES
    )


def test_files_have_the_columns_and_the_kind_that_the_service_writes(fresh: Examples) -> None:
    now, then = (each["GET /api/v1/export/{series}.csv"]["200"] for each in (fresh, KEPT))
    assert now.splitlines()[0] == then.splitlines()[0]
    assert len(now.splitlines()) == len(then.splitlines()) == 3
    assert KEPT["GET /api/v1/report"]["200"].startswith("<!doctype html>")


def test_they_are_of_this_version() -> None:
    health = KEPT["GET /api/v1/health"]["200"]
    assert (health["version"], health["store"]["revision"]) == (__version__, head())
