"""What the address of a source means, and how to write it without its password. Pure text work.

An address is what stands in the settings or on the command line:

    0, /dev/video0                      a webcam
    rtsp://user:password@host/path      a network camera (rtsps:// for the encrypted kind)
    rtsp://user:password@host/path?udp  the same, for one that sends its video over UDP alone
    http://host/video.mjpg              a network camera that sends MJPEG (or https://)
    browser:                            a browser on the page /camera sends its pictures
    clip.mp4, still.jpg, file:///...    a file; its content says whether it is a clip or a still
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import unquote, urlsplit

from monitor.errors import Cause, SourceError, because

ACCEPTED_ADDRESSES: Final = because("camera").sentence
"""What an error text says is accepted."""

BROWSER_ADDRESS = "browser:"
"""The camera is a browser, which sends its pictures to the running service."""

_DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
# What an address looks like whose "rtsp://" was forgotten: no file is called that by accident.
_LOGIN_WITHOUT_SCHEME = re.compile(r"[^/\\?\s]+:[^\s]*@[^\s@]")

# A network address of a camera, with a port and a path perhaps: no file is called that either.
_BARE_HOST = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?:/\S*)?")

# A password may hold any character, even unescaped "/" or "@", so everything between "://" and
# the last "@" is taken for it: hiding too much is harmless, hiding too little is not.
_CREDENTIALS = re.compile(r"(?<=://)(?:([^:/?#@\s]*):)?(.*)@")
_CREDENTIALS_IN_TEXT = re.compile(r"(?<=://)(?:([^:/?#@\s]*):)?(\S*)@")
_SECRET_PARAMETER = re.compile(
    r"((?:[\w-]*(?:pass|pwd|token|secret|key|auth|sig|cred|session)[\w-]*|\b(?:pw|sid))=)[^&;\s#]+?(?=:?(?:[&;\s#]|$))",
    re.IGNORECASE,
)


class SourceKind(Enum):
    """What stands behind an address, as far as its text alone can tell."""

    WEBCAM = "webcam"
    RTSP = "rtsp"
    HTTP = "http"
    BROWSER = "browser"
    FILE = "file"


@dataclass(frozen=True, slots=True, repr=False)
class SourceAddress:
    """An address taken apart. Its `repr` and `redacted` never show a password; `target` does.

    `target` is what the capture library is given: a device path, a URL with its password, or a
    file path. `tcp_ports` are the ports of the camera itself that a connection needs; empty for
    anything local. `host` is None for anything local.
    """

    kind: SourceKind
    target: str
    redacted: str
    host: str | None = None
    tcp_ports: frozenset[int] = frozenset()

    @property
    def is_camera(self) -> bool:
        """True for everything that cannot be anything but live."""
        return self.kind is not SourceKind.FILE

    @property
    def over_udp(self) -> bool:
        """Whether the video of an RTSP camera comes over UDP, as nobody need ask for: by TCP it
        comes whole.
        """
        return self.kind is SourceKind.RTSP and "udp" in self.target.partition("?")[2].split("&")

    @property
    def device_paths(self) -> tuple[str, ...]:
        """The device nodes that opening it writes to; empty unless it is a webcam."""
        return (self.target,) if self.kind is SourceKind.WEBCAM else ()

    def __repr__(self) -> str:
        return f"SourceAddress({self.kind.value}, {self.redacted!r})"


def parse_address(address: str) -> SourceAddress:
    """Take an address apart. Raises `SourceError` when it cannot be any source."""
    text = address.strip()
    if not text or "\0" in text:
        raise _refused("the source address", because("camera_empty", known=ACCEPTED_ADDRESSES))
    if text.isascii() and text.isdigit():
        return SourceAddress(SourceKind.WEBCAM, f"/dev/video{int(text)}", f"webcam {int(text)}")
    if text.startswith("/dev/"):
        return SourceAddress(SourceKind.WEBCAM, text, text)
    if text.lower() == BROWSER_ADDRESS:
        return SourceAddress(SourceKind.BROWSER, BROWSER_ADDRESS, BROWSER_ADDRESS)
    scheme_match = _SCHEME.match(text)
    if scheme_match is None:
        if _LOGIN_WITHOUT_SCHEME.match(text):
            shown = redact_address(f"://{text}").removeprefix("://")
            raise _refused(shown, because("camera_login"))
        if _BARE_HOST.fullmatch(text):
            host = text.split("/", 1)[0]
            raise _refused(text, because("camera_bare", address=text, host=host))
        return SourceAddress(SourceKind.FILE, text, text)
    scheme = scheme_match.group(1).lower()
    if scheme == "file":
        path = unquote(text[len("file://") :].removeprefix("localhost"))
        return SourceAddress(SourceKind.FILE, path, path)
    if scheme not in _DEFAULT_PORTS:
        cause = because("camera_scheme", scheme=scheme, known=ACCEPTED_ADDRESSES)
        raise _refused(redact_address(text), cause)
    host, port = _host_and_port(text, _DEFAULT_PORTS[scheme])
    kind = SourceKind.RTSP if scheme.startswith("rtsp") else SourceKind.HTTP
    return SourceAddress(kind, text, redact_address(text), host, frozenset({port}))


def tcp_ports(address: str) -> frozenset[int]:
    """Ports of the camera itself that `address` needs; empty for anything local."""
    return parse_address(address).tcp_ports


def redact_address(address: str) -> str:
    """The address with passwords and secret parameters replaced by `***`."""
    return _SECRET_PARAMETER.sub(r"\1***", _CREDENTIALS.sub(_hidden, address))


def redact_text(text: str) -> str:
    """Any text (a message of a library, say) with every address in it redacted."""
    return _SECRET_PARAMETER.sub(r"\1***", _CREDENTIALS_IN_TEXT.sub(_hidden, text))


def _refused(address: str, accepted: Cause) -> SourceError:
    return SourceError(f"{address}: accepted is {accepted.sentence}", accepted)


def _hidden(match: re.Match[str]) -> str:
    user, secret = match.group(1), match.group(2)
    # A user without a password may be a token: hide it too.
    return f"{user}:***@" if user and secret else "***@"


def _host_and_port(url: str, default_port: int) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if not parts.path and "@" not in parts.netloc and "@" in parts.query + parts.fragment:
            # A "#" or "?" in a password: what stands before it only looks like a host.
            host = None
    except ValueError:
        # urlsplit's own message repeats the piece it stumbled over, which may be a password.
        host, port = None, None
    if not host:
        raise _refused(redact_address(url), because("camera_host"))
    return host, port or default_port
