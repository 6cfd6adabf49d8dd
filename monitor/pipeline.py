"""The whole core as one step: a sample in, events out.

    step(state, sample, params) -> (state, events)

A live counter, a recorded clip and a unit test run this very code.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from monitor.attention import alignment, attendants, presence, reasons, settle, visits
from monitor.attention.alignment import AlignmentState
from monitor.attention.aoi import AreaParams
from monitor.attention.attendants import AttendantsState
from monitor.attention.drift import DriftParams
from monitor.attention.encounters import EncounterParams
from monitor.attention.events import Event
from monitor.attention.label import Label, LabelParams
from monitor.attention.presence import PresenceChange, PresenceParams, PresenceState, Seen, Turn
from monitor.attention.reasons import ReasonTrail
from monitor.attention.settle import Gap, Settled, SettleParams, SettleState
from monitor.attention.state import Glance, Reason, State
from monitor.attention.visits import VisitsState
from monitor.perception.observation import Observation
from monitor.units import Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class Pause:
    """A moment in which measuring was switched off."""

    t_ns: Ns


@dataclass(frozen=True, slots=True)
class Silence:
    """No sample came up to this moment: what the last one was worth is over, the rest is a gap.

    Nobody has to say so; without it the gap is told when the next sample comes.
    """

    t_ns: Ns


Sample = Observation | Pause | Silence | Seen | PresenceChange


@dataclass(frozen=True, slots=True)
class CoreParams:
    """Every threshold of the fold."""

    areas: AreaParams = field(default_factory=AreaParams)
    drift: DriftParams = field(default_factory=DriftParams)
    label: LabelParams = field(default_factory=LabelParams)
    settle: SettleParams = field(default_factory=SettleParams)
    presence: PresenceParams = field(default_factory=PresenceParams)
    encounters: EncounterParams = field(default_factory=EncounterParams)


@dataclass(frozen=True, slots=True)
class CoreState:
    """What the fold carries from sample to sample.

    Attributes:
        attendants: everybody who serves.
        settle: what the counter's label was and may turn out to be.
        label: the newest sample's own word.
        reasons: what stands in the way, as far as it may still be asked.
        presence: whether a customer is there, as far as it is believed.
        alignment: states and presence that wait for one another.
        visits: the encounter that runs, and what runs in it.
        silent_ns: nothing came up to here, None after a sample.
        newest_ns: as far as samples, or the word that none came, have come.
    """

    attendants: AttendantsState = field(default_factory=AttendantsState)
    settle: SettleState = field(default_factory=SettleState)
    label: Label | None = None
    reasons: ReasonTrail = field(default_factory=ReasonTrail)
    presence: PresenceState = field(default_factory=PresenceState)
    alignment: AlignmentState = field(default_factory=AlignmentState)
    visits: VisitsState = field(default_factory=VisitsState)
    silent_ns: Ns | None = None
    newest_ns: Ns | None = None

    @property
    def state(self) -> State | None:
        """The settled state, None before the first sample and while none comes."""
        return self.settle.current

    @property
    def reason(self) -> Reason | None:
        """What stands in the way, for most of the last seconds; None unless it is `unknown`."""
        unknown = self.settle.current is State.UNKNOWN
        return reasons.mostly(self.reasons, self.settle.since_ns) if unknown else None


def step(
    state: CoreState, sample: Sample, params: CoreParams
) -> tuple[CoreState, tuple[Event, ...]]:
    """Take one sample, or one answer to whether a customer is there.

    Spans, gaps and glances come out in order, with true onsets. What stands on presence comes
    later, each kind in order, once presence is settled too. Samples are in order among themselves
    and answers are; either may run ahead of the other, answers may lag by `PresenceParams.late_s`.
    """
    if isinstance(sample, Seen | PresenceChange):
        answered, turns = presence.step(state.presence, sample, params.presence)
        return _visited(replace(state, presence=answered), turns, (), params)
    settled: tuple[Settled, ...]
    if isinstance(sample, Silence):
        state, settled = _silent(state, sample.t_ns, params)
    else:
        state, settled = _sampled(state, sample, params)
    if state.newest_ns is None or sample.t_ns > state.newest_ns:
        state = replace(state, newest_ns=sample.t_ns)
    state, visited = _visited(state, (), settled, params)
    return state, (*settled, *visited)


def finish(state: CoreState, end_ns: Ns, params: CoreParams) -> tuple[Event, ...]:
    """Whatever is still held back when the stream ends at `end_ns`."""
    settled = settle.finish(state.settle, end_ns, params.settle)
    settled = reasons.explained(state.reasons, settled)
    _, turns = presence.end(state.presence, end_ns, params.presence)
    aligned = alignment.with_turns(state.alignment, turns)
    aligned = alignment.with_states(aligned, _without_glances(settled))
    last_ns = aligned.settled_ns
    if last_ns is None:
        return settled
    aligned, parts = alignment.release(aligned, last_ns, final=True)
    confirm_s = params.settle.confirm_s
    visiting, visited = visits.step(state.visits, parts, confirm_s, params.encounters)
    over = visits.finish(visiting, last_ns, confirm_s, params.encounters)
    return (*settled, *visited, *over)


def cut(state: CoreState, end_ns: Ns, params: CoreParams) -> tuple[CoreState, tuple[Event, ...]]:
    """End everything that runs, as `finish` does, and go on afterwards.

    Who serves and who is there stays known; an encounter that runs is cut in two, neither whole.
    For a clock that was set, and for the borders of a training session.
    """
    events = finish(state, end_ns, params)
    answered, _ = presence.end(state.presence, end_ns, params.presence)
    turn = Turn(end_ns, answered.present, onset=False)
    aligned = AlignmentState(turns=(turn,))
    return CoreState(state.attendants, presence=answered, alignment=aligned), events


def _sampled(
    state: CoreState, sample: Observation | Pause, params: CoreParams
) -> tuple[CoreState, tuple[Settled, ...]]:
    if state.silent_ns is not None and sample.t_ns < state.silent_ns:
        return state, ()
    if isinstance(sample, Pause):
        serving, word = AttendantsState(), Label.PAUSED
    else:
        serving, word = attendants.step(
            state.attendants,
            sample,
            state.settle.current,
            params.areas,
            params.drift,
            params.label,
            params.settle.blink_s,
        )
    trail = ReasonTrail()
    if isinstance(sample, Observation):
        reason = reasons.reason_of(sample, word)
        trail = reasons.noted(state.reasons, sample.t_ns, reason, state.settle.booked_ns)
    settled, events = settle.step(state.settle, sample.t_ns, word, params.settle)
    # A pause ends what ran before it, which has its reasons still.
    events = reasons.explained(trail if trail.runs else state.reasons, events)
    if state.silent_ns is not None and state.silent_ns < sample.t_ns:
        events = (Gap(state.silent_ns, sample.t_ns), *events)
    state = replace(
        state, attendants=serving, settle=settled, label=word, reasons=trail, silent_ns=None
    )
    return state, events


def _silent(
    state: CoreState, t_ns: Ns, params: CoreParams
) -> tuple[CoreState, tuple[Settled, ...]]:
    if state.settle.current is not None:
        worth_end_ns = Ns(state.settle.last_ns + ns_from_s(params.settle.sample_worth_s))
        if t_ns <= worth_end_ns:
            return state, ()
        settled = settle.finish(state.settle, worth_end_ns, params.settle)
        settled = reasons.explained(state.reasons, settled)
        state = replace(
            state, settle=SettleState(), label=None, reasons=ReasonTrail(), silent_ns=t_ns
        )
        return state, (*settled, Gap(worth_end_ns, t_ns))
    if state.silent_ns is None or t_ns <= state.silent_ns:
        return state, ()
    return replace(state, silent_ns=t_ns), (Gap(state.silent_ns, t_ns),)


def _visited(
    state: CoreState, turns: tuple[Turn, ...], settled: tuple[Settled, ...], params: CoreParams
) -> tuple[CoreState, tuple[Event, ...]]:
    """Line up what is settled, and fold what neither stream can change any more."""
    answered = state.presence
    if state.newest_ns is not None:
        answered, lost = presence.wait(answered, state.newest_ns, params.presence)
        turns = (*turns, *lost)
    aligned = alignment.with_turns(state.alignment, turns)
    aligned = alignment.with_states(aligned, _without_glances(settled))
    parts = ()
    if state.newest_ns is not None:
        until_ns = presence.settled_until(answered, state.newest_ns, params.presence)
        aligned, parts = alignment.release(aligned, until_ns)
    visiting, visited = visits.step(state.visits, parts, params.settle.confirm_s, params.encounters)
    state = replace(state, presence=answered, alignment=aligned, visits=visiting)
    return state, visited


def _without_glances(settled: tuple[Settled, ...]) -> list[settle.StateSpan | Gap]:
    return [event for event in settled if not isinstance(event, Glance)]
