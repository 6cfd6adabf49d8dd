"""An analysis as JSON and CSV, in seconds and degrees, rounded: equal input gives equal bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final

from monitor.attention.encounters import Encounter
from monitor.attention.state import MEASURED, Area, Reason, State
from monitor.runtime.offline.analysis import Analysis, AnalyzedSample
from monitor.units import deg_from_rad, s_from_ns

SAMPLE_COLUMNS: Final = (
    "t_s",
    "state",
    "face",
    "gaze_yaw_deg",
    "gaze_pitch_deg",
    "head_yaw_deg",
    "head_pitch_deg",
    "head_roll_deg",
    "eye_openness",
    "quality",
    "inferred",
    "reason",
)
"""Columns that were added later come last."""


def json_text(analyses: Sequence[Analysis], *, as_list: bool) -> str:
    """One object, or a list of them."""
    objects = [summary(analysis) for analysis in analyses]
    return json.dumps(objects if as_list else objects[0], indent=2, ensure_ascii=False)


def summary(analysis: Analysis) -> dict[str, Any]:
    """The numbers of one clip, ready for JSON. Encounters only where presence was told."""
    sums = analysis.bucket.all
    told: dict[str, Any] = {
        "clip": analysis.clip,
        "duration_s": _rounded(s_from_ns(analysis.duration_ns)),
        "frames": len(analysis.samples),
        "fps": _rounded(analysis.fps),
        "states_s": _states(sums.state_ns),
        "unknown_s": {
            reason.value: _rounded(s_from_ns(sums.reason_ns.get(reason, 0))) for reason in Reason
        },
        "customer_gaze_share": _rounded(sums.customer_gaze_share, 4),
        "coverage": _rounded(sums.coverage, 4),
        "glances": {area.value: _glances(analysis, area) for area in Area},
    }
    if analysis.presence_told:
        start_ns = analysis.samples[0].observation.t_ns
        told["encounters"] = [_encounter(each, start_ns) for each in analysis.encounters]
    return told


def _encounter(encounter: Encounter, start_ns: int) -> dict[str, Any]:
    """One visit. `first_look_s` and `return_median_s` are null where there was none."""
    first_ns, returns_ns = encounter.first_look_ns, encounter.returns_ns
    return {
        "start_s": _rounded(s_from_ns(encounter.start_ns - start_ns)),
        "end_s": _rounded(s_from_ns(encounter.end_ns - start_ns)),
        "duration_s": _rounded(s_from_ns(encounter.duration_ns)),
        "whole": encounter.whole,
        "states_s": _states(encounter.state_ns),
        "first_look_s": None if first_ns is None else _rounded(s_from_ns(first_ns)),
        "longest_look_away_s": _rounded(s_from_ns(encounter.longest_look_away_ns)),
        "returns": len(returns_ns),
        "return_median_s": _rounded(median(map(s_from_ns, returns_ns))) if returns_ns else None,
        "looked_up": encounter.looked_up,
        "splits": encounter.splits,
        "coverage": _rounded(encounter.coverage, 4),
    }


def _states(state_ns: Mapping[State, int]) -> dict[str, float | None]:
    return {state.value: _rounded(s_from_ns(state_ns.get(state, 0))) for state in MEASURED}


def _glances(analysis: Analysis, area: Area) -> dict[str, Any]:
    tally = analysis.bucket.all.glances.get(area)
    if tally is None:
        return {"count": 0, "total_s": 0.0, "mean_s": None, "p85_s": None, "longest_s": None}
    return {
        "count": tally.count,
        "total_s": _rounded(s_from_ns(tally.total_ns)),
        "mean_s": _rounded(s_from_ns(tally.total_ns) / tally.count),
        "p85_s": _rounded(tally.percentile_s(0.85)),
        "longest_s": _rounded(s_from_ns(tally.longest_ns)),
    }


def samples_csv(analyses: Sequence[Analysis], *, with_clip: bool) -> str:
    """A row per frame; empty where not known. `with_clip` puts the clip's name first."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*(("clip",) if with_clip else ()), *SAMPLE_COLUMNS))
    for analysis in analyses:
        first = (analysis.clip,) if with_clip else ()
        writer.writerows((*first, *row) for row in _rows(analysis.samples))
    return text.getvalue()


def _rows(samples: Sequence[AnalyzedSample]) -> Iterator[tuple[str, ...]]:
    for sample in samples:
        observation = sample.observation
        face = observation.face
        gaze = face.gaze if face else None
        yield (
            f"{s_from_ns(observation.t_ns):.4f}",
            sample.state.value,
            "1" if face else "0",
            _degrees(gaze.yaw_rad if gaze else None),
            _degrees(gaze.pitch_rad if gaze else None),
            _degrees(face.head.yaw_rad if face else None),
            _degrees(face.head.pitch_rad if face else None),
            _degrees(face.head.roll_rad if face else None),
            f"{face.eyelids.openness:.3f}" if face else "",
            f"{face.quality.score:.3f}" if face else "",
            "1" if sample.inferred else "0",
            sample.reason.value if sample.reason else "",
        )


def _degrees(radians: float | None) -> str:
    return "" if radians is None else f"{deg_from_rad(radians):.2f}"


def _rounded(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else round(value, digits)
