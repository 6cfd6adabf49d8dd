from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.attention.state import Area, State
from monitor.errors import SessionRefused
from monitor.metrics.buckets import total
from monitor.metrics.session import SessionSource
from monitor.pipeline import CoreParams
from monitor.runtime.offline.analysis import Analysis, fold
from monitor.runtime.offline.session_import import import_session, record_of
from monitor.settings import Settings
from monitor.units import NS_PER_S, UtcNs
from tests.unit.attention.faces import seen
from tests.unit.runtime.morning import store_in

START = UtcNs(1_774_785_600 * NS_PER_S)


def clip() -> Analysis:
    """1.5 s towards the customer, then 4 s at the device, from half a second on."""
    looks = [(0.5 + index / 10, 0.0 if index < 15 else -40.0) for index in range(55)]
    samples = tuple(seen(t_s, pitch_deg=pitch_deg) for t_s, pitch_deg in looks)
    return fold("role-play.mp4", samples, CoreParams())


def test_a_clip_is_kept_second_by_second_from_its_first_frame() -> None:
    analysis = clip()
    record = record_of(analysis, START)
    assert [each.start_utc_ns for each in record.seconds] == [
        START + index * NS_PER_S for index in range(6)
    ]
    first = record.seconds[1]
    assert first.all.state_ns == {State.CUSTOMER: NS_PER_S // 2, State.DEVICE: NS_PER_S // 2}
    assert first.samples == 10
    assert [(each.area, each.onset_ns - START) for each in record.glances] == [
        (Area.CUSTOMER, 0),
        (Area.DEVICE, NS_PER_S * 3 // 2),
    ]
    whole = total(record.seconds, analysis.bucket.start_utc_ns)
    assert replace(whole, samples=0) == analysis.bucket
    assert whole.samples == 55


def test_it_stands_among_the_sessions_of_the_site(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"store": {"url": f"sqlite:///{tmp_path / 'shop.db'}"}, "site": {"id": "site"}}
    )
    made = import_session(settings, settings.counters[0], clip(), "role-play", "filmed")
    store = store_in(tmp_path)
    (kept,) = store.sessions.all()
    assert kept == made
    assert (kept.counter, kept.source) == ("counter", SessionSource.CLIP)
    assert kept.end_utc_ns is not None
    assert kept.end_utc_ns - kept.start_utc_ns == clip().duration_ns
    assert store.sessions.record(kept.session_id) == record_of(clip(), kept.start_utc_ns)
    store.close()
    still = replace(clip(), still=True)
    with pytest.raises(SessionRefused, match="a still image cannot be a session"):
        import_session(settings, settings.counters[0], still, "still")
