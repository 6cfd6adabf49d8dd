"""What a network camera did instead of sending video, in one true sentence.

FFmpeg says little more than "no". So the camera is asked once more, in its own protocol and over
a connection of its own, and its answer is read: RFC 2326 (RTSP), RFC 9110 (HTTP), RFC 8866 (what a
stream holds), RFC 7616 and 7617 (passwords), RFC 8446 (the first bytes of a TLS record).
"""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import ssl
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, parse_headers
from io import BufferedReader
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from monitor.addresses import SourceAddress, redact_address
from monitor.errors import Cause, FailureName, SourceError

_LINE_BYTES: Final = 300
_BODY_BYTES: Final = 20_000
_REDIRECTS_MAX: Final = 3
_STATUS_LINE: Final = re.compile(rb"(RTSP|HTTP)/\d(?:\.\d)? (\d{3})\b ?([^\r\n]*)")
_TLS_ALERT: Final = b"\x15\x03"
_PARAMETER: Final = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')
_ENCRYPTED: Final = MappingProxyType({"rtsp": "rtsps", "http": "https"})
_PLAIN: Final = MappingProxyType({"rtsps": "rtsp", "https": "http"})
_HASHES: Final = MappingProxyType({"MD5": "md5", "SHA-256": "sha256"})

_OK, _BAD_REQUEST, _LOGIN_WANTED, _FORBIDDEN = 200, 400, 401, 403
_REDIRECTS: Final = range(300, 400)
_NOTHING_THERE: Final = frozenset({404, 410})
_VIDEO_TYPES: Final = ("video/", "multipart/", "application/octet-stream", "application/sdp")
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})

_SENTENCES: Final[Mapping[FailureName, str]] = MappingProxyType(
    {
        "login_missing": "the camera asks for a user and a password: accepted is an address with "
        "both, as in {scheme}://user:password@host/path",
        "login_refused": "the camera does not accept this user and password, or shows them nothing "
        "there: check path, user and password",
        "path_unknown": "the camera has nothing under this path: accepted is the path of its "
        "video, which its manual names",
        "web_page": "a web page answers there, no video: accepted is the address of the video "
        "itself, often rtsp://user:password@{host}/...; the camera's manual names it",
        "still_picture": "a single picture answers there, no video: accepted is the address of the "
        "video itself (MJPEG or RTSP); the camera's manual names it",
        "content_other": "what answers there is no video ({what}): accepted are H.264, H.265 or "
        "MJPEG",
        "video_encrypted": "the camera encrypts its video (SRTP), which cannot be read: switch "
        "that off in the camera",
        "key_frame_missing": "the camera sends video, but no whole picture (key frame) came within "
        "{wait_s} s: set its key frame interval (I-frame interval, GOP) to 2 s or less",
        "redirected": "the camera sends callers on to {what}: accepted is the address of the video "
        "itself; write that one",
        "tls_wanted": "the camera speaks only encrypted on port {port}: accepted is the same "
        "address with {other}:// before it",
        "tls_unwanted": "the camera does not encrypt on port {port}: accepted is the same address "
        "with {other}:// before it, or its encrypted port",
        "http_spoken": "a web server answers on port {port}, which does not speak RTSP: accepted "
        "is the camera's RTSP port, mostly 554",
        "rtsp_spoken": "the camera speaks RTSP on port {port}, not HTTP: accepted is the same "
        "address with rtsp:// before it",
        "other_spoken": "what answers on port {port} is no camera: check host and port",
        "host_mute": "the host takes the connection, but sent no video and no answer within "
        "{wait_s} s: accepted is the port of a camera that works; check it, or switch the camera "
        "off and on",
        "camera_error": "the camera answers with error {what}: it may serve as many viewers as it "
        "can already; close others, or switch it off and on",
        "tcp_refused": "the camera sends its video over UDP alone: accepted is the same address "
        "with ?udp at its end",
        "video_missing": "the camera answers, but sent no video that can be read within "
        "{wait_s} s: accepted are H.264, H.265 or MJPEG; choose one in the camera's settings",
    }
)
"""What each answer means and what to do about it; the address comes before it."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back; `protocol` is that of its first line, None where it is neither of the two."""

    protocol: str | None
    status: int = 0
    reason: str = ""
    headers: Message | None = None
    body: str = ""
    alert: bool = False
    """It spoke TLS to a question in plain."""

    def header(self, name: str) -> str:
        """A header's value, empty where there is none."""
        return "" if self.headers is None else str(self.headers.get(name, ""))


