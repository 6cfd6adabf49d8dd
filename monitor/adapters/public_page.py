"""Asks a proxy in front of the page what it says to somebody without a password."""

from __future__ import annotations

import http.client
import ssl
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from monitor.errors import MostradorError

_PAGE: Final = "/"
_ASKS: Final = frozenset({301, 302, 303, 307, 308, 401, 403, 407})


class Greeting(Enum):
    """What a stranger is answered."""

    ASKS = "asks who it is"
    OPEN = "shows the page"
    OTHER = "something else"


def greeting(url: str, timeout_s: float) -> tuple[Greeting, int]:
    """What the proxy answers to a request without a password, with its status.

    The certificate is not looked at: it may be of an authority that only the phones were told of,
    and nothing is sent that could be stolen.

    Args:
        url: scheme, host and port, as `server.public_url` holds them.
        timeout_s: how long to wait.

    Raises:
        MostradorError: nothing answers there.
    """
    parts = urlsplit(url)
    asked = _connection(parts.scheme, parts.hostname or "", parts.port, timeout_s)
    try:
        asked.request("GET", _PAGE)
        status = asked.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        # (An SSLError's own text names a line of a library's source.)
        why = "it does not speak TLS" if isinstance(error, ssl.SSLError) else _reason(error)
        raise MostradorError(
            f"{url}: nothing answers there ({why}): is the proxy running?"
        ) from error
    finally:
        asked.close()
    if status in _ASKS:
        return Greeting.ASKS, status
    return (Greeting.OPEN if status == http.client.OK else Greeting.OTHER), status


def _connection(
    scheme: str, host: str, port: int | None, timeout_s: float
) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=timeout_s)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=timeout_s, context=context)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
