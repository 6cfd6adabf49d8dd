"""What a camera did instead of sending video: one true sentence each, from real small servers."""

from __future__ import annotations

import hashlib
import http.server
import re
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from monitor.adapters.clock import SystemClock
from monitor.adapters.video_source import SourceOptions, open_source
from monitor.errors import FailureName, SourceError
from tests.answering_cameras import (
    ENCRYPTED,
    SOUND,
    VIDEO,
    AnsweringCamera,
    Reply,
    http_answer,
    rtsp_answer,
    rtsp_camera,
)
from tests.real_cameras import numbered_jpeg

OPTIONS = SourceOptions(open_timeout_s=10.0, read_timeout_s=10.0)
HASTY = SourceOptions(open_timeout_s=2.0, read_timeout_s=2.0)


def refusal(address: str, why: FailureName, options: SourceOptions = OPTIONS) -> str:
    with pytest.raises(SourceError) as caught:
        open_source(address, options, SystemClock()).close()
    text = str(caught.value)
    assert caught.value.cause.name == why, text
    assert "secret" not in text
    assert "\n" not in text
    return text


def rtsp(status: str, **headers: str) -> Reply:
    return lambda request: rtsp_answer(request, status, **headers)


@pytest.mark.parametrize(
    ("reply", "why", "said"),
    [
        (lambda _: http_answer("200 OK", "text/html", b"<p>camera</p>"), "web_page", "a web page"),
        (
            lambda _: http_answer("200 OK", "image/jpeg", numbered_jpeg(1)),
            "still_picture",
            "a single picture",
        ),
        (
            lambda _: http_answer("200 OK", "application/octet-stream", numbered_jpeg(1)),
            "still_picture",
            "a single picture",
        ),
        (
            lambda _: http_answer("200 OK", "application/json", b"{}"),
            "content_other",
            "(application/json)",
        ),
        (
            lambda _: http_answer("200 OK", "multipart/x-mixed-replace; boundary=x", b"--x"),
            "video_missing",
            "no video that can be read within 10 s",
        ),
        (lambda _: http_answer("404 Not Found"), "path_unknown", "nothing under this path"),
        (lambda _: http_answer("410 Gone"), "path_unknown", "nothing under this path"),
        (lambda _: http_answer("401 No", WWW_Authenticate="x"), "login_missing", "asks for a user"),
        (lambda _: http_answer("403 Forbidden"), "login_missing", "asks for a user"),
        (
            lambda _: http_answer("405 Method Not Allowed"),
            "camera_error",
            "error 405 Method Not Allowed",
        ),
        (lambda _: http_answer("503 Busy"), "camera_error", "error 503 Busy"),
        (rtsp("400 Bad Request"), "rtsp_spoken", "with rtsp:// before it"),
        (lambda _: b"SSH-2.0-OpenSSH_9.2\r\n", "other_spoken", "is no camera"),
        (lambda _: b"", "host_mute", "takes the connection"),
    ],
)
def test_what_a_web_address_does_instead(reply: Reply, why: FailureName, said: str) -> None:
    with AnsweringCamera(reply) as camera:
        assert said in refusal(f"http://127.0.0.1:{camera.port}/v?token=secret", why)


@pytest.mark.parametrize(
    ("reply", "why", "said"),
    [
        (rtsp("404 Not Found"), "path_unknown", "nothing under this path"),
        (rtsp("403 Forbidden"), "login_missing", "asks for a user"),
        (rtsp("453 Not Enough Bandwidth"), "camera_error", "error 453 Not Enough Bandwidth"),
        (rtsp("503 Service Unavailable"), "camera_error", "error 503 Service Unavailable"),
        (rtsp_camera(SOUND), "content_other", "(audio)"),
        (rtsp_camera(ENCRYPTED), "video_encrypted", "(SRTP)"),
        (lambda _: http_answer("400 Bad Request"), "http_spoken", "mostly 554"),
        (lambda _: b"220 ready\r\n", "other_spoken", "is no camera"),
        (lambda _: b"", "host_mute", "takes the connection"),
    ],
)
def test_what_an_rtsp_address_does_instead(reply: Reply, why: FailureName, said: str) -> None:
    with AnsweringCamera(reply) as camera:
        assert said in refusal(f"rtsp://127.0.0.1:{camera.port}/live?token=secret", why)


