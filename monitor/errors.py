"""Every error that Mostrador raises on purpose.

    MostradorError              message: one sentence that says what, where and what is accepted
    ├── SettingsError           a settings file or an environment override
    ├── SourceError             a camera, stream, clip or image
    │   └── SourceLost          it worked, and stopped answering: trying again may help
    ├── ModelError              a model of the face landmarker is missing or broken
    ├── StoreError              the database
    │   └── StoreTooNew         it was written by a newer Mostrador; it has not been touched
    ├── WorkerError             the vision worker broke its protocol or cannot be started
    ├── CalibrationError        a calibration that cannot be accepted, with its reason
    ├── DatasetError            a labelled folder given to `evaluate`
    ├── NotFound                a counter, session or span that does not exist
    ├── BadRequest              a query that makes no sense
    ├── PresenceRefused         a presence event that cannot be taken
    ├── SessionRefused          a training session that cannot be started, stopped or noted
    └── ServeError              the web service cannot start

"No face" is a value, never an error. An error means that the outside world failed. Texts are made
for people: they never hold a password (`monitor.addresses.redact_address` cleans each one first).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

RefusalName = Literal[
    "other",
    "too_few",
    "restless",
    "looked_away",
    "alike",
    "too_high",
    "lowest_above",
    "covered",
    "camera_lost",
    "camera_off",
    "camera_changed",
    "place_twice",
    "place_name",
    "incomplete",
    "file_changed",
    "file_read_only",
    "file_broken",
    "file_unreadable",
    "file_unwritable",
    "file_lacks_counter",
    "disk_full",
    "counts_at_next_start",
    "session_running",
    "session_runs",
    "session_ended",
    "note_moment",
    "moment_missing",
    "name_length",
    "text_length",
    "text_signs",
    "presence_unknown",
    "seconds_kept",
    "prolonged_below_long",
    "span_withheld",
    "bases_differ",
]
"""Why something is refused. Each has its sentence in every language of the pages."""

AcceptedName = Literal[
    "other",
    "missing",
    "number",
    "from_to",
    "above_to",
    "from",
    "above",
    "up_to",
    "text",
    "text_from",
    "text_any",
    "entries",
    "choice",
    "yes_no",
    "point",
    "time_zone",
    "camera",
    "camera_login",
    "camera_host",
    "camera_whole",
    "camera_second",
    "camera_other",
    "hours",
    "hours_any",
    "hours_apart",
    "zone",
    "zone_or_camera",
    "secret",
    "known",
    "listed",
    "json",
    "once",
    "nothing",
    "time",
    "after",
    "before_tomorrow",
    "span_days",
    "week",
]
"""What a value must be. Each has its words in every language of the pages."""

FACTS: Final[Mapping[RefusalName | AcceptedName, tuple[str, ...]]] = MappingProxyType(
    {
        "too_few": ("place", "judged_s", "seen_s", "wanted_s", "hindrance"),
        "restless": ("place", "wandered_deg", "most_deg", "hindrance"),
        "looked_away": ("place", "share", "most_share"),
        "alike": ("one", "other", "apart_deg", "least_deg", "separability", "least"),
        "too_high": ("found_deg", "least_deg"),
        "lowest_above": ("place", "found_deg"),
        "covered": ("area", "place"),
        "place_twice": ("place",),
        "place_name": ("given", "most"),
        "file_changed": ("path",),
        "file_read_only": ("path",),
        "file_broken": ("path",),
        "file_unreadable": ("path",),
        "file_unwritable": ("path",),
        "file_lacks_counter": ("path", "counter"),
        "disk_full": ("path",),
        "session_running": ("name",),
        "session_runs": ("name",),
        "session_ended": ("name",),
        "note_moment": ("given_s", "whole_s"),
        "name_length": ("most",),
        "text_length": ("given", "least", "most"),
        "seconds_kept": ("least_s", "most_s"),
        "from_to": ("low", "high"),
        "above_to": ("low", "high"),
        "from": ("low",),
        "above": ("low",),
        "up_to": ("high",),
        "text": ("most",),
        "text_from": ("least",),
        "entries": ("most",),
        "choice": ("choices",),
        "hours": ("given",),
        "hours_apart": ("day", "one", "other_day", "other"),
        "secret": ("least", "most"),
        "known": ("names",),
        "after": ("time",),
        "span_days": ("days",),
    }
)
"""The figures of each refusal and of each accepted value that has any: what a sentence may name."""

FailureName = Literal[
    "other",
    "webcam_missing",
    "webcam_forbidden",
    "webcam_busy",
    "webcam_wrong",
    "host_unknown",
    "host_refused",
    "host_silent",
    "host_unreachable",
    "login_missing",
    "login_refused",
    "path_unknown",
    "host_mute",
    "redirected",
    "tls_wanted",
    "tls_unwanted",
    "http_spoken",
    "rtsp_spoken",
    "other_spoken",
    "camera_error",
    "web_page",
    "still_picture",
    "content_other",
    "video_encrypted",
    "key_frame_missing",
    "video_missing",
    "picture_missing",
    "picture_small",
    "picture_large",
    "picture_resized",
    "picture_frozen",
    "picture_turned",
    "pictures_stopped",
    "pictures_silent",
    "clip_missing",
    "clip_folder",
    "clip_unreadable",
    "clip_empty",
    "clip_format",
    "clip_broken",
    "clip_over",
    "browser_missing",
    "browser_silent",
    "browser_unasked",
    "worker_unstarted",
    "worker_ended",
    "worker_silent",
    "worker_broken",
    "model_broken",
]
"""Why a camera is not well. Each has its sentence in every language of the pages."""

LackName = Literal[
    "other",
    "not_linux",
    "kernel_old",
    "switched_off",
    "refused",
    "threads_before",
    "tcp_uncovered",
    "calls_unfiltered",
    "went_through",
    "incomplete",
    "connects_again",
]
"""Why a lock does not hold. Each has its sentence in every language of the pages."""

LACKS: Final[tuple[LackName, ...]] = get_args(LackName)
FAILURES: Final[tuple[FailureName, ...]] = get_args(FailureName)
_FAILURE_BY_NAME: Final[Mapping[str, FailureName]] = MappingProxyType(
    {name: name for name in FAILURES}
)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is refused or fails, for programs: a short name, the figures of the sentence.

    By these a page says in any language what `str(error)` says in English. Names of figures end in
    their unit; `share` is from 0 to 1.
    """

    name: RefusalName | AcceptedName | FailureName = "other"
    facts: tuple[tuple[str, float | str], ...] = ()


