"""What whoever calibrates is told."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from monitor.attention.calibration import Grade, calibrate
from monitor.attention.calibration_session import (
    PlaceRefused,
    SessionParams,
    SessionState,
    begin,
    progress,
    step,
)
from monitor.attention.place_reading import (
    CUSTOMER_PLACE,
    DEVICE_PLACE,
    LOWEST_PLACE,
    work_place,
)
from monitor.cli.calibration_guide import (
    Guide,
    LiveGuide,
    PlainGuide,
    print_result,
    quality_sentence,
    words_for,
)
from monitor.errors import because
from tests.unit.attention.faces import seen
from tests.unit.attention.looks import exactly, looking

PLACES = [
    exactly(CUSTOMER_PLACE, 4, 21),
    exactly(DEVICE_PLACE, 2, -24),
    exactly(work_place("[till]"), 40, 0),
]


def guided(guide: Guide) -> None:
    """The customer's place is looked at, with the lids shut for a while, then refused."""
    params = SessionParams()
    guide.start()
    state = begin(SessionState(), CUSTOMER_PLACE.name, params)
    guide.ask(CUSTOMER_PLACE)
    guide.show(progress(state, params))
    samples = looking((0, 0), 9.5)
    samples[50:60] = [seen(i / 10, shut=True) for i in range(50, 60)]
    for sample in samples:
        state, events = step(state, sample, params)
        guide.show(progress(state, params))
        for event in events:
            guide.done(event)
    guide.done(PlaceRefused(CUSTOMER_PLACE, because("read_anew", place="[b]", times=2)))
    guide.again()
    guide.stop()


def test_plain_lines_say_each_thing_once(capsys: pytest.CaptureFixture[str]) -> None:
    guided(PlainGuide())
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "Look at where customers' faces are ...",
        "  hold it for 5 s",
        "  cannot be judged: the eyelids hide the eyes",
        "  good: 50 of 50 judged samples agree",
        "  [b] was read 2 times: accepted is exactly one reading of it",
    ]


def test_on_a_terminal_a_bell_rings_and_lines_stay() -> None:
    text = io.StringIO()
    guided(LiveGuide(Console(file=text, force_terminal=True, width=100, highlight=False)))
    said = text.getvalue()
    assert said.count("\a") == 3
    assert "Look at where customers' faces are" in said
    assert "good: 50 of 50 judged samples agree" in said
    assert "[b] was read 2 times" in said
    assert "Once more" in said


def test_every_place_has_its_words() -> None:
    told = [words_for(place) for place in (*(each.place for each in PLACES), LOWEST_PLACE)]
    assert len(set(told)) == 4
    assert told[2] == "Look at [till]"


def test_the_result_names_places_and_areas(capsys: pytest.CaptureFixture[str]) -> None:
    result = calibrate(PLACES)
    print_result(result)
    said = capsys.readouterr().out
    for text in ("+21.0", "-24.0", "50 of 50", "[till]", "below -27", "-12 to +12", "any"):
        assert text in said
    assert result.grade is Grade.GOOD
    assert quality_sentence(result).startswith("Quality: good. customer and [till], ")
    assert "holding still" not in quality_sentence(result)
    shaky = calibrate([exactly(CUSTOMER_PLACE, 0, 0, 5.0), exactly(DEVICE_PLACE, 0, -45, 5.0)])
    assert "fair" in quality_sentence(shaky)
    assert "holding still" in quality_sentence(shaky)
