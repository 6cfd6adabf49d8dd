"""Scores the states of clips against two viewers.

Which moments count for what:

- *agreed*: both viewers say the same. *Judged truth*: agreed on customer, device, elsewhere or
  absent. Precision, recall, F1, accuracy and the macro F1 (the plain mean over these four states,
  without those that neither occur nor are answered) are over judged truth alone.
- `unknown` as the answer to judged truth is a miss: it lowers recall, F1 and accuracy. It is no
  wrong answer: *wrong among judged* is wrong answers over answers other than `unknown`.
- agreed `closed` and `unjudgeable` enter none of these. They stand in the confusion table, and
  closed eyes answered with `device` have a rate of their own.
- *kappa* is over all moments (for the agreed labels: over all agreed ones), with `closed`,
  `unjudgeable` and `unknown` as one word, "cannot tell": so the answers and each viewer can be
  compared with the viewers among themselves. *kappa judged* is over those moments only that both
  sides judge. *kappa without blinks* leaves out the moments that a viewer of a still calls `closed`
  and that, with the lids shut, inherit `customer`, `elsewhere` or `work` as a blink must. `device`
  there is an error and stays in.
- *customer share*: customer / (customer + device + elsewhere) of judged truth, against customer /
  (customer + device + work + elsewhere) of the answers to the same moments.
- *face found*: over the moments that neither viewer calls absent. *Coverage*: judged seconds /
  (judged + unknown) seconds of the whole clip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.attention.state import State
from monitor.evaluation.agreement import (
    Counts,
    StateScore,
    cohens_kappa,
    ratio,
    regrouped,
    state_score,
)
from monitor.evaluation.dataset import Seen
from monitor.evaluation.intervals import Intervals, Numbers, Picked, bootstrap
from monitor.evaluation.measure import ClipAnswers

TRUTHS: Final = tuple(Seen)
"""Rows of the tables."""
ANSWERS: Final = (
    *(State.CUSTOMER, State.DEVICE, State.ELSEWHERE, State.ABSENT),
    *(State.WORK, State.UNKNOWN),
)
"""Columns of the tables; the first four mean the same as the first four rows."""
JUDGED: Final = TRUTHS[:4]

_INHERITED: Final = (State.CUSTOMER, State.ELSEWHERE, State.WORK)
_CANNOT_TELL: Final = 5
_SEEN_GROUPS: Final = (0, 1, 2, 3, _CANNOT_TELL, _CANNOT_TELL)
_SEEN_JUDGED: Final = (0, 1, 2, 3, None, None)
_ANSWER_GROUPS: Final = (0, 1, 2, 3, 4, _CANNOT_TELL)
_ANSWER_JUDGED: Final = (0, 1, 2, 3, 4, None)


@dataclass(frozen=True, slots=True)
class ClipCounts:
    """What is counted in one clip, or summed over several.

    Attributes:
        agreed, viewer_a, viewer_b: shape (6, 6), `TRUTHS` by `ANSWERS`.
        viewers: shape (6, 6), viewer a by viewer b.
        blinks_agreed, blinks_a, blinks_b: shape (6,), by `ANSWERS`: the moments called `closed`
            that a blink lets inherit the state before.
        present, faces: moments that no viewer calls absent; those of them with a face found.
        judged_ns, unknown_ns: of the whole clip.
    """

    agreed: Counts
    viewer_a: Counts
    viewer_b: Counts
    viewers: Counts
    blinks_agreed: Counts
    blinks_a: Counts
    blinks_b: Counts
    present: int
    faces: int
    judged_ns: int
    unknown_ns: int


@dataclass(frozen=True, slots=True)
class Kappas:
    """Cohen's kappa over all moments, over those that both sides judge, and without blinks."""

    all: float | None
    judged: float | None
    without_blinks: float | None


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """Every number of one clip, or of several summed up.

    `share_error` is answered minus true customer share, as a fraction.
    """

    moments: int
    agreed: int
    judged_truth: int
    states: dict[Seen, StateScore]
    macro_f1: float | None
    accuracy: float | None
    wrong_among_judged: float | None
    closed_read_as_device: float | None
    kappa_agreed: Kappas
    kappa_viewer_a: Kappas
    kappa_viewer_b: Kappas
    kappa_viewers: Kappas
    share_true: float | None
    share_answered: float | None
    face_found: float | None
    coverage: float | None

    @property
    def share_error(self) -> float | None:
        """Answered minus true customer share, None where one of them is not defined."""
        if self.share_true is None or self.share_answered is None:
            return None
        return self.share_answered - self.share_true


@dataclass(frozen=True, slots=True)
class ClipsScore:
    """All clips: each, together, and with intervals over clips."""

    clips: tuple[ClipAnswers, ...]
    counts: ClipCounts
    per_clip: tuple[ClipFigures, ...]
    overall: ClipFigures
    share_error_mean: float | None
    share_error_worst: float | None
    intervals: Intervals


def score_clips(clips: Sequence[ClipAnswers]) -> ClipsScore:
    """Score measured clips, at least one."""
    counted = [count(clip) for clip in clips]
    per_clip = tuple(figures(counts) for counts in counted)
    together = _sum(counted)
    errors = [abs(each.share_error) for each in per_clip if each.share_error is not None]

    def numbers(picked: Picked) -> Numbers:
        found = figures(_sum([counted[unit] for unit in picked]))
        share = [per_clip[unit].share_error for unit in picked]
        mean = _mean_size(share)
        return {**_named(found), "share_error_mean_points": None if mean is None else 100.0 * mean}

    return ClipsScore(
        clips=tuple(clips),
        counts=together,
        per_clip=per_clip,
        overall=figures(together),
        share_error_mean=_mean_size([each.share_error for each in per_clip]),
        share_error_worst=max(errors, default=None),
        intervals=bootstrap(len(clips), "clips", numbers),
    )


