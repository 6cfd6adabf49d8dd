from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.pipeline import CoreParams
from monitor.settings import Settings, core_params, default_file, load_settings
from monitor.settings.accepted import accepted_keys
from monitor.settings.model import CounterSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.toml"


def mistake(file: Path, text: str, environment: dict[str, str] | None = None) -> str:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(file, environment or {})
    return str(caught.value)


def test_the_documented_defaults_are_the_defaults() -> None:
    assert load_settings(default_file(), {}) == load_settings(None, {}) == Settings()


def test_the_defaults_are_those_of_the_params_records() -> None:
    settings = Settings()
    assert core_params(settings, CounterSettings()) == CoreParams()


def test_every_key_is_documented() -> None:
    text = default_file().read_text()
    tables: list[tuple[str | int, ...]] = [(key,) for key in accepted_keys(()) if key != "counters"]
    tables += [("site", "opening"), ("counters", 0), ("counters", 0, "presence")]
    for table in tables:
        for key in accepted_keys(table):
            # A key without a default stands there as a comment.
            lines = (
                *(f"\n{key} = ", f"\n# {key} = "),
                *(f"\n[[{table[0]}.{key}]]", f"\n[{table[0]}.{key}]"),
            )
            assert any(line in text for line in lines), f"{table} {key}"


def test_the_example_is_good() -> None:
    example = default_file().with_name("counter-with-till.example.toml")
    areas = load_settings(example, {}).counters[0].areas
    assert [area.means for area in areas] == ["work", "customer", "device"]


def test_a_typo_names_file_line_key_and_what_was_meant(file: Path) -> None:
    said = mistake(file, '[server]\nhost = "localhost"\nprot = 1\n')
    assert said == f"{file}, line 3: server.prot is not a setting: did you mean port?"


def test_an_unknown_table_lists_the_tables(file: Path) -> None:
    said = mistake(file, "[zebra]\nred = 1\n")
    assert "zebra is not a setting: accepted are attention, counters, encounters, publish" in said


def test_a_value_out_of_range_says_what_is_accepted(file: Path) -> None:
    said = mistake(file, "[server]\n\nport = 99999\n")
    assert said == (
        f"{file}, line 3: server.port = 99999: accepted is a whole number from 1 to 65535"
    )


def test_every_mistake_is_told_at_once_with_its_own_line(file: Path) -> None:
    said = mistake(
        file,
        '[[counters]]\nid = "a"\n[[counters]]\nid = "b"\nrate_per_s = "fast"\n'
        '[[counters.areas]]\nname = "x"\nmeans = "boss"\n',
    )
    first, second = said.splitlines()
    assert first == (
        f"{file}, line 5: counters[1].rate_per_s = 'fast': accepted is a number from 2 to 60"
    )
    assert second.startswith(f"{file}, line 8: counters[1].areas[0].means = 'boss': accepted is ")


def test_another_address_is_refused_until_access_control_exists(file: Path) -> None:
    assert "accepted is '127.0.0.1' or '::1' or 'localhost'" in mistake(
        file, '[server]\nhost = "0.0.0.0"\n'
    )


def test_two_counters_may_not_share_an_id(file: Path) -> None:
    assert "'a'" in mistake(file, '[[counters]]\nid = "a"\n[[counters]]\nid = "a"\n')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[site\n", "is not valid TOML"),
        ("counters = []\n", "at least one entry"),
        ('[site]\ntime_zone = "Mars"\n', "accepted is a time zone like Europe/Madrid"),
        ('[[counters]]\ncamera = "ftp://h/x"\n', "ftp:// is not supported"),
        ("[[counters]]\nattendant_place = [1, 2, 3]\n", "accepted is a list of two numbers"),
        ("[publish]\nmin_coverage = nan\n", "min_coverage"),
        ('[site]\ntime_zone = "localtime"\n', "accepted is a time zone like Europe/Madrid"),
        ('[site]\ntime_zone = "right/Europe/Madrid"\n', "accepted is a time zone like"),
        ("[attention]\nconfirm_s = true\n", "confirm_s = True: accepted is a number above 0"),
        ("[server]\nport = true\n", "port = True: accepted is a whole number from 1"),
        ("[[counters]]\nreference_head_yaw_deg = true\n", "accepted is a number from -90"),
        (
            '[[counters]]\nareas = [{name = "a", means = "work", pitch_deg = [0, -1]}]\n',
            "pitch_deg = [0, -1]: accepted is [low, high] in degrees from -180 to 180, low below",
        ),
        (
            '[[counters]]\nareas = [{name = "a", means = "work"}, {name = "a", means = "work"}]\n',
            "two areas have the name 'a': each needs its own",
        ),
    ],
)
def test_bad_values_say_what_is_accepted(file: Path, text: str, expected: str) -> None:
    assert expected in mistake(file, text)


def test_a_missing_file_a_folder_and_a_picture_are_named(tmp_path: Path) -> None:
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\xff\xd8\xff\xe0\x00")
    for path, expected in (
        (tmp_path / "none.toml", "no such settings file"),
        (tmp_path, "is a folder"),
        (picture, "is not text"),
    ):
        with pytest.raises(SettingsError, match=expected):
            load_settings(path, {})


