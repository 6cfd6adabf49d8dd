"""The description of the API agrees with the API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter

from api.schemas.calibration import AcceptedCalibration, CalibrationState
from api.schemas.camera_page import CameraPage
from api.schemas.compare import SessionComparison, SessionDetail, SpanComparison
from api.schemas.context import AdviceList, WeekState, WhatIfState
from api.schemas.counters import Counter
from api.schemas.found_cameras import FoundCamera
from api.schemas.health import Health
from api.schemas.live import LiveCounter, LivePause
from api.schemas.metrics import Metrics
from api.schemas.own import LookAways, OwnToday
from api.schemas.presence import PresenceState
from api.schemas.problem import ProblemDetails
from api.schemas.replay import ReplayState
from api.schemas.sessions import NoteState, SessionState, SessionTimeline
from api.schemas.settings import SettingsChanged, SettingsState
from api.schemas.view import CameraView
from tests.api.shop import Shop

CALIBRATION: Final = "/api/v1/counters/{counter}/calibration"
COUNTER: Final = "/api/v1/counters/{counter}"
SESSIONS: Final = "/api/v1/sessions"
STREAMS: Final[dict[str, tuple[str, Any]]] = {
    "/api/v1/live": ("counter", LiveCounter),
    f"{SESSIONS}/{{session}}/replay": ("state", ReplayState),
}
SHAPES: Final[dict[str, Any]] = {
    "/api/v1/counters": list[Counter],
    "/api/v1/now": list[LiveCounter],
    "/api/v1/metrics": Metrics,
    "/api/v1/health": Health,
    "/api/v1/settings": SettingsState | SettingsChanged,
    "/api/v1/cameras": list[FoundCamera],
    "/api/v1/browser-camera": CameraPage,
    "/api/v1/export/{series}.csv": str,
    "/api/v1/export/{series}.json": dict[str, Any],
    "/api/v1/report": str,
    "/api/v1/compare": SessionComparison,
    "/api/v1/compare/spans": SpanComparison,
    "/api/v1/what-if": WhatIfState,
    "/api/v1/week": WeekState,
    "/api/v1/advice": AdviceList,
    f"{COUNTER}/today": OwnToday,
    f"{COUNTER}/pause": LivePause,
    f"{COUNTER}/corrections": LookAways,
    f"{COUNTER}/corrections/{{onset}}": LookAways,
    f"{COUNTER}/presence": PresenceState,
    f"{COUNTER}/view": CameraView,
    SESSIONS: SessionState | list[SessionState],
    f"{SESSIONS}/{{session}}": SessionState | SessionDetail,
    f"{SESSIONS}/{{session}}/stop": SessionState,
    f"{SESSIONS}/{{session}}/notes": NoteState,
    f"{SESSIONS}/{{session}}/notes/{{note}}": NoteState,
    f"{SESSIONS}/{{session}}/timeline": SessionTimeline,
    f"{CALIBRATION}": CalibrationState,
    f"{CALIBRATION}/steps/{{place}}": CalibrationState,
    f"{CALIBRATION}/accept": AcceptedCalibration,
}


@pytest.fixture
def described(client: httpx.Client) -> Any:
    return client.get("/api/v1/openapi.json").json()


def answers(described: Any) -> Iterator[tuple[str, str, str, Any]]:
    for path, methods in described["paths"].items():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                for media_type, body in answer["content"].items():
                    yield path, status, media_type, body


def referred(described: Any, schema: Any) -> Any:
    """The schema with its first reference followed."""
    if "$ref" in schema:
        return described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def test_every_endpoint_is_described(described: Any) -> None:
    assert set(described["paths"]) == {*SHAPES, *STREAMS}
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert {"200", "421", "500"} <= set(operation["responses"])


def test_every_answer_has_an_example_of_its_shape(described: Any) -> None:
    seen = 0
    for path, status, media_type, body in answers(described):
        example = body["example"]
        if media_type == "application/problem+json":
            assert body["schema"] == {"$ref": "#/components/schemas/ProblemDetails"}
            told = ProblemDetails.model_validate_json(json.dumps(example), strict=True)
            assert str(told.status) == status
        elif media_type == "text/event-stream":
            name, data = example.split("\n")[:2]
            event, shape = STREAMS[path]
            assert name == f"event: {event}"
            shape.model_validate_json(data.removeprefix("data: "), strict=True)
        elif media_type in {"text/csv", "text/html"}:
            assert example.strip()
        else:
            TypeAdapter(SHAPES[path]).validate_json(json.dumps(example), strict=True)
        seen += 1
    assert seen > 20


def test_schemas_are_closed_and_complete(described: Any) -> None:
    for name, schema in described["components"]["schemas"].items():
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, name
            # What is asked may leave things out; what is answered never does.
            if not name.endswith("Request"):
                assert set(schema["required"]) == set(schema["properties"]), name


def test_references_lead_somewhere(described: Any) -> None:
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert set(re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(described))) <= known


def test_every_number_names_its_unit(described: Any) -> None:
    units = ("_s", "_ms", "_px", "_bytes", "_per_s", "_per_min", "_per_h", "_share", "_deg")
    plain = {"count", "coverage", "value", "dropped", "restarts", "status"}
    plain |= {"pending_minutes", "late_minutes"}
    plain |= {"samples", "kept", "separability", "splits"}
    # Counts are named after what is counted.
    plain |= {"look_aways", "long_look_aways", "prolonged_look_aways", "encounters", "returns"}
    plain |= {"first_looks", "never_looked_up", "tasks", "checked_tasks", "units"}
    plain |= {"minutes", "hours", "sessions", "presence_events", "corrections"}
    plain |= {"needed", "had"}  # in the unit of the reason
    plain |= {"a", "b", "difference", "units_a", "units_b"}  # of a number that names its unit
    plain |= {"minutes", "sessions", "presence_events", "corrections"}  # rows removed
    plain |= {"corrected", "hours_months", "weekday", "hour", "hours", "weeks", "areas"}
    plain |= {"left", "top", "right", "bottom"}  # fractions of the picture
    plain |= {"default", "low", "high"}  # of a setting, whose key names the unit
    # The seconds of a state are named after the state, below `state_s`.
    states = set(described["components"]["schemas"]["StateSeconds"]["properties"])
    for schema in described["components"]["schemas"].values():
        for name, inner in schema.get("properties", {}).items():
            kinds = {inner.get("type"), *(each.get("type") for each in inner.get("anyOf", []))}
            if kinds & {"number", "integer"}:
                assert name.endswith(units) or name in plain | states, name


def test_every_field_is_described(described: Any) -> None:
    schemas = described["components"]["schemas"]
    for schema_name, schema in schemas.items():
        for name, field in schema.get("properties", {}).items():
            # Where both would say the same, the field only points to the record.
            record = schemas.get(field.get("$ref", "").rpartition("/")[2], {})
            assert field.get("description") or record.get("description"), (schema_name, name)


def test_parameters_are_described(described: Any) -> None:
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            for each in operation.get("parameters", ()):
                assert each.get("description"), (path, method, each["name"])


def test_no_page_that_loads_from_the_internet(client: httpx.Client) -> None:
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect"):
        assert client.get(path).status_code == 404


def test_nothing_is_sent_home(shop: Shop) -> None:
    from api.main import create_app

    app = create_app(shop.runtime)
    assert set(app._telemetry.values()) & {True} == set()
    assert app._telemetry.get("auto_configure") is False


def test_models_are_frozen() -> None:
    def all_models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for model in base.__subclasses__():
            yield model
            yield from all_models(model)

    from api.schemas.numbers import Wire

    assert all(model.model_config.get("frozen") for model in all_models(Wire))
