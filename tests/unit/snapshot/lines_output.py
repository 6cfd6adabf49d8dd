"""The least that an output can be: every change of every counter, as one line of JSON."""

from __future__ import annotations

import json

from monitor.runtime.site.broadcast import Broadcast
from monitor.snapshot.counter import CounterSnapshot
from monitor.snapshot.plain import plain
from monitor.units import CounterId


class LinesOutput:
    """Follows a broadcast, as a sink for MQTT or alerts would."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def follow(self, broadcast: Broadcast) -> None:
        """Publish until the broadcast is closed."""
        last: dict[CounterId, CounterSnapshot] = {}
        async for snapshots in broadcast.changes(idle_s=60):
            for counter, snapshot in snapshots.items():
                if snapshot != last.get(counter):
                    last[counter] = snapshot
                    self.lines.append(json.dumps(plain(snapshot)))
