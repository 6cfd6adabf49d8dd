"""What the command line writes arrives whole, or it says that it did not."""

from __future__ import annotations

import io
import json
import os
import threading
from pathlib import Path

import pytest

from monitor.cli.output import say_json, write_whole
from monitor.errors import MostradorError


def test_json_is_the_same_json_in_every_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.dumps({"clip": "ñandú 😀 \udcff.mp4"}, ensure_ascii=False)
    for encoding in ("ascii", "latin-1", "utf-8"):
        raw = io.BytesIO()
        monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding=encoding))
        say_json(told)
        assert json.loads(raw.getvalue()) == json.loads(told)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to("real.csv")
    write_whole(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.csv", "real.csv"]


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """`--samples /dev/stdout`: no file may take its place."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()), daemon=True)
    reader.start()
    write_whole(pipe, "a row\n")
    assert pipe.is_fifo()
    reader.join(20)
    assert heard == ["a row\n"]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(MostradorError, match=r"gone/out\.csv: cannot be written \(No such file"):
        write_whole(tmp_path / "gone" / "out.csv", "text")
    assert not list(tmp_path.iterdir())
