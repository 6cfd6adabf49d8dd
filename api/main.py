"""The application: endpoints, page, and the lifespan that starts and stops the runtime."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import monitor
from api import problems
from api.examples import with_examples
from api.guard import Guard
from api.limits import BodyLimit
from api.own_address import OwnAddress
from api.routes import (
    browser_camera,
    calibration,
    cameras,
    compare,
    context,
    counters,
    exports,
    health,
    live,
    metrics,
    own,
    presence,
    replay,
    report,
    sessions,
    settings,
    view,
)
from api.routes import problems as problem_pages
from api.schemas.problem import ProblemDetails
from api.static import DASHBOARD, ChartLibrary, Dashboard
from monitor.errors import MostradorError
from monitor.runtime.site.service import Runtime

PREFIX: Final = "/api/v1"

_DESCRIPTION: Final = """\
Whether the person behind a counter looks towards the customer, live and summed up.

Durations are in seconds and their names end in `_s`; ages in milliseconds end in `_ms`; sizes in
pixels end in `_px`. Shares are from 0 to 1. Times are ISO 8601 with their offset. Every error is a
problem detail (RFC 9457).
"""

# FastAPI can send traces of every request to an address in the environment. Nothing here may.
_NO_TELEMETRY: Final[dict[str, Any]] = {
    "telemetry": {
        "tracing": False,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "auto_configure": False,
    }
}


def create_app(
    runtime: Runtime, on_start_failure: Callable[[MostradorError], None] | None = None
) -> FastAPI:
    """The application around a runtime, which it starts and stops.

    Args:
        runtime: not yet started.
        on_start_failure: told why the runtime does not start, in place of the server, which would
            print a traceback.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        try:
            await asyncio.to_thread(runtime.start)
        except MostradorError as error:
            if on_start_failure is None:
                raise
            on_start_failure(error)
            yield
            return
        try:
            yield
        finally:
            # Streams that are still open end now, whoever runs this application.
            runtime.broadcast.close()
            await asyncio.to_thread(runtime.stop)

    app = FastAPI(
        title="Mostrador",
        version=monitor.__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        openapi_url=f"{PREFIX}/openapi.json",
        # Their pages load scripts from the internet, and this program works without.
        docs_url=None,
        redoc_url=None,
        **_NO_TELEMETRY,
    )
    app.state.runtime = runtime
    app.state.own_address = OwnAddress(runtime.settings.server.public_url)
    problems.install(app)
    # The one added last is the outermost: refusals of a body carry the security headers too.
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, own=app.state.own_address)
    for router in (
        counters.router,
        calibration.router,
        live.router,
        metrics.router,
        own.router,
        presence.router,
        sessions.router,
        compare.router,
        context.router,
        exports.router,
        report.router,
        replay.router,
        settings.router,
        cameras.router,
        view.router,
        browser_camera.router,
        health.router,
    ):
        app.include_router(router, prefix=PREFIX)
    app.include_router(problem_pages.router)
    app.include_router(ChartLibrary.installed().router())
    app.router.routes.append(Dashboard(DASHBOARD))
    app.openapi = lambda: _described(app)
    return app


def _described(app: FastAPI) -> dict[str, Any]:
    """OpenAPI with the shape of problems, which no endpoint names as its answer."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            openapi_version=app.openapi_version,
        )
        schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = described["components"]["schemas"]
        parts.update(schema.pop("$defs", {}))
        parts["ProblemDetails"] = schema
        app.openapi_schema = with_examples(described)
    return app.openapi_schema