UNSAID: Final = Cause()
"""The sentence is all there is."""


class MostradorError(Exception):
    """Base of all; `str(error)` is one clear sentence, `error.cause` the same for programs."""

    def __init__(self, text: str = "", cause: Cause = UNSAID) -> None:
        super().__init__(text)
        self.cause = cause


class Unaccepted(ValueError):
    """A value that a setting cannot take; `cause` says what it accepts."""

    def __init__(self, text: str, cause: Cause) -> None:
        super().__init__(text)
        self.cause = cause


class SettingsError(MostradorError):
    """A settings file or an environment override cannot be used."""


class SourceError(MostradorError):
    """A camera, stream, clip or image cannot be used."""


class SourceLost(SourceError):
    """A source that worked stopped answering."""


class ModelError(MostradorError):
    """A model of the face landmarker is missing or broken."""


class StoreError(MostradorError):
    """The database cannot be used."""


class StoreTooNew(StoreError):
    """The database was written by a newer Mostrador; it has not been touched."""


class WorkerError(MostradorError):
    """The vision worker broke its protocol or cannot be started."""


class CalibrationError(MostradorError):
    """A calibration that cannot be accepted."""


class DatasetError(MostradorError):
    """A labelled folder cannot be evaluated."""


class NotFound(MostradorError):
    """What was asked for does not exist."""


class BadRequest(MostradorError):
    """A query that makes no sense."""


class PresenceRefused(MostradorError):
    """A presence event that cannot be taken: too late, of the future, or not asked for."""


class SessionRefused(MostradorError):
    """A training session that cannot be started, stopped or noted as asked."""


class ServeError(MostradorError):
    """The web service cannot start."""


def failure_of(error: MostradorError) -> FailureName:
    """Why a camera is not well, by the error that ended it; `other` where nobody foresaw it."""
    if isinstance(error, ModelError):
        return "model_broken"
    return _FAILURE_BY_NAME.get(error.cause.name, "other")
