"""What may go wrong before and beside a command: Ctrl-C, a library that cannot be loaded."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

_TAKES_CTRL_C = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""Also where these tests run in the background."""


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _TAKES_CTRL_C + code, str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("folder", ["mediapipe", "sqlalchemy/pool", "(import)"])
def test_it_waits_until_a_library_has_come_to_a_good_place(folder: str, tmp_path: Path) -> None:
    """Within MediaPipe's graphs an exception ended the process with SIGABRT."""
    if folder == "(import)":
        library = tmp_path / "library.py"
        entered = "sys.path.insert(0, sys.argv[1]); import library; done = library.done"
    else:
        library = tmp_path / folder / "library.py"
        library.parent.mkdir(parents=True)
        entered = (
            f"names = {{}}; exec(compile(open({str(library)!r}).read(), {str(library)!r}, 'exec'), "
            "names); done = names['done']"
        )
    library.write_text("import signal\nsignal.raise_signal(signal.SIGINT)\ndone = True\n")
    done = run(
        f"""
import sys, time
from monitor.cli.interrupts import noted_interrupts
pressed = noted_interrupts()
done = False
try:
    {entered}
    print("went on")
    while True:
        time.sleep(1)
except KeyboardInterrupt:
    print(done, pressed.is_set())
""",
        tmp_path,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True True\n", "")


@pytest.mark.parametrize(
    "pressed_when",
    [
        """
class Loading:
    def find_spec(self, name, path, target=None):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Loading())
""",
        """
import typer.main
typer.main.get_command = lambda *_: signal.raise_signal(signal.SIGINT)
""",
    ],
    ids=["while the command line loads", "while it is put together"],
)
def test_it_ends_the_program_without_a_word_from_the_first_step_on(
    pressed_when: str, tmp_path: Path
) -> None:
    done = run(f"import sys\n{pressed_when}\nimport monitor.__main__ as it; it.main()", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_library_of_the_system_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    """OpenCV with a desktop, which a plain pip install brings, on a server."""
    lacking = """
import sys
class Lacking:
    def find_spec(self, name, path, target=None):
        if name == "cv2":
            raise ImportError("libGL.so.1: cannot open shared object file: No such file")
sys.meta_path.insert(0, Lacking())
sys.argv[1:] = ["analyze", "clip.mp4"]
from monitor.cli import main
main()
"""
    done = run(lacking, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a library of the system is missing: libGL.so.1" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_installed_program_begins_with_that_step() -> None:
    pyproject = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert pyproject["project"]["scripts"] == {"mostrador": "monitor.__main__:main"}
