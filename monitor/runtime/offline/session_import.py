"""An analysed clip kept as a training session: its numbers, while the film stays where it was."""

from __future__ import annotations

from monitor.adapters.clock import SystemClock
from monitor.adapters.sql_store import open_store
from monitor.attention.encounters import Encounter
from monitor.attention.events import moved
from monitor.attention.state import Glance
from monitor.errors import SessionRefused, because
from monitor.metrics.booking import buckets_of, cell_of
from monitor.metrics.buckets import Bucket
from monitor.metrics.session import Session, SessionRecord
from monitor.runtime.offline.analysis import Analysis
from monitor.runtime.site.data_folder import store_url
from monitor.runtime.site.sessions import Sessions
from monitor.settings import CounterSettings, Settings
from monitor.units import NS_PER_S, CounterId, UtcNs


def import_session(
    settings: Settings, counter: CounterSettings, analysis: Analysis, name: str, note: str = ""
) -> Session:
    """Keep the analysis in the site's database; a service may be running meanwhile.

    Raises:
        SessionRefused: name or note cannot be used, or the clip is a still image.
        StoreError: the database cannot be used.
    """
    if analysis.still:
        raise SessionRefused(because("session_still", path=str(analysis.clip)))
    store = open_store(store_url(settings.store.url), settings.site.id)
    try:
        key = CounterId(counter.id)
        sessions = Sessions((key,), store.sessions, SystemClock(), _nowhere)
        return sessions.import_clip(
            key, name, lambda start: record_of(analysis, start), analysis.duration_ns, note
        )
    finally:
        store.close()


def record_of(analysis: Analysis, start: UtcNs) -> SessionRecord:
    """What is kept of a clip, as if its first frame had been taken at `start`."""
    by_ns = start - analysis.samples[0].observation.t_ns
    events = [moved(event, by_ns) for event in analysis.events]
    parts = [bucket for event in events for bucket in buckets_of(event, NS_PER_S)]
    parts += [
        Bucket(cell_of(each.observation.t_ns + by_ns, NS_PER_S), samples=1)
        for each in analysis.samples
    ]
    seconds: dict[UtcNs, Bucket] = {}
    for part in parts:
        held = seconds.get(part.start_utc_ns)
        seconds[part.start_utc_ns] = part if held is None else held.plus(part)
    return SessionRecord(
        tuple(seconds[at] for at in sorted(seconds)),
        tuple(event for event in events if isinstance(event, Glance)),
        tuple(event for event in events if isinstance(event, Encounter)),
    )


def _nowhere(_counter: CounterId, _session: Session | None) -> None:
    """A clip diverts nothing: it was not measured here and now."""
