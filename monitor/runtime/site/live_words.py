"""The live word of a counter, from what its parts say."""

from __future__ import annotations

from monitor.attention.state import State
from monitor.runtime.counter.live_counter import LiveCounter
from monitor.runtime.site.broadcast import LiveWord, RunningSession
from monitor.runtime.site.pausing import PauseView
from monitor.units import NS_PER_S, UtcNs


def live_word(counter: LiveCounter, pause: PauseView, now_utc_ns: UtcNs) -> LiveWord:
    """What the counter does now."""
    now, info = counter.recorder.now(), counter.info
    waiting_s: float | None = None
    if now.waiting_since_utc_ns is not None and not pause.paused:
        waiting_s = max((now_utc_ns - now.waiting_since_utc_ns) / NS_PER_S, 0.0)
    cue_after_s = counter.settings.cue_after_s
    session = now.session
    return LiveWord(
        counter=counter.key,
        name=info.name,
        state=State.PAUSED if pause.paused else now.state,
        since_utc_ns=pause.since_utc_ns if pause.paused else now.since_utc_ns,
        inferred=now.inferred,
        sample_utc_ns=now.sample_utc_ns,
        sample_t_ns=now.sample_t_ns,
        today=now.today,
        calibrated=info.calibrated,
        camera=counter.camera(),
        calibrated_utc_ns=info.calibrated_utc_ns,
        suspected_shift_rad=now.suspected_shift_rad,
        presence=now.presence,
        present_since_utc_ns=now.present_since_utc_ns,
        paused_since_utc_ns=pause.since_utc_ns,
        pause_reason=pause.reason,
        session=None
        if session is None
        else RunningSession(session.session_id, session.name, session.start_utc_ns),
        waiting_s=waiting_s,
        cue_due=cue_after_s > 0 and waiting_s is not None and waiting_s >= cue_after_s,
    )
