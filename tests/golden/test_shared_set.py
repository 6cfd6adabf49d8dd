"""The labelled recordings, where they are: what has been reached must not be lost again.

Measured as `mostrador evaluate` does. The bounds are what came out (docs/accuracy.md), a little
relaxed; where the reach itself was missed, on three clips and in kappa with viewer a, there is no
bound here that would call it reached.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli.evaluate import evaluated
from monitor.evaluation.dataset import Sureness
from monitor.evaluation.evaluation import Evaluation

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def evaluation(eval_folder: Path) -> Evaluation:
    return evaluated([eval_folder])[0]


def test_states_agree_with_both_viewers(evaluation: Evaluation) -> None:
    assert evaluation.clips is not None
    overall = evaluation.clips.overall
    assert overall.macro_f1 is not None
    assert overall.macro_f1 >= 0.92
    assert overall.wrong_among_judged is not None
    assert overall.wrong_among_judged < 0.05
    assert overall.customer_read_as_device == 0.0
    assert overall.closed_read_as_device is not None
    assert overall.closed_read_as_device < 0.05
    assert overall.kappa_viewer_b.all is not None
    assert overall.kappa_viewer_b.all >= 0.79
    assert overall.kappa_viewer_a.all is not None
    assert overall.kappa_viewer_a.all >= 0.74
    assert overall.face_found is not None
    assert overall.face_found > 0.98


def test_no_wrong_certainty_and_a_true_share_on_all_clips_but_three(evaluation: Evaluation) -> None:
    assert evaluation.clips is not None
    pairs = zip(evaluation.clips.clips, evaluation.clips.per_clip, strict=True)
    missed = [
        clip.name
        for clip, levels in pairs
        if (levels[Sureness.GUESSED].wrong_among_judged or 0) >= 0.08
        or abs(levels[Sureness.GUESSED].share_error or 0) > 0.05
    ]
    assert set(missed) <= {"clip03.mp4", "clip12.mov", "clip13.mp4"}


def test_gaze_is_read_to_a_few_degrees_and_rows_are_told_apart(evaluation: Evaluation) -> None:
    assert evaluation.gaze_points is not None
    for person in evaluation.gaze_points.persons:
        assert person.yaw.mae_deg is not None
        assert person.yaw.mae_deg <= 4.0
        assert person.pitch.mae_deg is not None
        assert person.pitch.mae_deg <= 3.5
        assert person.row_auc is not None
        assert person.row_auc >= 0.995
