"""Everything that the fold says, with its stamps."""

from __future__ import annotations

from dataclasses import replace

from monitor.attention.encounters import Encounter
from monitor.attention.settle import Gap, Settled
from monitor.attention.split_attention import SplitAttention
from monitor.attention.state import Glance, StateSpan
from monitor.attention.tasks import Task
from monitor.attention.visits import KnownSpan, LookAway, PresentGlance, Visited
from monitor.units import Ns

Event = Settled | Visited


def moved(event: Event, by_ns: int) -> Event:
    """The same event on a line of time that starts `by_ns` earlier: monotonic time to UTC, say."""
    match event:
        case Glance() | PresentGlance() | LookAway():
            onset_ns, offset_ns = Ns(event.onset_ns + by_ns), Ns(event.offset_ns + by_ns)
            return replace(event, onset_ns=onset_ns, offset_ns=offset_ns)
        case StateSpan() | Gap() | KnownSpan() | SplitAttention() | Task() | Encounter():
            start_ns, end_ns = Ns(event.start_ns + by_ns), Ns(event.end_ns + by_ns)
            return replace(event, start_ns=start_ns, end_ns=end_ns)
