"""The part of the report page that names the worst moments by time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Final

from monitor.evaluation.evaluation import Fault, FaultSpell, fault_spells, worst_first
from monitor.evaluation.measure import ClipAnswers
from monitor.evaluation.page_figures import number, signed, state_word, table
from monitor.markup import Markup, element
from monitor.perception.observation import FaceReading
from monitor.units import deg_from_rad

_SHOWN: Final = 30


def fault_section(clips: Sequence[ClipAnswers]) -> Markup:
    """What fell short: wrong answers first, the longest first."""
    spells = worst_first(fault_spells(clips))
    wrong = sum(len(spell.answers) for spell in spells if spell.fault is not Fault.MISSED)
    missed = sum(len(spell.answers) for spell in spells if spell.fault is Fault.MISSED)
    rest = len(spells) - _SHOWN
    return element(
        "section",
        element("h2", "The worst moments"),
        element(
            "p",
            f"{wrong} moments were answered wrong and {missed} with unknown, among those on which "
            "the viewers agree. Moments in a row are one line; angles and openness of the lids are "
            "medians over them."
            + (f" {rest} shorter lines are left out; --json has them all." if rest > 0 else ""),
            class_="note",
        ),
        table(
            "The worst moments",
            (
                *("clip", "time", "truth", "answer", "moments"),
                *("gaze yaw", "gaze pitch", "head yaw", "head pitch", "lids open"),
            ),
            map(_row, spells[:_SHOWN]),
            words=4,
        )
        if spells
        else None,
    )


def _row(spell: FaultSpell) -> tuple[str | Markup, ...]:
    time = f"{spell.first_s:.2f} s"
    if spell.last_s > spell.first_s:
        time = f"{spell.first_s:.2f} to {spell.last_s:.2f} s"
    return (
        spell.clip,
        time,
        state_word(spell.truth.value),
        state_word(spell.state.value),
        str(len(spell.answers)),
        signed(_median(spell, lambda face: _deg(face.gaze.yaw_rad if face.gaze else None)), 0),
        signed(_median(spell, lambda face: _deg(face.gaze.pitch_rad if face.gaze else None)), 0),
        signed(_median(spell, lambda face: _deg(face.head.yaw_rad)), 0),
        signed(_median(spell, lambda face: _deg(face.head.pitch_rad)), 0),
        number(_median(spell, lambda face: face.eyelids.openness)),
    )


def _deg(radians: float | None) -> float | None:
    return None if radians is None else deg_from_rad(radians)


def _median(spell: FaultSpell, read: Callable[[FaceReading], float | None]) -> float | None:
    faces = [answer.face for answer in spell.answers if answer.face]
    values = [value for face in faces if (value := read(face)) is not None]
    return median(values) if values else None
