"""Scores the states of clips against two viewers.

Which moments count for what:

- *agreed*: both viewers say the same. *Judged truth*: agreed on customer, device, elsewhere, absent
  or work. Precision, recall, F1 and accuracy are over judged truth alone. The macro F1 is the plain
  mean over customer, device, elsewhere and absent, without those that neither occur nor are
  answered; work, which only some counters have, has an F1 of its own.
- `unknown` as the answer to judged truth is a miss: it lowers recall, F1 and accuracy. It is no
  wrong answer: *wrong among judged* is wrong answers over answers other than `unknown`.
- every number is worked out three times (`Sureness`): over all such moments, over those of which
  both viewers are at least fairly sure, and over those of which both are sure.
- agreed `closed` and `unjudgeable` enter none of these. They stand in the confusion table, and
  closed eyes answered with `device` have rates of their own, for closures of up to a second and for
  longer ones. A *closure* is a run of labelled moments that both viewers call closed, and as long
  as these moments stand for.
- *customer read as device*: the share of the moments agreed to be customer that are answered
  `device`. The *worst person* is the one with the largest such share.
- *kappa* is over all moments (for the agreed labels: over all agreed ones), with `closed`,
  `unjudgeable` and `unknown` as one word, "cannot tell": so the answers and each viewer can be
  compared with the viewers among themselves. *kappa judged* is over those moments only that both
  sides judge. *kappa without blinks* leaves out the moments that a viewer of a still calls `closed`
  and that, with the lids low, inherit `customer`, `elsewhere` or `work` as a blink must. `device`
  there is an error and stays in.
- *customer share*: customer / (customer + device + work + elsewhere) of judged truth, against the
  same of the answers to the same moments.
- *face found*: over the moments that neither viewer calls absent. *Right face*: of the moments for
  which the table says where the attendant's eyes are, and at which a face was read, those at which
  it was read there. *Coverage*: judged seconds / (judged + unknown) seconds of the whole clip.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from statistics import median
from typing import Any, Final

import numpy as np

from monitor.attention.state import AREA_OF, SHARED, State
from monitor.evaluation.agreement import (
    Counts,
    StateScore,
    cohens_kappa,
    ratio,
    regrouped,
    state_score,
)
from monitor.evaluation.dataset import Seen, Sureness
from monitor.evaluation.intervals import Intervals, Numbers, Picked, bootstrap
from monitor.evaluation.measure import Answer, ClipAnswers

TRUTHS: Final = tuple(Seen)
"""Rows of the tables."""
JUDGED: Final = TRUTHS[:5]
"""What a viewer says of where gaze is, or that nobody is there: states of the same names."""
ANSWERS: Final = (*(State(seen.value) for seen in JUDGED), State.UNKNOWN)
"""Columns of the tables; the first five mean the same as the first five rows."""
IN_MACRO_F1: Final = TRUTHS[:4]
SHORT_CLOSURE_S: Final = 1.0
"""A closure that lasts longer is a long one."""

_CUSTOMER, _DEVICE, _ELSEWHERE = map(ANSWERS.index, (State.CUSTOMER, State.DEVICE, State.ELSEWHERE))
_UNKNOWN: Final = ANSWERS.index(State.UNKNOWN)
_INHERITED: Final = AREA_OF.keys() - {State.DEVICE}
_CANNOT_TELL: Final = 5
_SEEN_GROUPS: Final = (0, 1, 2, 3, 4, _CANNOT_TELL, _CANNOT_TELL)
_SEEN_JUDGED: Final = (0, 1, 2, 3, 4, None, None)
_ANSWER_GROUPS: Final = (0, 1, 2, 3, 4, _CANNOT_TELL)
_ANSWER_JUDGED: Final = (0, 1, 2, 3, 4, None)
_RIGHT_FACE_WITHIN: Final = 0.5
"""Of a face's width: eyes further from where the table has them are somebody else's."""


@dataclass(frozen=True, slots=True)
class ClipCounts:
    """What is counted in one clip, or summed over several.

    Attributes:
        agreed, viewer_a, viewer_b: shape (7, 6), `TRUTHS` by `ANSWERS`.
        viewers: shape (7, 7), viewer a by viewer b.
        blinks_agreed, blinks_a, blinks_b: shape (6,), by `ANSWERS`: the moments called `closed`
            that a blink lets inherit the state before.
        closures: shape (2, 2), moments of short and of long closures; all, and those answered
            `device`.
        present, faces: moments that no viewer calls absent; those of them with a face found.
        placed, right_faces: moments with a face, and a place where the attendant's eyes are; those
            of them whose face is there.
        judged_ns, unknown_ns: of the whole clip.
    """

    agreed: Counts
    viewer_a: Counts
    viewer_b: Counts
    viewers: Counts
    blinks_agreed: Counts
    blinks_a: Counts
    blinks_b: Counts
    closures: Counts
    present: int
    faces: int
    placed: int
    right_faces: int
    judged_ns: int
    unknown_ns: int


@dataclass(frozen=True, slots=True)
class Kappas:
    """Cohen's kappa over all moments, over those that both sides judge, and without blinks."""

    all: float | None
    judged: float | None
    without_blinks: float | None


