from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

from monitor.evaluation.clip_score import score_clips
from monitor.evaluation.evaluation import Evaluation
from monitor.evaluation.page import html_text
from monitor.evaluation.still_score import score_gaze
from tests.unit.evaluation.answers import clip
from tests.unit.evaluation.test_still_score import point

WORDS = [
    ("customer", "customer", "customer"),
    ("device", "device", "customer"),
    ("device", "elsewhere", "device"),
    ("closed", "closed", "device"),
    ("absent", "absent", "unknown"),
]
EVALUATION = Evaluation(
    folder="shop <1>",
    clips=score_clips([clip(WORDS, "<b>&.mp4"), clip(WORDS, "two.mp4"), clip(WORDS, "three.mp4")]),
    gaze_points=score_gaze([point("ana", (0.0, -2.0), (1.0, -3.0), screen_y=0.1)]),
    poses=None,
)


def page() -> str:
    return html_text([EVALUATION], ":root { --ink: #000; }\n")


def test_needs_nothing_else_and_shows_nobody() -> None:
    text = page()
    assert not re.findall(r"""https?://|url\(|@import|\bsrc=|\bhref=|<img|<image|data:""", text)
    assert "default-src 'none'" in unescape(text)
    assert "--ink: #000" in text


def test_the_body_is_well_formed_and_names_are_escaped() -> None:
    body = page().partition("</head>")[2].removesuffix("</html>\n")
    tree = ET.fromstring(body)
    heads = [each for each in tree.iter("div") if each.get("class") == "clip-head"]
    assert [each.findtext("h3") for each in heads] == ["<b>&.mp4", "two.mp4", "three.mp4"]
    assert tree.findtext(".//h1") == "Mostrador, evaluated on shop <1>"


def test_shows_truth_answer_and_faults_of_every_clip() -> None:
    tree = ET.fromstring(page().partition("</head>")[2].removesuffix("</html>\n"))
    bands = [each for each in tree.iter("svg") if "band" in each.get("class", "")]
    drawn = [[rect.get("data-state") for rect in band.iter("rect")] for band in bands[:4]]
    assert drawn[0] == ["customer", "device", "closed", "absent"]
    assert drawn[1] == ["customer", "device", "elsewhere", "closed", "absent"]
    assert drawn[2] == ["customer", "device", "unknown"]
    assert drawn[3] == ["wrong", "wrong", "missed"]


def test_counts_in_the_singular_and_shows_no_empty_table() -> None:
    text = page()
    assert "3 clips with 15 labelled moments, 1 gaze point." in text
    alike = [point(name, (0.0, -2.0), (1.0, -3.0), screen_y=0.1) for name in ("ana", "bo", "cy")]
    same = Evaluation("shop", None, score_gaze(alike), None)
    assert "No intervals for shop: nothing differs from person to person." in html_text([same], "")
    assert "mean over persons" not in html_text([same], "")


def test_the_same_evaluation_gives_the_same_page() -> None:
    assert page() == page()


def test_several_folders_stand_in_one_page() -> None:
    other = Evaluation("other & sons", EVALUATION.clips, None, None)
    text = html_text([EVALUATION, other], "")
    assert "<h2>Side by side</h2>" in text
    assert "other &amp; sons: 3 clips with 15 labelled moments." in text
    tree = ET.fromstring(text.partition("</head>")[2].removesuffix("</html>\n"))
    rows = [row.findtext("th") for row in tree.iter("tr")]
    assert rows.count("other & sons") >= 4
    assert rows.count("shop <1>") >= 4
