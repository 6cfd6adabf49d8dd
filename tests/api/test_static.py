"""The page's files and the chart library."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.static import DASHBOARD, ChartLibrary, Dashboard

CHARTS = "/vendor/plotly.min.js"


def get(app: FastAPI, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_the_page_and_every_file_of_it(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    types = {
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".json": "application/json",
    }
    files = [path for path in DASHBOARD.rglob("*") if path.suffix in types]
    assert {path.suffix for path in files} >= {".html", ".js", ".css"}
    for path in files:
        answer = client.get(f"/{path.relative_to(DASHBOARD).as_posix()}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == types[path.suffix]
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.content == path.read_bytes()


def test_a_file_that_did_not_change_is_not_sent_again(client: httpx.Client) -> None:
    etag = client.get("/index.html").headers["etag"]
    again = client.get("/index.html", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_media_types_do_not_depend_on_the_machine(tmp_path: Path) -> None:
    kinds = {
        "a.mjs": "text/javascript; charset=utf-8",
        "a.woff2": "font/woff2",
        "a.ico": "image/vnd.microsoft.icon",
        "a.webmanifest": "application/manifest+json",
    }
    for name in kinds:
        (tmp_path / name).write_text("x")
    app = FastAPI(routes=[Dashboard(tmp_path)])
    assert {name: get(app, f"/{name}").headers["content-type"] for name in kinds} == kinds


@pytest.mark.parametrize(
    "path", ["/../main.py", "/%2e%2e/main.py", "/..%2fmain.py", "/%2e%2e%2fmain.py", "//etc/passwd"]
)
def test_nothing_outside_the_folder(client: httpx.Client, path: str) -> None:
    answer = client.get(httpx.URL(str(client.base_url)).copy_with(raw_path=path.encode()))
    assert answer.status_code == 404
    assert "create_app" not in answer.text


def test_charts_are_compressed_once_and_kept(client: httpx.Client) -> None:
    with client.stream("GET", CHARTS, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(raw) < 2_000_000
    assert "max-age=604800" in answer.headers["cache-control"]
    assert gzip.decompress(raw).lstrip().startswith(b"/**\n* plotly.js")
    again = client.get(
        CHARTS, headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]


def test_charts_for_who_takes_no_gzip(client: httpx.Client) -> None:
    answer = client.get(CHARTS, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.content.lstrip().startswith(b"/**\n* plotly.js")
    etag = answer.headers["etag"]
    packed = client.head(CHARTS, headers={"Accept-Encoding": "gzip"})
    assert packed.status_code == 200
    assert packed.headers["etag"] != etag
    assert (
        client.get(
            CHARTS, headers={"Accept-Encoding": "identity", "If-None-Match": etag}
        ).status_code
        == 304
    )


def test_without_plotly_the_rest_works() -> None:
    app = FastAPI()
    app.include_router(ChartLibrary(None).router())
    assert get(app, CHARTS).status_code == 404
