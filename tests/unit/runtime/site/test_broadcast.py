"""The newest snapshot of every counter, told to whoever follows."""

from __future__ import annotations

import asyncio

from monitor.runtime.site.broadcast import Broadcast
from tests.unit.runtime.morning import clock_at


def test_with_nothing_new_it_is_said_again_after_the_idle_time() -> None:
    broadcast = Broadcast(clock_at())

    async def said(times: int) -> int:
        count = 0
        async for _ in broadcast.changes(0.01):
            count += 1
            if count == times:
                break
        return count

    assert asyncio.run(said(3)) == 3
    broadcast.close()
    assert asyncio.run(said(3)) == 0
