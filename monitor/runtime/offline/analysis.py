"""Analyses a recorded clip or a still image: every frame, in order, the same answer each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from monitor.adapters.video_source import FileKind, kind_of_file
from monitor.addresses import parse_address
from monitor.attention.encounters import Encounter
from monitor.attention.events import Event
from monitor.attention.presence import PresenceChange
from monitor.attention.reasons import reason_of
from monitor.attention.settle import INFERRED, STATE_OF
from monitor.attention.state import Glance, Reason, State, StateSpan
from monitor.errors import SourceError
from monitor.geometry.camera import Camera
from monitor.metrics.booking import buckets_of
from monitor.metrics.buckets import Bucket, total
from monitor.perception.observation import Observation
from monitor.pipeline import CoreParams, CoreState, finish, step
from monitor.runtime.offline.locked_look import LockedLook, Progress
from monitor.settings import CounterSettings
from monitor.units import NS_PER_S, Ns, UtcNs


@dataclass(frozen=True, slots=True)
class AnalyzedSample:
    """One frame of a clip, and the state that time settled on for it.

    `inferred`: the state does not stand on gaze that was seen. `reason`: why the state is
    `unknown`, None where it is another.
    """

    observation: Observation
    state: State
    inferred: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """A clip reduced to numbers.

    Attributes:
        clip: the file's name.
        duration_ns: from the first frame to the end of the last one's worth.
        bucket: sums over the whole clip.
        glances: every glance, in order of onset.
        samples: one per frame.
        ended_early: the file broke off before its end.
        still: it was one image, judged by itself.
        events: everything that the fold said, on the clip's own time.
        presence_told: somebody said when customers were there.
        camera: that of the first picture, None where there were none.
    """

    clip: str
    duration_ns: int
    bucket: Bucket
    glances: tuple[Glance, ...]
    samples: tuple[AnalyzedSample, ...]
    ended_early: bool
    still: bool
    events: tuple[Event, ...] = ()
    presence_told: bool = False
    camera: Camera | None = None

    @property
    def encounters(self) -> tuple[Encounter, ...]:
        """Customers' visits, in order."""
        return tuple(event for event in self.events if isinstance(event, Encounter))

    @property
    def fps(self) -> float | None:
        """Frames per second as they came, None for a still."""
        if self.still or self.duration_ns <= 0:
            return None
        return len(self.samples) * NS_PER_S / self.duration_ns


class Analyzer:
    """Has files read to their end with one counter's settings, by a locked process."""

    def __init__(self, counter: CounterSettings, params: CoreParams) -> None:
        self._params = params
        self._look = LockedLook(counter)

    def analyze(
        self,
        address: str,
        on_progress: Progress | None = None,
        presence: Sequence[PresenceChange] = (),
    ) -> Analysis:
        """Measure one clip or still image.

        A camera is refused: it has no end. `on_progress` is told after every frame. `presence`
        says when customers were there, with stamps from the clip's start.

        Raises:
            SourceError: the file cannot be read.
        """
        parsed = parse_address(address)
        if parsed.is_camera:
            raise SourceError(
                f"{parsed.redacted}: a camera cannot be analyzed, it has no end: accepted is a "
                "video file or a still image (mostrador serve watches a camera)"
            )
        # By its first bytes: nothing is decoded in this process.
        still = kind_of_file(parsed.target) is FileKind.STILL
        looked = self._look.still(address) if still else self._look.clip(address, on_progress)
        observations = looked.observations
        if not observations:
            raise SourceError(f"{parsed.redacted}: holds no picture that can be read")
        clip = PurePath(parsed.target).name
        if still and presence:
            raise SourceError(
                f"{parsed.redacted}: a still image has no time in which a customer could be there: "
                "accepted with presence is a video file"
            )
        return fold(
            clip,
            observations,
            self._params,
            presence,
            ended_early=looked.ended_early,
            still=still,
            camera=looked.camera,
        )

    def close(self) -> None:
        """End the process that looks at stills."""
        self._look.close()


def fold(
    clip: str,
    observations: tuple[Observation, ...],
    params: CoreParams,
    presence: Sequence[PresenceChange] = (),
    *,
    ended_early: bool = False,
    still: bool = False,
    camera: Camera | None = None,
) -> Analysis:
    """Fold the observations of one clip. Pure: the same observations give the same analysis.

    `presence`: when customers were there, with stamps from the first observation's on.
    """
    start_ns = observations[0].t_ns
    changes = [replace(each, t_ns=Ns(each.t_ns + start_ns)) for each in presence]
    state = CoreState()
    events: list[Event] = []
    # Of two at the same moment the change comes first: it says how things stand at the sample.
    for sample in sorted((*changes, *observations), key=lambda sample: sample.t_ns):
        state, found = step(state, sample, params)
        events.extend(found)
    end_ns = _end_ns(observations)
    events.extend(finish(state, end_ns, params))
    spans = [event for event in events if isinstance(event, StateSpan)]
    if still:
        # One picture has no duration; it gets the state it would have if it went on.
        settled = State.UNKNOWN if state.label is None else STATE_OF[state.label]
        inferred = state.label in INFERRED
        samples = tuple(
            AnalyzedSample(
                each,
                settled,
                inferred,
                reason_of(each, state.label) if settled is State.UNKNOWN else None,
            )
            for each in observations
        )
    else:
        samples = tuple(_with_states(observations, spans))
    glances = tuple(event for event in events if isinstance(event, Glance))
    parts = [bucket for event in events for bucket in buckets_of(event)]
    return Analysis(
        clip=clip,
        duration_ns=0 if still else end_ns - start_ns,
        bucket=total(parts, UtcNs(0)),
        glances=glances,
        samples=samples,
        ended_early=ended_early,
        still=still,
        events=tuple(events),
        presence_told=bool(presence),
        camera=camera,
    )


def _end_ns(observations: tuple[Observation, ...]) -> Ns:
    """When the last frame ends: as long after its stamp as the frames are apart on average."""
    first_ns, last_ns = observations[0].t_ns, observations[-1].t_ns
    apart_ns = (last_ns - first_ns) // (len(observations) - 1) if len(observations) > 1 else 0
    return Ns(last_ns + apart_ns)


def _with_states(
    observations: tuple[Observation, ...], spans: list[StateSpan]
) -> Iterator[AnalyzedSample]:
    remaining = iter(spans)
    span = next(remaining, None)
    for observation in observations:
        while span is not None and span.end_ns <= observation.t_ns:
            span = next(remaining, None)
        inside = span is not None and span.start_ns <= observation.t_ns
        if span is None or not inside:
            reason = reason_of(observation)
            yield AnalyzedSample(observation, State.UNKNOWN, reason=reason)
        else:
            yield AnalyzedSample(observation, span.state, span.inferred, span.reason)