@dataclass(frozen=True, slots=True)
class Closures:
    """Moments of closed eyes, and the share of them that was answered with `device`."""

    moments: int
    read_as_device: float | None


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """Every number of one clip, or of several summed up.

    `share_error` is answered minus true customer share, as a fraction. `device_not_judged` is the
    share of device moments answered with `unknown`.
    """

    moments: int
    agreed: int
    judged_truth: int
    states: dict[Seen, StateScore]
    macro_f1: float | None
    accuracy: float | None
    wrong_among_judged: float | None
    closed_read_as_device: float | None
    closures_short: Closures
    closures_long: Closures
    customer_read_as_device: float | None
    device_not_judged: float | None
    kappa_agreed: Kappas
    kappa_viewer_a: Kappas
    kappa_viewer_b: Kappas
    kappa_viewers: Kappas
    share_true: float | None
    share_answered: float | None
    face_found: float | None
    right_face: float | None
    coverage: float | None

    @property
    def share_error(self) -> float | None:
        """Answered minus true customer share, None where one of them is not defined."""
        if self.share_true is None or self.share_answered is None:
            return None
        return self.share_answered - self.share_true


ByLevel = Mapping[Sureness, ClipFigures]
"""The same figures over all moments, and over those of which the viewers are surer."""


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person in all the clips that show this person."""

    person: str
    clips: tuple[str, ...]
    levels: ByLevel


@dataclass(frozen=True, slots=True)
class ClipsScore:
    """All clips: each, each person's, together, and with intervals over persons.

    Attributes:
        levels: the sureness levels that differ; a single one where no label says how sure it is.
        counts: over all moments.
        worst_person: who looks at the customer and is read as `device` for the largest share of
            that time; None where nobody looks at the customer.
    """

    clips: tuple[ClipAnswers, ...]
    counts: ClipCounts
    per_clip: tuple[ByLevel, ...]
    persons: tuple[PersonFigures, ...]
    worst_person: PersonFigures | None
    overall_by_level: ByLevel
    levels: tuple[Sureness, ...]
    share_error_mean: float | None
    share_error_worst: float | None
    intervals_by_level: Mapping[Sureness, Intervals]

    @property
    def overall(self) -> ClipFigures:
        """Over all moments."""
        return self.overall_by_level[Sureness.GUESSED]

    @property
    def intervals(self) -> Intervals:
        """Those of `overall`."""
        return self.intervals_by_level[Sureness.GUESSED]


def score_clips(clips: Sequence[ClipAnswers]) -> ClipsScore:
    """Score measured clips, at least one."""
    sure = all(answer.moment.sureness is Sureness.SURE for clip in clips for answer in clip.answers)
    levels = (Sureness.GUESSED,) if sure else tuple(Sureness)
    counted = {level: [count(clip, level) for clip in clips] for level in levels}
    everything = counted[Sureness.GUESSED]
    units: dict[str, list[int]] = {}
    for at, clip in enumerate(clips):
        units.setdefault(clip.person, []).append(at)
    of_persons = {
        level: [_sum([each[at] for at in places]) for places in units.values()]
        for level, each in counted.items()
    }
    per_clip = tuple(
        {level: figures(counted[level][at]) for level in levels} for at in range(len(clips))
    )
    share_errors = [each[Sureness.GUESSED].share_error for each in per_clip]
    persons = tuple(
        PersonFigures(
            person=name,
            clips=tuple(clips[at].name for at in places),
            levels={level: figures(of_persons[level][unit]) for level in levels},
        )
        for unit, (name, places) in enumerate(units.items())
    )

    def intervals(level: Sureness) -> Intervals:
        places = list(units.values())

        def numbers(picked: Picked) -> Numbers:
            together = figures(_sum([of_persons[level][unit] for unit in picked]))
            share = _mean_size([share_errors[at] for unit in picked for at in places[unit]])
            return {
                **_named(together),
                "share_error_mean_points": None if share is None else 100.0 * share,
            }

        return bootstrap(len(units), "persons or clips", numbers)

    return ClipsScore(
        clips=tuple(clips),
        counts=_sum(everything),
        per_clip=per_clip,
        persons=persons,
        worst_person=_worst(persons),
        overall_by_level={level: figures(_sum(counted[level])) for level in levels},
        levels=levels,
        share_error_mean=_mean_size(share_errors),
        share_error_worst=max(
            (abs(error) for error in share_errors if error is not None), default=None
        ),
        intervals_by_level={level: intervals(level) for level in levels},
    )


def _worst(persons: Sequence[PersonFigures]) -> PersonFigures | None:
    """The largest share; of equal ones, that of more moments, then the first."""
    looking: list[tuple[float, int, int]] = []
    for at, person in enumerate(persons):
        found = person.levels[Sureness.GUESSED]
        if found.customer_read_as_device is not None:
            moments = found.states[Seen.CUSTOMER].truth
            looking.append((found.customer_read_as_device, moments, -at))
    return persons[-max(looking)[2]] if looking else None


def count(clip: ClipAnswers, level: Sureness = Sureness.GUESSED) -> ClipCounts:
    """Count one clip's answers against its labels, at moments of at least this sureness."""
    rows, columns = len(TRUTHS), len(ANSWERS)
    agreed, viewer_a, viewer_b = (np.zeros((rows, columns), np.int64) for _ in range(3))
    viewers = np.zeros((rows, rows), np.int64)
    blinks_agreed, blinks_a, blinks_b = (np.zeros(columns, np.int64) for _ in range(3))
    closures = np.zeros((2, 2), np.int64)
    present = faces = placed = right_faces = 0
    for answer, closed_s in zip(clip.answers, closure_lengths_s(clip.answers), strict=True):
        moment = answer.moment
        if moment.sureness < level:
            continue
        a, b = TRUTHS.index(moment.viewer_a), TRUTHS.index(moment.viewer_b)
        column = _column(answer.state)
        viewer_a[a, column] += 1
        viewer_b[b, column] += 1
        viewers[a, b] += 1
        if moment.agreed is not None:
            agreed[a, column] += 1
        if closed_s is not None:
            length = int(closed_s > SHORT_CLOSURE_S)
            closures[length, 0] += 1
            closures[length, 1] += answer.state is State.DEVICE
        if answer.state in _INHERITED and answer.face is not None and answer.face.eyelids.low:
            blinks_agreed[column] += moment.agreed is Seen.CLOSED
            blinks_a[column] += moment.viewer_a is Seen.CLOSED
            blinks_b[column] += moment.viewer_b is Seen.CLOSED
        if Seen.ABSENT not in (moment.viewer_a, moment.viewer_b):
            present += 1
            faces += answer.face is not None
        right = _right_face(answer)
        placed += right is not None
        right_faces += right is True
    return ClipCounts(
        agreed=agreed,
        viewer_a=viewer_a,
        viewer_b=viewer_b,
        viewers=viewers,
        blinks_agreed=blinks_agreed,
        blinks_a=blinks_a,
        blinks_b=blinks_b,
        closures=closures,
        present=present,
        faces=faces,
        placed=placed,
        right_faces=right_faces,
        judged_ns=clip.bucket.all.judged_ns,
        unknown_ns=clip.bucket.all.unknown_ns,
    )


