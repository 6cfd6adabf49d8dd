"""When a customer is there: raw answers of a camera or an outside event, settled in seconds.

A camera's answers (`Seen`) are believed once they have held for a while, and then from the moment
they began to hold: somebody came when they were first seen, and went when they were last seen. An
event (`PresenceChange`) says it outright. That nobody knows (`None`) is an answer of its own: from
it nothing is concluded, and where it is all there ever is, nothing that needs presence is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.units import Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class PresenceParams:
    """How long an answer must hold before it is believed.

    Attributes:
        arrive_s: somebody seen for so long has come, as of when they were first seen.
        leave_s: nobody seen for so long: they have gone, as of when they were last seen.
        silent_s: a camera without an answer for longer leaves presence unknown, as of its last one.
        late_s: the most that an answer may arrive later than samples of its time.
    """

    arrive_s: float = 1.0
    leave_s: float = 5.0
    silent_s: float = 5.0
    late_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A camera's raw answer: is somebody there, None when it cannot say (camera lost)."""

    t_ns: Ns
    present: bool | None


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """Something outside said so.

    Attributes:
        t_ns: since when.
        present: a customer is there; None: from here on nobody knows.
        onset: False when it was so before (as told again after a restart), so that the customer
            came at some time unknown.
    """

    t_ns: Ns
    present: bool | None
    onset: bool = True


PresenceAnswer = Seen | PresenceChange


@dataclass(frozen=True, slots=True)
class Turn:
    """From `t_ns` on it is settled as `present`; `onset` as in `PresenceChange`."""

    t_ns: Ns
    present: bool | None
    onset: bool = True


@dataclass(frozen=True, slots=True)
class PresenceState:
    """What the fold carries.

    Attributes:
        present: settled; None while nobody knows.
        since_ns: since when, None before the first answer.
        since_onset: that moment is when it began, not when it was first known.
        last_ns: stamp of the newest answer.
        live: it came from a camera, whose answers are worth something for a while only.
        doubt_ns: since when the camera has said otherwise, not long enough to be believed.
    """

    present: bool | None = None
    since_ns: Ns | None = None
    since_onset: bool = True
    last_ns: Ns | None = None
    live: bool = False
    doubt_ns: Ns | None = None


def step(
    state: PresenceState, answer: PresenceAnswer, params: PresenceParams
) -> tuple[PresenceState, tuple[Turn, ...]]:
    """Take one answer. A camera's that is not newer than the one before is ignored."""
    if isinstance(answer, PresenceChange):
        return _told(state, answer)
    t_ns, last_ns = answer.t_ns, state.last_ns
    if last_ns is not None and t_ns <= last_ns:
        return state, ()
    state, turns = _lost(state, t_ns, ns_from_s(params.silent_s))
    if answer.present is None:
        state, more = _turned(replace(state, last_ns=t_ns, live=False), t_ns, None)
        return state, turns + more
    if state.present is None:
        # Nobody seen is what is believed at rest; when somebody is, time must tell.
        state, more = _turned(state, t_ns, False, onset=False)
        turns += more
    doubt_ns = state.doubt_ns
    if answer.present is state.present:
        doubt_ns = None
    elif doubt_ns is None:
        # Gone since they were last seen; come since they were first seen.
        last_seen = state.present and state.live and last_ns is not None
        doubt_ns = last_ns if last_seen else t_ns
    state = replace(state, last_ns=t_ns, live=True, doubt_ns=doubt_ns)
    needed_s = params.arrive_s if answer.present else params.leave_s
    if doubt_ns is not None and t_ns - doubt_ns >= ns_from_s(needed_s):
        onset = state.since_onset or doubt_ns != state.since_ns
        state, more = _turned(state, doubt_ns, answer.present, onset=onset)
        turns += more
    return state, turns


def wait(
    state: PresenceState, now_ns: Ns, params: PresenceParams
) -> tuple[PresenceState, tuple[Turn, ...]]:
    """No answer up to `now_ns`: a camera that stays silent is lost, late answers allowed for."""
    return _lost(state, now_ns, ns_from_s(params.silent_s) + ns_from_s(params.late_s))


def end(
    state: PresenceState, now_ns: Ns, params: PresenceParams
) -> tuple[PresenceState, tuple[Turn, ...]]:
    """No answer up to `now_ns`, and none that is late will come."""
    return _lost(state, now_ns, ns_from_s(params.silent_s))


def settled_until(state: PresenceState, now_ns: Ns, params: PresenceParams) -> Ns:
    """Everything before is decided, whatever comes. `now_ns`: as far as samples have come."""
    if state.live and state.last_ns is not None:
        return state.last_ns if state.doubt_ns is None else state.doubt_ns
    late_ns = Ns(now_ns - ns_from_s(params.late_s))
    return late_ns if state.last_ns is None else max(late_ns, state.last_ns)


def _told(state: PresenceState, change: PresenceChange) -> tuple[PresenceState, tuple[Turn, ...]]:
    t_ns = change.t_ns if state.last_ns is None else max(change.t_ns, state.last_ns)
    state = replace(state, last_ns=t_ns, live=False, doubt_ns=None)
    return _turned(state, t_ns, change.present, onset=change.onset)


def _lost(
    state: PresenceState, now_ns: Ns, silent_ns: int
) -> tuple[PresenceState, tuple[Turn, ...]]:
    if not state.live or state.last_ns is None or now_ns - state.last_ns <= silent_ns:
        return state, ()
    return _turned(replace(state, live=False), state.last_ns, None)


def _turned(
    state: PresenceState, t_ns: Ns, present: bool | None, *, onset: bool = True
) -> tuple[PresenceState, tuple[Turn, ...]]:
    state = replace(state, doubt_ns=None)
    if present is state.present:
        return state, ()
    state = replace(state, present=present, since_ns=t_ns, since_onset=onset)
    return state, (Turn(t_ns, present, onset),)
