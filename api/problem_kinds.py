"""Every kind of problem that an answer can tell; the catalogue of refusals has their words."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus

from monitor.refusals import catalogue


class Problem(Enum):
    """Every kind of problem: slug of its page, and HTTP status."""

    NOT_FOUND = ("not-found", HTTPStatus.NOT_FOUND)
    UNKNOWN_COUNTER = ("unknown-counter", HTTPStatus.NOT_FOUND)
    METHOD_NOT_ALLOWED = ("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED)
    INVALID_PARAMETER = ("invalid-parameter", HTTPStatus.UNPROCESSABLE_ENTITY)
    BAD_REQUEST = ("bad-request", HTTPStatus.BAD_REQUEST)
    HOST_REFUSED = ("host-refused", HTTPStatus.MISDIRECTED_REQUEST)
    ORIGIN_REFUSED = ("origin-refused", HTTPStatus.FORBIDDEN)
    JSON_NEEDED = ("json-needed", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    NO_CALIBRATION = ("no-calibration", HTTPStatus.NOT_FOUND)
    UNKNOWN_SESSION = ("unknown-session", HTTPStatus.NOT_FOUND)
    SESSION_REFUSED = ("session-refused", HTTPStatus.CONFLICT)
    TOKEN_NEEDED = ("token-needed", HTTPStatus.UNAUTHORIZED)
    PRESENCE_REFUSED = ("presence-refused", HTTPStatus.CONFLICT)
    NO_LOOK_AWAY = ("no-look-away", HTTPStatus.NOT_FOUND)
    BODY_TOO_LARGE = ("body-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    CALIBRATION_REFUSED = ("calibration-refused", HTTPStatus.CONFLICT)
    SETTINGS_NOT_WRITTEN = ("settings-not-written", HTTPStatus.SERVICE_UNAVAILABLE)
    STORE_UNAVAILABLE = ("store-unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
    UNAVAILABLE = ("unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
    INTERNAL = ("internal", HTTPStatus.INTERNAL_SERVER_ERROR)

    def __init__(self, slug: str, status: HTTPStatus) -> None:
        self.slug = slug
        self.status = status

    @property
    def title(self) -> str:
        """The kind in a few words, in English."""
        return catalogue()["problem"][self.slug]["title"]

    @property
    def advice(self) -> str:
        """What to do about it."""
        return catalogue()["problem"][self.slug]["advice"]

    @property
    def uri(self) -> str:
        """Stable name of the problem, and address of its page."""
        return f"/problems/{self.slug}"
