"""Under which names this service answers, and whose pages are its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
_USUAL_PORTS: Final = {"https": ":443", "http": ":80"}


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """Names of this computer at any port, and the one address under which a proxy shows it.

    `public_url` is scheme, host and port as a browser names them, "" without a proxy. What a proxy
    says in `Forwarded` or `X-Forwarded-...` is never asked: anybody can write that.
    """

    public_url: str = ""

    def answers_to(self, host: str) -> bool:
        """Is a request with this `Host` meant for this service?"""
        return _is_local(host) or self._is_public(host)

    def origins(self, host: str) -> tuple[str, ...]:
        """Origins of this service's own pages, for a request with this `Host`.

        A proxy may hand on the name by which it was asked, or ask by the local one.
        """
        local = () if self._is_public(host) else (f"http://{host}",)
        return (*local, self.public_url) if self.public_url else local

    def names(self) -> tuple[str, ...]:
        """The hosts that are accepted, for people."""
        return (*LOCAL_NAMES, self._public_host()) if self.public_url else LOCAL_NAMES

    def _public_host(self) -> str:
        return self.public_url.partition("://")[2]

    def _is_public(self, host: str) -> bool:
        if not self.public_url:
            return False
        usual = _USUAL_PORTS[self.public_url.partition(":")[0]]
        return host.lower().removesuffix(usual) == self._public_host()


def _is_local(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    known = name if colon and port.isascii() and port.isdigit() else host
    return known.lower() in LOCAL_NAMES
