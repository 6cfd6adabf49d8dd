"""Every error is a problem detail (RFC 9457), and nothing inside leaks out."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.headers import SECURITY_HEADERS
from api.problems import Problem
from api.schemas.problem import ProblemDetails
from monitor.adapters.sql_store import SqlStore
from monitor.errors import BadRequest, NotFound, SourceError, because
from tests.api.shop import raising
from tests.patience import wait_until


def problem(answer: httpx.Response, kind: Problem) -> dict[str, Any]:
    assert answer.status_code == kind.status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    ProblemDetails.model_validate(told)
    assert (told["type"], told["title"], told["status"]) == (kind.uri, kind.title, kind.status)
    assert told["detail"]
    return told


@pytest.mark.parametrize(
    "path", ["/nothing", "/api", "/api/v1", "/api/v1/nothing", "/api/v2/now", "/problems/nothing"]
)
def test_nothing_there(client: httpx.Client, path: str) -> None:
    told = problem(client.get(path), Problem.NOT_FOUND)
    assert told["instance"] == path
    assert path in told["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/api/v1/counters", "/api/v1/live", "/api/v1/health", "/"])
def test_another_method(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    told = problem(answer, Problem.METHOD_NOT_ALLOWED)
    assert "GET" in answer.headers["allow"]
    assert method in told["detail"]


def test_the_methods_that_are_taken(client: httpx.Client) -> None:
    """Those of the endpoint, not those of the files of the page beside it."""
    assert client.post("/api/v1/counters").headers["allow"] == "GET"
    assert client.post("/history").headers["allow"] == "GET, HEAD"
    # All of them, not those of the endpoint that stands first.
    assert client.put("/api/v1/sessions").headers["allow"] == "GET, POST"
    assert client.get("/api/v1/counters/main/pause").headers["allow"] == "DELETE, POST"


def test_a_typo_in_a_parameter_on_every_endpoint(client: httpx.Client) -> None:
    for name in ("counters", "live", "now", "metrics", "health"):
        told = problem(client.get(f"/api/v1/{name}?typo=1"), Problem.INVALID_PARAMETER)
        assert told["errors"][0]["field"] == "typo"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFound(because("no_note", name="Monday", note="7")), Problem.NOT_FOUND),
        (BadRequest(because("bases_differ")), Problem.BAD_REQUEST),
        (SourceError("the camera is asleep"), Problem.UNAVAILABLE),
    ],
)
def test_errors_of_the_program_keep_their_sentence(
    client: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    kind: Problem,
) -> None:
    monkeypatch.setattr(SqlStore, "sums", raising(error))
    assert problem(client.get("/api/v1/metrics"), kind)["detail"] == str(error)


def test_a_mistake_in_the_program_is_logged_and_not_told(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    with monkeypatch.context() as broken:
        broken.setattr(SqlStore, "sums", raising(RuntimeError("secret inside")))
        answer = client.get("/api/v1/metrics")
    problem(answer, Problem.INTERNAL)
    assert "secret inside" not in answer.text
    assert "Traceback" not in answer.text
    # It is logged once the answer is out.
    wait_until(lambda: "secret inside" in caplog.text)
    # It goes out past the middleware, and carries the headers all the same.
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert client.get("/api/v1/metrics").status_code == 200


def test_every_problem_has_a_page(client: httpx.Client) -> None:
    for kind in Problem:
        page = client.get(kind.uri)
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert kind.title in page.text
        assert "<script" not in page.text


def test_what_was_given_cannot_become_a_page(client: httpx.Client) -> None:
    answer = client.get("/api/v1/metrics", params={"from": "<script>alert(1)</script>"})
    problem(answer, Problem.INVALID_PARAMETER)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("method", "path", "body", "kind"),
    [
        ("POST", "/sessions", '{"name": "x", "counter": "\\ud800"}', Problem.UNKNOWN_COUNTER),
        ("POST", "/sessions", '{"name": "x", "\\ud800": 1}', Problem.INVALID_PARAMETER),
        ("PATCH", "/settings", '{"\\ud800\\n": 1}', Problem.INVALID_PARAMETER),
        ("PATCH", "/settings", '{"changes": {"\\ud800": 1}}', Problem.INVALID_PARAMETER),
        ("POST", "/counters/main/corrections", '{"onset": "\\ud800"}', Problem.INVALID_PARAMETER),
    ],
)
def test_halves_of_signs_can_be_answered(
    client: httpx.Client, method: str, path: str, body: str, kind: Problem
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.request(method, f"/api/v1{path}", content=body, headers=headers)
    assert "\ufffd" in problem(answer, kind)["detail"]


def test_what_was_given_is_repeated_on_one_short_line(client: httpx.Client) -> None:
    given = f"main\r\nX: y{'z' * 5_000}"
    for answer, kind in (
        (client.get(f"/api/v1/counters/{quote(given)}/today"), Problem.UNKNOWN_COUNTER),
        (client.get(f"/api/v1/sessions/{quote(given)}"), Problem.UNKNOWN_SESSION),
        (client.get("/api/v1/now", params={"counter": given}), Problem.UNKNOWN_COUNTER),
        (client.get("/api/v1/now", params={given: "1"}), Problem.INVALID_PARAMETER),
        (
            client.post("/api/v1/sessions", json={"name": "x", given: 1}),
            Problem.INVALID_PARAMETER,
        ),
        (
            client.patch("/api/v1/settings", json={"changes": {given: 1}}),
            Problem.INVALID_PARAMETER,
        ),
    ):
        told = problem(answer, kind)
        assert len(answer.content) < 2_000
        assert told["detail"].isprintable()
        assert told["instance"].isprintable()


def test_slugs_are_stable() -> None:
    """Clients compare them: a new one may come, none may change."""
    assert {kind.uri for kind in Problem} >= {
        "/problems/not-found",
        "/problems/unknown-counter",
        "/problems/method-not-allowed",
        "/problems/invalid-parameter",
        "/problems/bad-request",
        "/problems/host-refused",
        "/problems/store-unavailable",
        "/problems/unavailable",
        "/problems/internal",
    }