def no_video(
    address: SourceAddress, why: FailureName, wait_s: float = 0.0, what: str = ""
) -> SourceError:
    """The sentence of one cause.

    Args:
        address: the camera's.
        why: one of those that this module tells apart.
        wait_s: how long was waited, where the sentence says so.
        what: the detail that it names.
    """
    parts = urlsplit(address.target)
    (port,) = address.tcp_ports
    sentence = _SENTENCES[why].format(
        scheme=parts.scheme,
        other=_ENCRYPTED.get(parts.scheme) or _PLAIN.get(parts.scheme),
        host=address.host,
        port=port,
        wait_s=f"{wait_s:g}",
        what=what,
    )
    return SourceError(f"{address.redacted}: {sentence}", Cause(why))


def login_refused(address: SourceAddress) -> SourceError:
    """The sentence for a camera that wants a password: whether none was given, or a wrong one."""
    return no_video(address, "login_refused" if "@" in address.target else "login_missing")


def why_no_video(address: SourceAddress, asking_s: float, waited_s: float) -> SourceError:
    """Why a camera that can be connected to gave no video.

    Args:
        address: the camera's.
        asking_s: how long each step of finding out may take.
        waited_s: how long the video was waited for before, for the sentence.
    """
    parts = urlsplit(address.target)
    answer = _asked(address, parts, asking_s)
    for _ in range(_REDIRECTS_MAX):
        location = "" if answer is None else answer.header("Location")
        if answer is None or not location or answer.status not in _REDIRECTS:
            break
        there = urlsplit(urljoin(parts.geturl(), location))
        if not _same_place(parts, there):
            return no_video(address, "redirected", what=redact_address(there.geturl()))
        parts = there._replace(netloc=parts.netloc)
        answer = _asked(address, parts, asking_s)
    if answer is None or answer.protocol is None:
        return no_video(address, _unspoken(address, parts, answer, asking_s), waited_s)
    why, what = _judged(parts, answer)
    if why == "login_refused":
        return login_refused(address)
    if answer.status == _BAD_REQUEST and _speaks_tls(address, asking_s):
        return no_video(address, "tls_wanted")  # some servers say so in plain
    return no_video(address, why, waited_s, what)


def _judged(parts: SplitResult, answer: _Answer) -> tuple[FailureName, str]:
    """What an answer of either protocol means, and the detail that its sentence names."""
    spoken = "RTSP" if parts.scheme.startswith("rtsp") else "HTTP"
    if answer.protocol != spoken:
        return ("http_spoken" if spoken == "RTSP" else "rtsp_spoken"), ""
    if answer.status in (_LOGIN_WANTED, _FORBIDDEN):
        return "login_refused", ""
    if answer.status in _NOTHING_THERE:
        return "path_unknown", ""
    if answer.status != _OK:
        return "camera_error", f"{answer.status} {answer.reason}".strip()
    return _described(answer.body) if spoken == "RTSP" else _sent(answer.header("Content-Type"))


def _described(sdp: str) -> tuple[FailureName, str]:
    """What a stream's description says of itself."""
    media = [line[2:].split() for line in sdp.splitlines() if line.startswith("m=")]
    videos = [each for each in media if each[:1] == ["video"]]
    if not videos:
        return "content_other", ", ".join(each[0] for each in media if each) or "nothing"
    if all("SAVP" in each[2] for each in videos if len(each) > 2):
        return "video_encrypted", ""
    return "video_missing", ""


def _sent(content_type: str) -> tuple[FailureName, str]:
    """What a web server says it sends."""
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    if kind in _PAGE_TYPES:
        return "web_page", ""
    if kind.startswith("image/"):
        return "still_picture", ""
    if not kind or kind.startswith(_VIDEO_TYPES):
        return "video_missing", ""
    return "content_other", kind


def _unspoken(
    address: SourceAddress, parts: SplitResult, answer: _Answer | None, asking_s: float
) -> FailureName:
    """What is there, when it does not answer in the protocol of the address."""
    if parts.scheme in _PLAIN:
        plain = _spoken_in_plain(address, parts, asking_s)
        return "host_mute" if plain is None else "tls_unwanted"
    if (answer is not None and answer.alert) or _speaks_tls(address, asking_s):
        return "tls_wanted"
    if answer is None:
        return "host_mute"
    return "http_spoken" if _spoken_in_plain(address, parts, asking_s) == "HTTP" else "other_spoken"


def _spoken_in_plain(address: SourceAddress, parts: SplitResult, asking_s: float) -> str | None:
    """Which protocol answers without TLS. No password goes over the network in the asking."""
    for scheme in ("rtsp", "http"):
        plain = parts._replace(scheme=scheme, netloc=_bare_place(parts))
        answer = _asked(address, plain, asking_s)
        if answer is not None and answer.protocol is not None:
            return answer.protocol
    return None


def _speaks_tls(address: SourceAddress, asking_s: float) -> bool:
    try:
        with _connected(address, asking_s, encrypted=True):
            return True
    except OSError:
        return False


