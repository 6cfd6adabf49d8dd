"""Why the state is `unknown`: of one sample, of every moment of a span, and of what is so now.

Each sample has a reason, which counts until the next one, in case that its time turns out to be
`unknown`: what a sample was, only time can tell (`settle`). So reasons wait here until the spans
come, which are then cut where the reason changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from monitor.attention.label import Label
from monitor.attention.settle import LIDS, Settled
from monitor.attention.state import Reason, State, StateSpan
from monitor.perception.observation import FaceReading, Observation
from monitor.perception.quality import Doubt
from monitor.units import NS_PER_S, Ns

RECENT_S: Final = 5.0
"""What is so now is told of the last seconds alone: who turns on the light is told so soon."""

_OF_DOUBT: Final = MappingProxyType(
    {
        Doubt.TOO_SMALL: Reason.TOO_SMALL,
        Doubt.TOO_TURNED: Reason.TURNED,
        Doubt.BLURRED: Reason.BLURRED,
        Doubt.DARK: Reason.DARK,
        Doubt.COVERED: Reason.COVERED,
        Doubt.INCONSISTENT: Reason.EYES_DISAGREE,
        Doubt.LIFELESS: Reason.LIFELESS,
    }
)
_OF_LIDS: Final = frozenset({Doubt.COVERED, Doubt.INCONSISTENT})
"""What lids over the eyes bring about by themselves: no contrast, and irises that do not match."""
_DISBELIEVED: Final[Mapping[Label | None, Reason]] = MappingProxyType(
    {**dict.fromkeys(LIDS, Reason.LIDS), Label.UNSURE: Reason.EYES_DISAGREE}
)
"""What such a word says of a sample in which gaze was seen."""
_NEAREST: Final = (Reason.UNSETTLED, Reason.LIDS)
"""Where several serve, whoever is nearest to being judged has the word, as in `attendants`."""


@dataclass(frozen=True, slots=True)
class ReasonRun:
    """Samples in a row with one reason; ends where the next one starts."""

    reason: Reason
    onset_ns: Ns


@dataclass(frozen=True, slots=True)
class ReasonTrail:
    """The reasons of the time that is not settled yet, and of the last seconds, oldest first.

    `newest_ns`: time of the newest sample.
    """

    runs: tuple[ReasonRun, ...] = ()
    newest_ns: Ns = Ns(0)


def reason_of(observation: Observation, word: Label | None = None) -> Reason:
    """The reason of a sample in whose time the state is `unknown`.

    `word` is what the sample was labelled, which knows more than the sample: how wide this person's
    lids stand, and whether the eyes disagreed a moment ago. None where it was not labelled.
    """
    others = (other.face for other in observation.others)
    reasons = [reason_of_face(face) for face in (observation.face, *others) if face is not None]
    if not reasons:
        return Reason.NO_FACE
    reason = min(reasons, key=lambda each: (*_NEAREST, each).index(each))
    return _DISBELIEVED.get(word, reason) if reason is Reason.UNSETTLED else reason


def reason_of_face(face: FaceReading) -> Reason:
    """What stands in the way of judging one face; `unsettled` where nothing does."""
    doubt = face.quality.doubt
    if doubt is not None and not (face.eyelids.low and doubt in _OF_LIDS):
        return _OF_DOUBT[doubt]
    return Reason.LIDS if face.gaze is None else Reason.UNSETTLED


def noted(
    trail: ReasonTrail, t_ns: Ns, reason: Reason, settled_ns: Ns, recent_s: float = RECENT_S
) -> ReasonTrail:
    """Note the reason of one sample; one that is not newer than the one before is ignored.

    Everything before `settled_ns` is given out as spans already.
    """
    if not trail.runs:
        return ReasonTrail((ReasonRun(reason, t_ns),), t_ns)
    if t_ns <= trail.newest_ns:
        return trail
    runs = trail.runs
    if runs[-1].reason is not reason:
        needed_ns = min(settled_ns, t_ns - round(recent_s * NS_PER_S))
        over = sum(later.onset_ns <= needed_ns for later in runs[1:])
        runs = (*runs[over:], ReasonRun(reason, t_ns))
    return ReasonTrail(runs, t_ns)


def explained(trail: ReasonTrail, settled: Iterable[Settled]) -> tuple[Settled, ...]:
    """The same events, every span of `unknown` cut where the reason changes."""
    events: list[Settled] = []
    for event in settled:
        if isinstance(event, StateSpan) and event.state is State.UNKNOWN:
            events.extend(
                StateSpan(start_ns, end_ns, event.state, event.inferred, reason)
                for reason, start_ns, end_ns in _within(trail.runs, event.start_ns, event.end_ns)
            )
        else:
            events.append(event)
    return tuple(events)


def mostly(trail: ReasonTrail, since_ns: Ns, recent_s: float = RECENT_S) -> Reason | None:
    """The reason that held for most of the time since then, and of the last seconds at most.

    None before the first sample.
    """
    if not trail.runs:
        return None
    start_ns = Ns(max(since_ns, trail.newest_ns - round(recent_s * NS_PER_S)))
    # The newest sample stands for a moment, too: it is what counts where nothing else does.
    held_ns = {trail.runs[-1].reason: 1}
    for reason, from_ns, to_ns in _within(trail.runs, start_ns, trail.newest_ns):
        held_ns[reason] = held_ns.get(reason, 0) + to_ns - from_ns
    return max(held_ns, key=held_ns.__getitem__)


def _within(
    runs: tuple[ReasonRun, ...], start_ns: Ns, end_ns: Ns
) -> Iterator[tuple[Reason, Ns, Ns]]:
    """(reason, from, to) of every run in a stretch; the first one counts from its start."""
    ends = (*(later.onset_ns for _, later in pairwise(runs)), end_ns)
    for index, (run, over_ns) in enumerate(zip(runs, ends, strict=True)):
        from_ns = start_ns if index == 0 else max(run.onset_ns, start_ns)
        to_ns = min(over_ns, end_ns)
        if from_ns < to_ns:
            yield run.reason, Ns(from_ns), Ns(to_ns)