def closure_lengths_s(answers: Sequence[Answer]) -> list[float | None]:
    """For each moment how long the closure is that it belongs to, None where it is in none.

    Each moment stands for the usual time between two labels of its clip. A hole in the labels ends
    a closure.
    """
    times_s = [answer.moment.t_s for answer in answers]
    apart_s = [later - earlier for earlier, later in pairwise(times_s)]
    step_s = median(apart_s) if apart_s else 0.0
    lengths: list[float | None] = [None] * len(answers)
    run: list[int] = []
    for at, answer in enumerate(answers):
        if answer.moment.agreed is not Seen.CLOSED:
            run = []
            continue
        if run and apart_s[at - 1] > 1.5 * step_s:
            run = []
        run.append(at)
        for each in run:
            lengths[each] = round(len(run) * step_s, 6)
    return lengths


def _right_face(answer: Answer) -> bool | None:
    """Whether the face read is where the attendant's is; None where nobody says, or none is."""
    wanted, eyes, width = answer.moment.eyes_xy, answer.eyes_xy, answer.face_width
    if wanted is None or eyes is None or width is None:
        return None
    return math.dist(wanted, eyes) <= _RIGHT_FACE_WITHIN * width


def _column(state: State) -> int:
    """Where a state is counted. Gaze in an area that viewers have no word for is elsewhere."""
    return ANSWERS.index(state) if state in ANSWERS else _ELSEWHERE