def _asked(address: SourceAddress, parts: SplitResult, asking_s: float) -> _Answer | None:
    """The answer to one question, with the password if one is wanted; None where none came."""
    encrypted = parts.scheme in _PLAIN
    method = "DESCRIBE" if parts.scheme.startswith("rtsp") else "GET"
    try:
        with _connected(address, asking_s, encrypted=encrypted) as camera:
            answer = _exchanged(camera, _request(method, parts, ""))
            login = _authorization(method, parts, answer)
            if login and method == "DESCRIBE":  # what it was asked with counts for one connection
                return _exchanged(camera, _request(method, parts, login))
        if not login:
            return answer
        with _connected(address, asking_s, encrypted=encrypted) as camera:
            return _exchanged(camera, _request(method, parts, login))
    except (OSError, HTTPException, UnicodeError):
        return None


@contextmanager
def _connected(
    address: SourceAddress, asking_s: float, *, encrypted: bool
) -> Generator[socket.socket]:
    """A connection to the camera's own port. Raises `OSError`."""
    (port,) = address.tcp_ports
    with socket.create_connection((address.host, port), asking_s) as camera:
        if not encrypted:
            yield camera
            return
        # FFmpeg takes any certificate too: cameras make their own.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with context.wrap_socket(camera, server_hostname=address.host) as wrapped:
            yield wrapped


def _exchanged(camera: socket.socket, request: bytes) -> _Answer:
    """Raises `OSError` where nothing comes back."""
    camera.sendall(request)
    with camera.makefile("rb") as file:
        if file.peek(2)[:2] == _TLS_ALERT:
            return _Answer(None, alert=True)
        line = file.readline(_LINE_BYTES)
        if not line:
            raise ConnectionAbortedError
        first = _STATUS_LINE.match(line)
        if first is None:
            return _Answer(None)
        headers = parse_headers(file)
        body = _body(file, headers) if first[1] == b"RTSP" else ""
        reason = first[3].decode("ascii", "replace").strip()
        return _Answer(first[1].decode(), int(first[2]), reason, headers, body)


def _body(file: BufferedReader, headers: Message) -> str:
    length = str(headers.get("Content-Length", "0")).strip()
    size = min(int(length), _BODY_BYTES) if length.isdigit() else 0
    return file.read(size).decode("utf-8", "replace")


def _request(method: str, parts: SplitResult, login: str) -> bytes:
    sequence = 2 if login else 1
    if method == "DESCRIBE":
        lines = [
            f"DESCRIBE {_bare_url(parts)} RTSP/1.0",
            f"CSeq: {sequence}",
            "Accept: application/sdp",
        ]
    else:
        lines = [f"GET {_path(parts)} HTTP/1.0", f"Host: {_bare_place(parts)}", "Accept: */*"]
    lines += [f"Authorization: {login}"] if login else []
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def _authorization(method: str, parts: SplitResult, answer: _Answer) -> str | None:
    """What to say to a camera that asks who it is, by the address; None where it does not."""
    if answer.status != _LOGIN_WANTED or parts.username is None or answer.headers is None:
        return None
    user, password = unquote(parts.username), unquote(parts.password or "")
    challenges = [str(each) for each in answer.headers.get_all("WWW-Authenticate", [])]
    for challenge in challenges:
        if challenge.lower().startswith("digest "):
            return _digest(method, parts, challenge, f"{user}:{{realm}}:{password}", user)
    if any(challenge.lower().startswith("basic") for challenge in challenges):
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return None


def _digest(method: str, parts: SplitResult, challenge: str, secret: str, user: str) -> str | None:
    given = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(challenge)}
    algorithm = _HASHES.get(given.get("algorithm", "MD5").upper())
    if algorithm is None:
        return None

    def hashed(text: str) -> str:
        return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()

    realm, nonce = given.get("realm", ""), given.get("nonce", "")
    uri = _bare_url(parts) if method == "DESCRIBE" else _path(parts)
    middle = "00000001:00000001:auth:" if "auth" in given.get("qop", "").split(",") else ""
    proof = hashed(
        f"{hashed(secret.replace('{realm}', realm))}:{nonce}:{middle}{hashed(f'{method}:{uri}')}"
    )
    counted = ', qop=auth, nc=00000001, cnonce="00000001"' if middle else ""
    return (
        f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
        f'response="{proof}"{counted}'
    )


def _bare_place(parts: SplitResult) -> str:
    """Host and port, without the password."""
    return parts.netloc.rsplit("@", 1)[-1]


def _path(parts: SplitResult) -> str:
    return f"{parts.path or '/'}{parts.query and '?'}{parts.query}"


def _bare_url(parts: SplitResult) -> str:
    return f"{parts.scheme}://{_bare_place(parts)}{_path(parts)}"


def _same_place(here: SplitResult, there: SplitResult) -> bool:
    """Whether a further address needs no further connection than the first."""
    try:
        return (here.scheme, here.hostname, here.port) == (
            there.scheme,
            there.hostname,
            there.port,
        )
    except ValueError:
        return False
