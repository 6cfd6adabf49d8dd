"""When customers were there in a clip, as somebody wrote it down."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import SourceError
from monitor.runtime.offline.presence_file import read_presence
from monitor.samples import PRESENCE
from monitor.units import NS_PER_S


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "visits.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_each_line_says_from_when_on_a_customer_was_there(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufefft_s, present\r\n0,0\r\n 2.5 , 1\r\n\r\n1e1,0\r\n")
    changes = read_presence(path)
    assert [(each.t_ns / NS_PER_S, each.present) for each in changes] == [
        (0, False),
        (2.5, True),
        (10, False),
    ]
    assert all(each.onset for each in changes)


def test_the_samples_own_file_can_be_read() -> None:
    assert len(read_presence(PRESENCE)) == 10


@pytest.mark.parametrize(
    ("text", "line", "accepted"),
    [
        ("", 1, "t_s,present"),
        ("time,present\n0,1\n", 1, "t_s,present"),
        ("t_s,present\n0,1\n3,yes\n", 3, "1 or 0"),
        ("t_s,present\n0,1\n3,\n", 3, "1 or 0"),
        ("t_s,present\n0,1\n3\n", 3, "are two"),
        ("t_s,present\n0,1\n\n3,0,1\n", 4, "are two"),
        ("t_s,present\nsoon,1\n", 2, "seconds of 0 or more"),
        ("t_s,present\n-1,1\n", 2, "seconds of 0 or more"),
        ("t_s,present\nnan,1\n", 2, "seconds of 0 or more"),
        ("t_s,present\n1e99,1\n", 2, "seconds of 0 or more"),
        ("t_s,present\n4,1\n3,0\n", 3, "in order"),
        ("t_s,present\n4,1\n4,0\n", 3, "in order"),
    ],
)
def test_a_line_that_says_nothing_sensible_is_named(
    tmp_path: Path, text: str, line: int, accepted: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SourceError) as refused:
        read_presence(path)
    said = str(refused.value)
    assert said.startswith(f"{path}, line {line}: ")
    assert accepted in said
    assert "accepted" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "content", [b"t_s,present\n", b"\xff\xfe\x00", b"t_s,present\n" + b"0,1\n" * 300_000]
)
def test_a_file_that_is_no_list_of_visits_is_named(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    with pytest.raises(SourceError, match="accepted is") as refused:
        read_presence(path)
    assert str(path) in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(SourceError, match="cannot be read") as refused:
            read_presence(path)
        assert str(path) in str(refused.value)
