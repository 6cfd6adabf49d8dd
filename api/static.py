"""The dashboard's pages, words and files, and the chart library out of the installed plotly."""

from __future__ import annotations

import gzip
import hashlib
import threading
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse as StarletteFile
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.messages import Lang, as_module, modules_in
from api.pages import Made, made, read_pages

DASHBOARD: Final = Path(__file__).resolve().parent / "dashboard"

_CHARTS_FOR_S: Final = 7 * 24 * 3600
_OWN_PREFIXES: Final = ("/api/", "/problems/", "/vendor/")

# The system's own table of types differs from machine to machine, and with `nosniff` a module of
# the wrong type does not run.
_MEDIA_TYPES: Final = MappingProxyType(
    {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".webmanifest": "application/manifest+json",
        ".svg": "image/svg+xml",
        ".png": "image/png",
        ".ico": "image/vnd.microsoft.icon",
        ".woff2": "font/woff2",
        ".txt": "text/plain; charset=utf-8",
    }
)


class Dashboard(Mount):
    """The pages and their files; leaves the addresses of the endpoints to the endpoints."""

    def __init__(self, directory: Path) -> None:
        super().__init__("/", app=_Files(directory), name="dashboard")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Without this, a wrong method on an endpoint would look for a file."""
        if scope["type"] != "http" or scope["path"].startswith(_OWN_PREFIXES):
            return Match.NONE, {}
        return super().matches(scope)


class _Files(StaticFiles):
    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._made = {**read_pages(directory), **_message_modules()}

    async def get_response(self, path: str, scope: Scope) -> Response:
        ready = self._made.get("/" if path == "." else f"/{path}")
        if ready is not None and scope["method"] in {"GET", "HEAD"}:
            return _made_answer(ready, Headers(scope=scope))
        if path.endswith(".html"):
            # A fragment without its frame is of no use to anybody.
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if isinstance(response, StarletteFile):
            media_type = _MEDIA_TYPES.get(Path(response.path).suffix.lower())
            if media_type is not None:
                response.headers["Content-Type"] = media_type
        # Asked again each time, answered with "not modified": an update shows at once.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def _message_modules() -> dict[str, Made]:
    """The catalogue's texts by address, each a module: `/messages/es/now.js`."""
    return {
        f"/messages/{lang}/{name}.js": made(as_module(texts), _MEDIA_TYPES[".js"])
        for lang in Lang
        for name, texts in modules_in(lang).items()
    }


def _made_answer(ready: Made, asked: Headers) -> Response:
    headers = {"ETag": ready.etag, "Cache-Control": "no-cache"}
    if ready.etag in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(ready.content, media_type=ready.media_type, headers=headers)


class ChartLibrary:
    """plotly.js, compressed once, on first use."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()

    @classmethod
    def installed(cls) -> ChartLibrary:
        """The copy in the plotly package, found without importing it."""
        spec = find_spec("plotly")
        folders = (spec.submodule_search_locations or []) if spec else []
        files = [Path(folder) / "package_data" / "plotly.min.js" for folder in folders]
        return cls(next((file for file in files if file.is_file()), None))

    def router(self) -> APIRouter:
        """Its one address."""
        router = APIRouter(include_in_schema=False)
        # Plain functions run in a thread: compressing 5 MB must not hold up the live values.
        router.add_api_route("/vendor/plotly.min.js", self.serve, methods=["GET", "HEAD"])
        return router

    def serve(self, request: Request) -> Response:
        """The library, compressed where the browser takes it."""
        if self._path is None:
            raise HTTPException(404)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        with self._lock:
            etag = f'"{self._digest}{"-gzip" if packed else ""}"'
            body = self._packed if packed else b""
        headers = {
            "ETag": etag,
            "Vary": "Accept-Encoding",
            "Cache-Control": f"public, max-age={_CHARTS_FOR_S}",
        }
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        media_type = _MEDIA_TYPES[".js"]
        if not packed:
            return FileResponse(self._path, media_type=media_type, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(body, media_type=media_type, headers=headers)

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(self._plain()).hexdigest()[:32]

    @cached_property
    def _packed(self) -> bytes:
        return gzip.compress(self._plain(), compresslevel=6, mtime=0)

    def _plain(self) -> bytes:
        return b"" if self._path is None else self._path.read_bytes()
