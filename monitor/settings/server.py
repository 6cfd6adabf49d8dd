"""`[server]`: where the page is served, and under which other address a proxy shows it."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from monitor.settings.table import Table

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_DEFAULT_PORTS: Final = (("https", 443), ("http", 80))
_NAME: Final = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?"
)
_ACCEPTED: Final = (
    "accepted is one address like https://counter.example or https://192.0.2.10:8443, with no "
    "password and no path (http:// for localhost alone)"
)


def _public_url(given: str) -> str:
    """The address as a browser names it: small letters, no usual port, no slash at its end."""
    if not given:
        return given
    try:
        parts = urlsplit(given.strip())
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        # The library's own message repeats what was given, which may hold a password.
        raise ValueError(_ACCEPTED) from None
    more = parts.username or parts.password or parts.path.strip("/") or parts.query
    local = parts.scheme == "http" and host in _LOCAL
    odd = more or port == 0 or any(sign in given for sign in "#@%")
    if not (parts.scheme == "https" or local) or odd:
        raise ValueError(_ACCEPTED)
    usual = port is None or (parts.scheme, port) in _DEFAULT_PORTS
    return f"{parts.scheme}://{host}" + ("" if usual else f":{port}")


def _host(name: str) -> str:
    """As it stands in the address. Raises `ValueError` for what no browser would ask for."""
    if ":" in name:
        return f"[{IPv6Address(name).compressed}]"
    try:
        return str(IPv4Address(name))
    except AddressValueError:
        if not _NAME.fullmatch(name):
            raise ValueError(_ACCEPTED) from None
    return name


class ServerSettings(Table):
    """`[server]`: served to this computer only, until access control exists.

    `public_url` is where a proxy on this computer shows the page to others; "" where none does.
    """

    host: Literal["127.0.0.1", "::1", "localhost"] = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: Annotated[str, AfterValidator(_public_url)] = ""