def figures(counts: ClipCounts) -> ClipFigures:
    """Every number that follows from counts."""
    agreed = counts.agreed
    truth = agreed[: len(JUDGED)]
    right = int(np.trace(truth))
    judged_both = int(truth[:, :5].sum())
    closed = agreed[TRUTHS.index(Seen.CLOSED)]
    states = {seen: state_score(truth, at, at) for at, seen in enumerate(JUDGED)}
    f1s = [f1 for seen in IN_MACRO_F1 if (f1 := states[seen].f1) is not None]
    gaze_true = truth.sum(axis=1)
    gaze_answered = truth.sum(axis=0)
    gaze = [at for at, state in enumerate(ANSWERS) if state in SHARED]
    short, long = counts.closures
    return ClipFigures(
        moments=int(counts.viewers.sum()),
        agreed=int(agreed.sum()),
        judged_truth=int(truth.sum()),
        states=states,
        macro_f1=sum(f1s) / len(f1s) if f1s else None,
        accuracy=ratio(right, truth.sum()),
        wrong_among_judged=ratio(judged_both - right, judged_both),
        closed_read_as_device=ratio(closed[_DEVICE], closed.sum()),
        closures_short=Closures(int(short[0]), ratio(short[1], short[0])),
        closures_long=Closures(int(long[0]), ratio(long[1], long[0])),
        customer_read_as_device=ratio(truth[_CUSTOMER, _DEVICE], truth[_CUSTOMER].sum()),
        device_not_judged=ratio(truth[_DEVICE, _UNKNOWN], truth[_DEVICE].sum()),
        kappa_agreed=_kappa_with_answers(agreed, counts.blinks_agreed),
        kappa_viewer_a=_kappa_with_answers(counts.viewer_a, counts.blinks_a),
        kappa_viewer_b=_kappa_with_answers(counts.viewer_b, counts.blinks_b),
        kappa_viewers=Kappas(
            cohens_kappa(regrouped(counts.viewers, _SEEN_GROUPS, _SEEN_GROUPS, 6)),
            cohens_kappa(regrouped(counts.viewers, _SEEN_JUDGED, _SEEN_JUDGED, 6)),
            None,
        ),
        share_true=ratio(gaze_true[_CUSTOMER], gaze_true[gaze].sum()),
        share_answered=ratio(gaze_answered[_CUSTOMER], gaze_answered[gaze].sum()),
        face_found=ratio(counts.faces, counts.present),
        right_face=ratio(counts.right_faces, counts.placed),
        coverage=ratio(counts.judged_ns, counts.judged_ns + counts.unknown_ns),
    )


def _kappa_with_answers(counts: Counts, blinks: Counts) -> Kappas:
    rest = counts.copy()
    rest[TRUTHS.index(Seen.CLOSED)] -= blinks
    return Kappas(
        cohens_kappa(regrouped(counts, _SEEN_GROUPS, _ANSWER_GROUPS, 6)),
        cohens_kappa(regrouped(counts, _SEEN_JUDGED, _ANSWER_JUDGED, 6)),
        cohens_kappa(regrouped(rest, _SEEN_GROUPS, _ANSWER_GROUPS, 6)),
    )


def _sum(counted: Sequence[ClipCounts]) -> ClipCounts:
    def added(name: str) -> Any:  # noqa: ANN401 - a number or a table, whatever the field is
        values = [getattr(counts, name) for counts in counted]
        return sum(values[1:], start=values[0])

    return ClipCounts(**{field.name: added(field.name) for field in fields(ClipCounts)})


def _named(found: ClipFigures) -> dict[str, float | None]:
    """The numbers that get an interval, by the names of the JSON."""
    return {
        "macro_f1": found.macro_f1,
        "accuracy": found.accuracy,
        "wrong_among_judged": found.wrong_among_judged,
        "closed_read_as_device": found.closed_read_as_device,
        "closed_short_read_as_device": found.closures_short.read_as_device,
        "closed_long_read_as_device": found.closures_long.read_as_device,
        "customer_read_as_device": found.customer_read_as_device,
        "device_not_judged": found.device_not_judged,
        "kappa_agreed": found.kappa_agreed.all,
        "kappa_viewer_a": found.kappa_viewer_a.all,
        "kappa_viewer_b": found.kappa_viewer_b.all,
        "kappa_viewers": found.kappa_viewers.all,
        "face_found": found.face_found,
        "coverage": found.coverage,
        "right_face": found.right_face,
        **{f"f1_{seen.value}": score.f1 for seen, score in found.states.items()},
        "device_recall": found.states[Seen.DEVICE].recall,
        "device_precision": found.states[Seen.DEVICE].precision,
    }


def _mean_size(values: Sequence[float | None]) -> float | None:
    sizes = [abs(value) for value in values if value is not None]
    return sum(sizes) / len(sizes) if sizes else None
