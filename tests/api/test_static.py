"""The page's files and the chart library."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.messages import Lang, modules_in
from api.pages import ORDER, address_of
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
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".json": "application/json",
    }
    files = [path for path in DASHBOARD.rglob("*") if path.suffix in types]
    assert {path.suffix for path in files} >= {".js", ".css"}
    for path in files:
        answer = client.get(f"/{path.relative_to(DASHBOARD).as_posix()}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == types[path.suffix]
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.content == path.read_bytes()


@pytest.mark.parametrize("lang", list(Lang))
def test_the_words_are_modules_of_the_catalogue(client: httpx.Client, lang: Lang) -> None:
    for name, texts in modules_in(lang).items():
        answer = client.get(f"/messages/{lang}/{name}.js")
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"
        told = answer.text.removeprefix("export default ").removesuffix(";\n")
        assert json.loads(told) == texts
    assert client.get(f"/messages/{lang}/nothing.js").status_code == 404


@pytest.mark.parametrize("path", ["/", "/shared/base.css", "/messages/es/now.js"])
def test_what_did_not_change_is_not_sent_again(client: httpx.Client, path: str) -> None:
    etag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
    other = client.get(path, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.headers["etag"]) == (200, etag)


def test_every_page_that_exists_is_served_and_linked_from_each(client: httpx.Client) -> None:
    there = [name for name in ORDER if (DASHBOARD / name / "page.html").exists()]
    addresses = [address_of(name) for name in there]
    assert addresses[0] == "/"
    for name, address in zip(there, addresses, strict=True):
        text = client.get(address).text
        assert re.findall(r'<li><a href="([^"]+)"', text) == addresses
        assert re.findall(r'href="([^"]+)" aria-current="page"', text) == [address]
        assert f'data-page="{name}"' in text
        assert text.count("<main") == text.count("<title>") == 1
        assert text.index("</head>") < text.index("<main") < text.index("<footer")
    for name in set(ORDER) - set(there):
        assert client.get(f"/{name}").status_code == 404


def test_a_page_that_is_written_is_linked(tmp_path: Path) -> None:
    (tmp_path / "shell.html").write_text((DASHBOARD / "shell.html").read_text("utf-8"))
    for name in ("history", "now"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.html").write_text(f"<meta id='{name}'>\n<main>one</main>")
    app = FastAPI(routes=[Dashboard(tmp_path)])
    text = get(app, "/history").text
    assert text.index('href="/"') < text.index('href="/history" aria-current="page"')
    assert text.index("<meta id='history'>") < text.index("</head>") < text.index("<main>one")
    assert get(app, "/sessions").status_code == 404


@pytest.mark.parametrize("path", ["/shell.html", "/now/page.html", "/index.html", "/now"])
def test_fragments_are_not_pages(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


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
