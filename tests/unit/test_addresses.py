from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.addresses import SourceKind, parse_address, redact_address, redact_text, tcp_ports
from monitor.errors import SourceError


@pytest.mark.parametrize(
    ("address", "kind", "target", "ports"),
    [
        ("0", SourceKind.WEBCAM, "/dev/video0", set()),
        (" 12 ", SourceKind.WEBCAM, "/dev/video12", set()),
        ("/dev/video2", SourceKind.WEBCAM, "/dev/video2", set()),
        ("rtsp://10.0.0.7/main", SourceKind.RTSP, "rtsp://10.0.0.7/main", {554}),
        ("RTSP://10.0.0.7:8554/main", SourceKind.RTSP, "RTSP://10.0.0.7:8554/main", {8554}),
        ("rtsps://cam/x", SourceKind.RTSP, "rtsps://cam/x", {322}),
        ("http://cam/video.mjpg", SourceKind.HTTP, "http://cam/video.mjpg", {80}),
        ("https://cam/video.mjpg", SourceKind.HTTP, "https://cam/video.mjpg", {443}),
        ("https://[::1]:8443/v", SourceKind.HTTP, "https://[::1]:8443/v", {8443}),
        ("clips/a b.mp4", SourceKind.FILE, "clips/a b.mp4", set()),
        ("file:///tmp/a%20b.mp4", SourceKind.FILE, "/tmp/a b.mp4", set()),
        ("./a:b@c.mp4", SourceKind.FILE, "./a:b@c.mp4", set()),
        ("a@b.mp4", SourceKind.FILE, "a@b.mp4", set()),
        (r"C:\clips\a.mp4", SourceKind.FILE, r"C:\clips\a.mp4", set()),
    ],
)
def test_tells_what_stands_behind_an_address(
    address: str, kind: SourceKind, target: str, ports: set[int]
) -> None:
    parsed = parse_address(address)
    assert (parsed.kind, parsed.target, parsed.tcp_ports) == (kind, target, ports)
    assert tcp_ports(address) == ports


def test_names_the_device_of_a_webcam_and_nothing_else() -> None:
    assert parse_address("1").device_paths == ("/dev/video1",)
    assert parse_address("clip.mp4").device_paths == ()
    assert parse_address("rtsp://cam/").device_paths == ()


@pytest.mark.parametrize(
    "address",
    [
        *("", "  ", "a\0b", "rtsp://", "rtsp://[::1/x", "ftp://user:secret@host/a.mp4"),
        *("rtsp://user:secret@host:99999/a", "rtsp://user:sec/ret@host/a", "http://u:secret@:80/"),
        *("user:secret@10.0.0.7/main", "user:sec/ret@10.0.0.7:554"),
    ],
)
def test_refuses_what_cannot_be_a_source_and_says_what_can(address: str) -> None:
    with pytest.raises(SourceError, match="accepted") as caught:
        parse_address(address)
    assert "sec" not in str(caught.value)
    assert caught.value.__context__ is None, "a chained error would show what it stumbled over"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("rtsp://user:secret@host/a", "rtsp://user:***@host/a"),
        ("rtsp://user:se@cr:et/@host:554/a", "rtsp://user:***@host:554/a"),
        ("rtsp://secret@host/a", "rtsp://***@host/a"),
        ("rtsp://secret:@host/a", "rtsp://***@host/a"),
        ("rtsp://:secret@host/a", "rtsp://***@host/a"),
        ("http://host/v?user=me&password=secret&fps=5", "http://host/v?user=me&password=***&fps=5"),
        ("http://host/v?PWD=secret", "http://host/v?PWD=***"),
        ("http://host/v?access_token=secret#x", "http://host/v?access_token=***#x"),
        (
            "rtsp://h/user=admin_password=secret_channel=1.sdp",
            "rtsp://h/user=admin_password=***",
        ),
        ("rtsp://host/a", "rtsp://host/a"),
        ("clip@home.mp4", "clip@home.mp4"),
        ("0", "0"),
    ],
)
def test_hides_passwords(address: str, shown: str) -> None:
    assert redact_address(address) == shown
    assert redact_text(f"cannot open ({address})").count("secret") == 0


def test_hides_every_address_in_a_text() -> None:
    assert redact_text("http://h/?token=a:b:: it stopped") == "http://h/?token=***: it stopped"
    text = "tried rtsp://a:secret1@h/x then http://h/?token=secret2 at noon"
    assert redact_text(text) == "tried rtsp://a:***@h/x then http://h/?token=*** at noon"


def test_repr_hides_the_password_too() -> None:
    parsed = parse_address("rtsp://user:secret@host/a")
    assert "secret" not in repr(parsed)
    assert "secret" in parsed.target


PASSWORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=3).map("q{}q".format)


@given(
    PASSWORDS, st.sampled_from(["rtsp://user:{}@host/a", "http://u:{}@h:80/?x=1", "rtsp://{}@h"])
)
def test_no_password_before_the_host_survives(password: str, shape: str) -> None:
    assert password not in redact_address(shape.format(password))
    assert password not in redact_text(f"no answer from {shape.format(password)} today")


@given(PASSWORDS.filter(lambda password: not set(password) & set("&;#")))
def test_no_password_in_a_query_survives(password: str) -> None:
    assert password not in redact_address(f"http://host/a?password={password}&fps=5")


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.7:554", "192.168.1.20/stream1"])
def test_a_bare_network_address_is_no_file(address: str) -> None:
    with pytest.raises(SourceError, match=rf"accepted is rtsp://{address} or http://{address}"):
        parse_address(address)


@pytest.mark.parametrize("sign", ["#", "?"])
def test_such_a_sign_in_a_password_never_makes_another_host(sign: str) -> None:
    with pytest.raises(SourceError, match=r"%23.*no valid host and port") as caught:
        parse_address(f"rtsp://user:12{sign}34@192.0.2.10/live")
    assert "34" not in str(caught.value)


def test_a_query_may_hold_an_at_sign() -> None:
    assert parse_address("http://u:p@192.0.2.10/v?mail=a@b").host == "192.0.2.10"
    assert parse_address("http://192.0.2.10/v?mail=a@b").host == "192.0.2.10"


@pytest.mark.parametrize(
    ("address", "over_udp"),
    [
        ("rtsp://10.0.0.7/live?udp", True),
        ("rtsp://10.0.0.7/live?channel=1&udp", True),
        ("rtsp://10.0.0.7/live", False),
        ("rtsp://10.0.0.7/udp?channel=udp", False),
        ("http://10.0.0.7/live?udp", False),
    ],
)
def test_udp_is_for_those_who_ask_for_it(address: str, over_udp: bool) -> None:
    assert parse_address(address).over_udp is over_udp