def test_a_web_server_on_the_port_of_an_rtsp_address(tmp_path: Path) -> None:
    """One that answers a request it does not know with a page and no status."""
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        refusal(f"rtsp://127.0.0.1:{server.server_port}/live", "http_spoken")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_no_key_frame() -> None:
    with AnsweringCamera(rtsp_camera(VIDEO)) as camera:
        text = refusal(f"rtsp://127.0.0.1:{camera.port}/live", "key_frame_missing", HASTY)
    assert "no whole picture (key frame) came within 2 s" in text


def elsewhere(request: str, location: str) -> bytes:
    if request.startswith("GET"):
        return http_answer("302 Found", Location=location)
    return rtsp_answer(request, "302 Found", Location=location)


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_a_camera_that_sends_callers_to_another_port(scheme: str) -> None:
    location = f"{scheme}://admin:secret@127.0.0.1:1/other"
    with AnsweringCamera(lambda request: elsewhere(request, location)) as camera:
        text = refusal(f"{scheme}://127.0.0.1:{camera.port}/v", "redirected")
    assert f"{scheme}://admin:***@127.0.0.1:1/other" in text


def test_a_redirect_within_the_camera_is_followed_to_what_is_there() -> None:
    def reply(request: str) -> bytes:
        if request.startswith("GET /start"):
            return http_answer("302 Found", Location="/index.html")
        return http_answer("200 OK", "text/html", b"<p>camera</p>")

    with AnsweringCamera(reply) as camera:
        refusal(f"http://127.0.0.1:{camera.port}/start", "web_page")


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_encryption_where_none_is_expected(scheme: str, tmp_path: Path) -> None:
    def reply(request: str) -> bytes:
        return elsewhere(request, "/")

    with AnsweringCamera(reply, certificate_in=tmp_path) as camera:
        text = refusal(f"{scheme}://user:secret@127.0.0.1:{camera.port}/v", "tls_wanted")
    assert f"{scheme}s:// before it" in text


def test_a_web_server_that_says_in_plain_that_it_wants_tls(tmp_path: Path) -> None:
    with AnsweringCamera(lambda _: http_answer("400 Bad Request"), tmp_path) as camera:
        refusal(f"http://127.0.0.1:{camera.port}/v", "tls_wanted")


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_no_encryption_where_it_is_expected(scheme: str) -> None:
    with AnsweringCamera(lambda request: elsewhere(request, "/x")) as camera:
        text = refusal(f"{scheme}s://user:secret@127.0.0.1:{camera.port}/v", "tls_unwanted")
        assert f"{scheme}:// before it" in text
        assert not any("Authorization" in request for request in camera.requests), "not in plain"


def guarded(challenge: str, proof: Callable[[str], str]) -> Reply:
    """Shows its SDP, of sound alone, to whoever proves to know the password."""

    def reply(request: str) -> bytes:
        described = rtsp_camera(SOUND)
        if not request.startswith("DESCRIBE") or proof(request) in request:
            return described(request)
        return rtsp_answer(request, "401 Unauthorized", WWW_Authenticate=challenge)

    return reply


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def digest_proof(request: str) -> str:
    uri = re.search(r"DESCRIBE (\S+)", request)
    assert uri is not None
    return md5(f"{md5('user:cam:op#n')}:abc:{md5(f'DESCRIBE:{uri[1]}')}")


@pytest.mark.parametrize(
    ("challenge", "proof"),
    [
        ('Basic realm="cam"', lambda _: "Basic dXNlcjpvcCNu"),
        ('Digest realm="cam", nonce="abc"', digest_proof),
    ],
)
def test_the_question_is_asked_with_the_password(
    challenge: str, proof: Callable[[str], str]
) -> None:
    with AnsweringCamera(guarded(challenge, proof)) as camera:
        place = f"127.0.0.1:{camera.port}/live"
        refusal(f"rtsp://user:op%23n@{place}", "content_other")
        refusal(f"rtsp://user:other@{place}", "login_refused")
        refusal(f"rtsp://{place}", "login_missing")