def test_the_environment_overrides_the_file(file: Path) -> None:
    file.write_text('[server]\nport = 9000\n[[counters]]\nid = "a"\ncamera = "1"\n')
    settings = load_settings(
        file,
        {
            "MOSTRADOR_SERVER__PORT": "9100",
            "MOSTRADOR_SITE__NAME": "Panadería Sol",
            "MOSTRADOR_COUNTERS__0__CAMERA": "rtsp://10.0.0.7/main",
            "MOSTRADOR_EVAL": "not ours",
            "PATH": "/bin",
        },
    )
    assert settings.server.port == 9100
    assert settings.site.name == "Panadería Sol"
    assert (settings.counters[0].id, settings.counters[0].camera) == ("a", "rtsp://10.0.0.7/main")


def test_a_webcam_may_be_a_number(file: Path) -> None:
    file.write_text("[[counters]]\ncamera = 3\n")
    assert load_settings(file, {}).counters[0].camera == "3"
    assert load_settings(file, {"MOSTRADOR_COUNTERS__0__CAMERA": "7"}).counters[0].camera == "7"
    for wrong in ("1.5", "true"):
        assert "counters[0].camera" in mistake(file, f"[[counters]]\ncamera = {wrong}\n")


def test_a_mistake_in_the_environment_names_the_variable(file: Path) -> None:
    said = mistake(file, "", {"MOSTRADOR_SERVER__PORT": "many"})
    assert said.startswith("MOSTRADOR_SERVER__PORT: server.port = 'many': accepted is")
    said = mistake(file, "", {"MOSTRADOR_SERVER__PROT": "1"})
    assert said.startswith("MOSTRADOR_SERVER__PROT: server.prot is not a setting")
    said = mistake(file, "", {"MOSTRADOR_COUNTERS__5__ID": "a"})
    assert "accepted is a number from 0 to 0" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("site = 3", "site = 3: accepted is a table: [site]"),
        (
            "[[counters]]\nattendant_place = [320, 0.5]",
            "attendant_place[0] = 320: accepted is a list of two numbers from 0 to 1",
        ),
        (
            "[[counters]]\nattendant_place = [0.5]",
            "attendant_place: accepted is a list of two numbers from 0 to 1",
        ),
        (
            "[[counters]]\nreference_head_yaw_deg = 100",
            "= 100: accepted is a number from -90 to 90",
        ),
        (
            "[[counters]]\ncalibrated_at = 2026-03-29T10:00:00",
            "accepted is a time with its offset, such as 2026-03-29T10:00:00Z",
        ),
        (f"a = {'[' * 5000}", "is not valid TOML"),
        (f"a = {'9' * 5000}", "is not valid TOML"),
    ],
)
def test_no_sentence_is_the_library_s_own(file: Path, text: str, says: str) -> None:
    said = mistake(file, text)
    assert says in said
    assert "Input should" not in said
    assert len(said.splitlines()) == 1


def test_a_byte_order_mark_is_passed_over(file: Path) -> None:
    file.write_text('\ufeff[site]\r\nname = "Sol"\r\n', encoding="utf-8", newline="")
    assert load_settings(file, {}).site.name == "Sol"


def test_a_variable_that_would_do_nothing_is_told(file: Path) -> None:
    for name, meant in (
        ("MOSTRADOR_SERVER_PORT", "MOSTRADOR_SERVER__PORT"),
        ("MOSTRADOR_SITE_TIME_ZONE", "MOSTRADOR_SITE__TIME_ZONE"),
        ("MOSTRADOR_COUNTERS_0_CAMERA", "MOSTRADOR_COUNTERS__0__CAMERA"),
    ):
        said = mistake(file, "", {name: "9000"})
        assert said.startswith(f"{name}: sets nothing: accepted is {meant}, with two underscores")
    # What a cluster sets for a service of this name.
    load_settings(
        file, {"MOSTRADOR_PORT": "tcp://10.0.0.1:80", "MOSTRADOR_SERVICE_HOST": "10.0.0.1"}
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("MOSTRADOR_COUNTERS__²__CAMERA", "'²' is not an entry of the list: accepted is a number"),
        ("MOSTRADOR_SITE__NAME__X", "'name' has no keys below it"),
        ("MOSTRADOR_COUNTERS__0", "a list cannot be set as a whole"),
        ("MOSTRADOR_COUNTERS__0__AREAS__0__NAME", "counters[0].areas[0]"),
    ],
)
def test_a_variable_that_names_no_place_says_so(file: Path, name: str, says: str) -> None:
    text = '[site]\nname = "Sol"\n[[counters]]\n'
    assert says in mistake(file, text, {name: "x"})


def test_a_password_in_a_mistake_is_not_repeated(file: Path) -> None:
    for address in ("ftp://me:hunter2@host/x", "rtsp://me:hunter2@host:99999/x"):
        assert "hunter2" not in mistake(file, f'[[counters]]\ncamera = "{address}"\n')
        assert "hunter2" not in mistake(file, "", {"MOSTRADOR_COUNTERS__0__CAMERA": address})
    broken = '[[counters]]\ncamera = "rtsp://me:hunter2@host/x"\n[[counters]\n'
    assert "hunter2" not in mistake(file, broken)
    mangled = '[[counters]]\ncamera = ["rtsp://me:hunter2@host/x"]\n'
    assert "hunter2" not in mistake(file, mangled)
    wrong_place = '[site]\nname = 5\ncamera = "rtsp://me:hunter2@host/x"\n'
    assert "hunter2" not in mistake(file, wrong_place)
