"""The fold on recorded observations: the same numbers in, the same events out."""

from __future__ import annotations

from tests.golden.log import events, read_events, read_observations


def test_the_fold_says_what_it_said() -> None:
    assert events(read_observations()) == read_events()


def test_the_log_tells_the_story_it_was_recorded_from() -> None:
    told = [(what, int(t) / 1e9) for kind, what, t, _ in read_events() if kind == "glance"]
    assert [what for what, _ in told] == [
        "customer",
        "device",
        "customer",
        "customer",
        "elsewhere",
        "customer",
        "customer",
        "device",
        "customer",
    ]
    # The long closure at 6 s and the absence from 10 to 13 s part the customer's glances.
    assert 2.5 <= told[1][1] <= 2.8
    spans = {what.partition(" ")[0] for kind, what, _, _ in read_events() if kind == "span"}
    assert spans == {"customer", "device", "elsewhere", "unknown", "absent"}
