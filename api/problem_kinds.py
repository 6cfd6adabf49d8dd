"""Every kind of problem that an answer can tell: slug, status, title, advice."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus


class Problem(Enum):
    """Every kind of problem: slug of its page, HTTP status, title, what to do about it."""

    NOT_FOUND = (
        "not-found",
        HTTPStatus.NOT_FOUND,
        "There is nothing at this address",
        "Check the address; /api/v1/openapi.json lists every one.",
    )
    UNKNOWN_COUNTER = (
        "unknown-counter",
        HTTPStatus.NOT_FOUND,
        "No counter has this name",
        "Use a name that /api/v1/counters lists; names are those of the settings file.",
    )
    METHOD_NOT_ALLOWED = (
        "method-not-allowed",
        HTTPStatus.METHOD_NOT_ALLOWED,
        "This address does not take this method",
        "The Allow header names the methods that it takes.",
    )
    INVALID_PARAMETER = (
        "invalid-parameter",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "A parameter cannot be used",
        "The list of errors names each parameter, what was given and what is accepted.",
    )
    BAD_REQUEST = (
        "bad-request",
        HTTPStatus.BAD_REQUEST,
        "The request makes no sense",
        "The detail says why.",
    )
    HOST_REFUSED = (
        "host-refused",
        HTTPStatus.MISDIRECTED_REQUEST,
        "This service does not answer to that name",
        "Open the page as http://localhost or http://127.0.0.1, or by the address that "
        "server.public_url names in the settings. Another name may be a trick by which a web page "
        "elsewhere reads what is shown here.",
    )
    ORIGIN_REFUSED = (
        "origin-refused",
        HTTPStatus.FORBIDDEN,
        "Another page cannot change anything here",
        "Use the page that this service serves, or a program of your own.",
    )
    JSON_NEEDED = (
        "json-needed",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "This must be sent as JSON",
        "Send the header Content-Type: application/json.",
    )
    NO_CALIBRATION = (
        "no-calibration",
        HTTPStatus.NOT_FOUND,
        "No calibration is under way",
        "Start one: POST /api/v1/counters/{counter}/calibration. It is given up after 15 minutes.",
    )
    UNKNOWN_SESSION = (
        "unknown-session",
        HTTPStatus.NOT_FOUND,
        "There is no such session",
        "Use an id that /api/v1/sessions lists. Sessions are removed after 90 days at the latest.",
    )
    SESSION_REFUSED = (
        "session-refused",
        HTTPStatus.CONFLICT,
        "The session cannot be changed so",
        "The detail says why. Nothing was changed.",
    )
    TOKEN_NEEDED = (
        "token-needed",
        HTTPStatus.UNAUTHORIZED,
        "This needs a token",
        "Send the header Authorization: Bearer with the counter's token of the settings file.",
    )
    PRESENCE_REFUSED = (
        "presence-refused",
        HTTPStatus.CONFLICT,
        "The counter does not take this word about presence",
        "The detail says why. Nothing was changed.",
    )
    NO_LOOK_AWAY = (
        "no-look-away",
        HTTPStatus.NOT_FOUND,
        "There is no such look-away",
        "Use an onset that /api/v1/counters/{counter}/today lists among the long look-aways.",
    )
    BODY_TOO_LARGE = (
        "body-too-large",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The request is too large",
        "The detail says how many bytes are accepted.",
    )
    CALIBRATION_REFUSED = (
        "calibration-refused",
        HTTPStatus.CONFLICT,
        "The calibration is refused",
        "The detail says why. Nothing was changed; a place can be looked at again.",
    )
    SETTINGS_NOT_WRITTEN = (
        "settings-not-written",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The settings file cannot be used",
        "The detail says why. The file is as it was.",
    )
    STORE_UNAVAILABLE = (
        "store-unavailable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The database cannot be read",
        "The detail says why. Live values go on, and minutes wait in memory to be written.",
    )
    UNAVAILABLE = (
        "unavailable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The service cannot do this now",
        "The detail says why.",
    )
    INTERNAL = (
        "internal",
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong inside the service",
        "It is a mistake in the program. Its log has the particulars.",
    )

    def __init__(self, slug: str, status: HTTPStatus, title: str, advice: str) -> None:
        self.slug = slug
        self.status = status
        self.title = title
        self.advice = advice

    @property
    def uri(self) -> str:
        """Stable name of the problem, and address of its page."""
        return f"/problems/{self.slug}"
