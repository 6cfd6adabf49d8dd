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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

from monitor.refusals import sentence_of

RefusalName = Literal[
    "other",
    "too_few",
    "too_few_mostly",
    "restless",
    "looked_away",
    "alike",
    "too_high",
    "too_high_above",
    "lowest_above",
    "covered",
    "camera_lost",
    "camera_off",
    "camera_changed",
    "place_twice",
    "place_name",
    "place_seconds",
    "places_lacking",
    "read_anew",
    "angles_senseless",
    "incomplete",
    "no_calibration",
    "no_place",
    "no_counter",
    "no_session",
    "no_note",
    "no_look_away",
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
    "session_still",
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
    "presence_not_taken",
    "presence_id",
    "presence_ahead",
    "presence_late",
    "presence_order",
    "name_refused",
    "origin_refused",
    "json_needed",
    "token_missing",
    "token_wrong",
    "body_too_large",
    "nothing_here",
    "method_not_taken",
    "broken",
]
"""Why something is refused. `other`: there is only the English sentence."""

AcceptedName = Literal[
    "other",
    "missing",
    "number",
    "whole",
    "from_to",
    "above_to",
    "from",
    "above",
    "up_to",
    "below",
    "not_below",
    "text",
    "text_from",
    "text_any",
    "entries",
    "choice",
    "yes_no",
    "point",
    "time_zone",
    "camera",
    "camera_empty",
    "camera_login",
    "camera_bare",
    "camera_scheme",
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
    "secret_missing",
    "known",
    "none_known",
    "listed",
    "json",
    "once",
    "nothing",
    "nothing_but",
    "setting_key",
    "event_id",
    "session_id",
    "both_ends",
    "weeks_or_span",
    "time",
    "instant",
    "after",
    "before_tomorrow",
    "span_days",
    "span_days_by",
    "week",
]
"""What a value must be."""

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
    "tcp_refused",
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
    "lock_missing",
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

CodeName = RefusalName | AcceptedName | FailureName
"""What can be raised. For the type checker; the catalogue holds the same (`monitor.refusals`)."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is refused or fails, for programs: a short name, the figures of the sentence.

    By these a page says in any language what `str(error)` says in English. Names of figures end in
    their unit; `share` is from 0 to 1.
    """

    name: CodeName = "other"
    facts: tuple[tuple[str, float | str], ...] = ()

    @property
    def sentence(self) -> str:
        """In English, for the command line, the log and programs. Not of `other`."""
        return sentence_of(self.name, dict(self.facts))


def because(name: CodeName, /, **figures: float | str) -> Cause:
    """Why something is refused or fails: a code of the catalogue and the figures it names."""
    return Cause(name, tuple(figures.items()))


UNSAID: Final = Cause()
"""The sentence is all there is."""


class MostradorError(Exception):
    """Base of all; `str(error)` is one clear sentence, `error.cause` the same for programs."""

    def __init__(self, said: str | Cause = "", cause: Cause = UNSAID) -> None:
        """`said`: a cause, which the catalogue has the sentence of; or a sentence without one."""
        super().__init__(said if isinstance(said, str) else said.sentence)
        self.cause = cause if isinstance(said, str) else said


class Refused(MostradorError):
    """What was asked for is turned down. Every refusal is one of the catalogue."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)


class Unaccepted(ValueError):
    """A value that a setting cannot take; `cause` says what it accepts."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(f"accepted is {cause.sentence}")
        self.cause = cause


class UsageError(MostradorError):
    """A command line that makes no sense."""


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


class CalibrationError(Refused):
    """A calibration that cannot be accepted."""


class DatasetError(MostradorError):
    """A labelled folder cannot be evaluated."""


class NotFound(Refused):
    """What was asked for does not exist."""


class BadRequest(Refused):
    """A query that makes no sense."""


class PresenceRefused(Refused):
    """A presence event that cannot be taken: too late, of the future, or not asked for."""


class SessionRefused(Refused):
    """A training session that cannot be started, stopped or noted as asked."""


class ServeError(MostradorError):
    """The web service cannot start."""


def no_such_counter(counter: str, known: Iterable[str]) -> NotFound:
    """The refusal of a counter that does not exist, with those that do."""
    return NotFound(because("no_counter", counter=counter, known=", ".join(known)))


def failure_of(error: MostradorError) -> FailureName:
    """Why a camera is not well, by the error that ended it; `other` where nobody foresaw it."""
    if isinstance(error, ModelError):
        return "model_broken"
    return _FAILURE_BY_NAME.get(error.cause.name, "other")
