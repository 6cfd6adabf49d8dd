"""The parts of the report page about gaze points and head poses."""

from __future__ import annotations

from monitor.evaluation.angle_error import AngleError
from monitor.evaluation.charts import Dot, scatter
from monitor.evaluation.intervals import Intervals
from monitor.evaluation.measure import PointAnswer
from monitor.evaluation.page_figures import number, percent, signed, table
from monitor.evaluation.still_score import (
    BOTTOM_ROW_ABOVE,
    TOP_ROW_BELOW,
    GazeScore,
    PoseScore,
)
from monitor.markup import Markup, element
from monitor.units import deg_from_rad


def gaze_section(score: GazeScore) -> Markup:
    """Errors by person, and measured against true angles."""
    rows = [
        (
            person.person,
            *(str(person.stills), percent(person.found), percent(person.judged)),
            *_angle(person.yaw),
            *_angle(person.pitch),
            number(person.row_auc, 3),
        )
        for person in score.persons
    ]
    overall = score.overall
    mean = (
        *("mean", "", percent(overall["found"]), percent(overall["judged"])),
        *(number(overall["yaw_mae_deg"]), "", number(overall["yaw_mae_without_offset_deg"])),
        number(overall["yaw_r"]),
        *(number(overall["pitch_mae_deg"]), "", number(overall["pitch_mae_without_offset_deg"])),
        *(number(overall["pitch_r"]), number(overall["row_auc"], 3)),
    )
    legend = element(
        "div",
        element("span", "top row of the screen", class_="swatch", data_state="customer"),
        element("span", "between", class_="swatch", data_state="unknown"),
        element("span", "bottom row", class_="swatch", data_state="device"),
        class_="legend",
    )
    plots = (
        element("div", *_plots(score, person.person), class_="plots") for person in score.persons
    )
    return element(
        "section",
        element("h2", "Gaze points"),
        element(
            "p",
            "Degrees. “no offset” is the mean absolute error once the person's own constant offset "
            "is taken off. Row AUC: how well pitch tells the top row from the bottom row.",
            class_="note",
        ),
        table(
            "Gaze points by person",
            (
                *("person", "stills", "found", "judged"),
                *("yaw MAE", "bias", "no offset", "r"),
                *("pitch MAE", "bias", "no offset", "r", "row AUC"),
            ),
            rows,
            last=mean,
        ),
        _no_intervals(score.intervals),
        legend,
        *plots,
    )


def pose_section(score: PoseScore) -> Markup:
    """Errors by person."""
    rows = [
        (
            *(person.person, str(person.stills), percent(person.found)),
            *(
                text
                for angle in (person.yaw, person.pitch, person.roll)
                for text in (number(angle.mae_deg), signed(angle.bias_deg))
            ),
        )
        for person in score.persons
    ]
    overall = score.overall
    means = (number(overall[f"{name}_mae_deg"]) for name in ("yaw", "pitch", "roll"))
    return element(
        "section",
        element("h2", "Head poses"),
        element("p", "Mean absolute error and bias, degrees.", class_="note"),
        table(
            "Head poses by person",
            (
                *("person", "stills", "found", "yaw MAE", "bias"),
                *("pitch MAE", "bias", "roll MAE", "bias"),
            ),
            rows,
            last=(
                *("mean", "", percent(overall["found"])),
                *(text for mean in means for text in (mean, "")),
            ),
        ),
        _no_intervals(score.intervals),
    )


def _no_intervals(intervals: Intervals) -> Markup | None:
    if intervals.reason:
        return element("p", f"No intervals: {intervals.reason}.", class_="note")
    if not intervals.found:
        return element("p", "No intervals: nothing differs from person to person.", class_="note")
    rows = [
        (name.removesuffix("_deg").replace("_", " "), f"{number(each.low)} to {number(each.high)}")
        for name, each in intervals.found.items()
    ]
    return table("Intervals", ("mean over persons", "95 %"), rows)


def _plots(score: GazeScore, person: str) -> tuple[Markup, Markup]:
    answers = [answer for answer in score.answers if answer.point.person == person]
    yaw = [dot for answer in answers if (dot := _dot(answer, yaw=True))]
    pitch = [dot for answer in answers if (dot := _dot(answer, yaw=False))]
    return scatter(f"{person}, yaw", yaw), scatter(f"{person}, pitch", pitch)


def _dot(answer: PointAnswer, *, yaw: bool) -> Dot | None:
    if answer.face is None or answer.face.gaze is None:
        return None
    point, gaze = answer.point, answer.face.gaze
    true_deg = point.yaw_deg if yaw else point.pitch_deg
    measured_deg = deg_from_rad(gaze.yaw_rad if yaw else gaze.pitch_rad)
    row = "between"
    if point.screen_y < TOP_ROW_BELOW:
        row = "top"
    elif point.screen_y > BOTTOM_ROW_ABOVE:
        row = "bottom"
    title = f"{point.path.name}: true {true_deg:.1f}, measured {measured_deg:.1f}"
    return Dot(true_deg, measured_deg, row, title)


def _angle(error: AngleError) -> tuple[str, str, str, str]:
    return (
        number(error.mae_deg),
        signed(error.bias_deg),
        number(error.mae_without_offset_deg),
        number(error.r),
    )
