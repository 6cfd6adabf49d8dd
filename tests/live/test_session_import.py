"""A clip filmed elsewhere becomes a session by one command, and is not touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from monitor.adapters.sql_store import open_store
from tests.live.services import short_film


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MOSTRADOR_")}
    return subprocess.run(
        [sys.executable, "-m", "monitor", "analyze", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_a_clip_becomes_a_session(tmp_path: Path) -> None:
    clip = short_film(tmp_path / "role-play.mp4", 3.0)
    film = clip.read_bytes()
    config = tmp_path / "shop.toml"
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    config.write_text(f'[store]\nurl = "{url}"\n[[counters]]\nid = "front"\n')

    for wrong, said in (
        (("--session", "x" * 81), "accepted are 1 to 80"),
        (("--note", "alone"), "together with --session"),
        ((clip, "--session", "two"), "accepted is one clip"),
    ):
        refused = analyze(clip, "--config", config, *wrong)
        assert refused.returncode == 1
        assert said in refused.stderr
        assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "shop.db").exists()

    done = analyze(clip, "--config", config, "--session", "Role-play", "--note", "with Ana")
    assert done.returncode == 0, done.stderr
    assert "kept as the training session 'Role-play'" in done.stderr
    assert clip.read_bytes() == film
    store = open_store(url, "site")
    (session,) = store.sessions.all()
    assert (session.name, session.note, session.counter) == ("Role-play", "with Ana", "front")
    seconds = store.sessions.record(session.session_id).seconds
    assert sum(second.samples for second in seconds) == 45
    assert len(seconds) == 3
    store.close()
