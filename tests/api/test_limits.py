"""Bodies that are too long, or no JSON at all."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api.headers import SECURITY_HEADERS
from api.limits import MOST_BYTES
from api.problems import Problem

PATH = "/api/v1/counters/main/calibration"
JSON = {"Content-Type": "application/json"}


def body(length: int) -> bytes:
    return b'{"work": []' + b" " * (length - 12) + b"}"


def test_a_body_that_says_it_is_too_long(client: httpx.Client) -> None:
    answer = client.post(PATH, content=body(MOST_BYTES + 1), headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["type"] == Problem.BODY_TOO_LARGE.uri
    assert str(MOST_BYTES) in answer.json()["detail"]
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers.get_list(name) == [value]


def test_a_body_that_turns_out_to_be_too_long(client: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(10):
            yield b" " * (MOST_BYTES // 8)

    answer = client.post(PATH, content=pieces(), headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["type"] == Problem.BODY_TOO_LARGE.uri


def test_the_longest_that_is_taken(client: httpx.Client) -> None:
    """It is read and understood: a calibration begins."""
    answer = client.post(PATH, content=body(MOST_BYTES), headers=JSON)
    assert answer.json()["phase"] == "waiting"


@pytest.mark.parametrize(
    "content", [b"{", b"", b"not json", b'{"work": [}', b"\xff\xfe", b'{"work"']
)
def test_a_body_that_is_no_json(client: httpx.Client, content: bytes) -> None:
    answer = client.post(PATH, content=content, headers=JSON)
    assert answer.status_code in {400, 422}, answer.text
    told = answer.json()
    assert told["type"] in {Problem.INVALID_PARAMETER.uri, Problem.BAD_REQUEST.uri}
    assert told["detail"]
    if told["errors"]:
        assert told["errors"][0]["field"] == "body"