def count(clip: ClipAnswers) -> ClipCounts:
    """Count one clip's answers against its labels."""
    agreed, viewer_a, viewer_b, viewers = (np.zeros((6, 6), np.int64) for _ in range(4))
    blinks_agreed, blinks_a, blinks_b = (np.zeros(6, np.int64) for _ in range(3))
    present = faces = 0
    for answer in clip.answers:
        moment = answer.moment
        a, b = TRUTHS.index(moment.viewer_a), TRUTHS.index(moment.viewer_b)
        said = ANSWERS.index(answer.state)
        viewer_a[a, said] += 1
        viewer_b[b, said] += 1
        viewers[a, b] += 1
        if moment.agreed is not None:
            agreed[a, said] += 1
        if answer.state in _INHERITED and answer.face is not None and answer.face.eyelids.shut:
            blinks_agreed[said] += moment.agreed is Seen.CLOSED
            blinks_a[said] += moment.viewer_a is Seen.CLOSED
            blinks_b[said] += moment.viewer_b is Seen.CLOSED
        if Seen.ABSENT not in (moment.viewer_a, moment.viewer_b):
            present += 1
            faces += answer.face is not None
    return ClipCounts(
        agreed=agreed,
        viewer_a=viewer_a,
        viewer_b=viewer_b,
        viewers=viewers,
        blinks_agreed=blinks_agreed,
        blinks_a=blinks_a,
        blinks_b=blinks_b,
        present=present,
        faces=faces,
        judged_ns=clip.bucket.judged_ns,
        unknown_ns=clip.bucket.state_ns.get(State.UNKNOWN, 0),
    )


def figures(counts: ClipCounts) -> ClipFigures:
    """Every number that follows from counts."""
    agreed = counts.agreed
    truth = agreed[: len(JUDGED)]
    right = int(np.trace(truth))
    judged_both = int(truth[:, :5].sum())
    closed = agreed[TRUTHS.index(Seen.CLOSED)]
    states = {seen: state_score(truth, at, at) for at, seen in enumerate(JUDGED)}
    f1s = [score.f1 for score in states.values() if score.f1 is not None]
    gaze_true = truth.sum(axis=1)
    gaze_said = truth.sum(axis=0)
    customer, device, elsewhere, work = 0, 1, 2, 4
    return ClipFigures(
        moments=int(counts.viewers.sum()),
        agreed=int(agreed.sum()),
        judged_truth=int(truth.sum()),
        states=states,
        macro_f1=sum(f1s) / len(f1s) if f1s else None,
        accuracy=ratio(right, truth.sum()),
        wrong_among_judged=ratio(judged_both - right, judged_both),
        closed_read_as_device=ratio(closed[ANSWERS.index(State.DEVICE)], closed.sum()),
        kappa_agreed=_kappa_with_answers(agreed, counts.blinks_agreed),
        kappa_viewer_a=_kappa_with_answers(counts.viewer_a, counts.blinks_a),
        kappa_viewer_b=_kappa_with_answers(counts.viewer_b, counts.blinks_b),
        kappa_viewers=Kappas(
            cohens_kappa(regrouped(counts.viewers, _SEEN_GROUPS, _SEEN_GROUPS, 6)),
            cohens_kappa(regrouped(counts.viewers, _SEEN_JUDGED, _SEEN_JUDGED, 6)),
            None,
        ),
        share_true=ratio(gaze_true[customer], gaze_true[[customer, device, elsewhere]].sum()),
        share_answered=ratio(
            gaze_said[customer], gaze_said[[customer, device, elsewhere, work]].sum()
        ),
        face_found=ratio(counts.faces, counts.present),
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
    def tables(name: str) -> Counts:
        return np.sum([getattr(counts, name) for counts in counted], axis=0, dtype=np.int64)

    return ClipCounts(
        agreed=tables("agreed"),
        viewer_a=tables("viewer_a"),
        viewer_b=tables("viewer_b"),
        viewers=tables("viewers"),
        blinks_agreed=tables("blinks_agreed"),
        blinks_a=tables("blinks_a"),
        blinks_b=tables("blinks_b"),
        present=sum(counts.present for counts in counted),
        faces=sum(counts.faces for counts in counted),
        judged_ns=sum(counts.judged_ns for counts in counted),
        unknown_ns=sum(counts.unknown_ns for counts in counted),
    )


def _named(found: ClipFigures) -> dict[str, float | None]:
    """The numbers that get an interval, by the names of the JSON."""
    return {
        "macro_f1": found.macro_f1,
        "accuracy": found.accuracy,
        "wrong_among_judged": found.wrong_among_judged,
        "closed_read_as_device": found.closed_read_as_device,
        "kappa_agreed": found.kappa_agreed.all,
        "kappa_viewer_a": found.kappa_viewer_a.all,
        "kappa_viewer_b": found.kappa_viewer_b.all,
        "kappa_viewers": found.kappa_viewers.all,
        "face_found": found.face_found,
        "coverage": found.coverage,
        **{f"f1_{seen.value}": score.f1 for seen, score in found.states.items()},
    }


def _mean_size(values: Sequence[float | None]) -> float | None:
    sizes = [abs(value) for value in values if value is not None]
    return sum(sizes) / len(sizes) if sizes else None
