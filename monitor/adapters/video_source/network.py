"""Whether a network camera can be connected to, in bounded time.

The video library would only say "no", and its name look-up cannot be interrupted.
"""

from __future__ import annotations

import socket
import threading

from monitor.addresses import SourceAddress
from monitor.errors import Cause, FailureName, SourceError


def check_reachable(address: SourceAddress, timeout_s: float) -> None:
    """Connect to the camera's port and hang up. Raises `SourceError`; local sources pass."""
    if address.host is None:
        return
    (port,) = address.tcp_ports
    reason = "its name has no address"
    failure: FailureName = "host_unknown"
    for family, where in _look_up(address, port, timeout_s):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(timeout_s)
            try:
                probe.connect(where)
            except TimeoutError:
                failure = "host_silent"
                reason = f"no answer from {address.host} port {port} within {timeout_s:g} s"
            except OSError as error:
                refused = isinstance(error, ConnectionRefusedError)
                failure = "host_refused" if refused else "host_unreachable"
                reason = f"cannot connect to {address.host} port {port} ({_said(error)})"
            else:
                return
    raise SourceError(
        f"{address.redacted}: {reason}: accepted is a camera that is switched on and reachable",
        Cause(failure),
    )


def _look_up(
    address: SourceAddress, port: int, timeout_s: float
) -> list[tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]]:
    found: list[tuple[socket.AddressFamily, tuple[str | int | bytes, ...]]] = []
    failed: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(address.host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failed.append(_said(error))
            return
        found.extend((family, where) for family, _, _, _, where in answers)

    # On a thread of its own: the resolver has time-outs of its own that nobody can shorten.
    asking = threading.Thread(target=ask, name="name look-up", daemon=True)
    asking.start()
    asking.join(timeout_s)
    if not found:
        reason = failed[0] if failed else f"no answer within {timeout_s:g} s"
        raise SourceError(
            f"{address.redacted}: unknown host {address.host} ({reason}): accepted is a name or "
            "address that this machine can reach",
            Cause("host_unknown"),
        )
    return found


def _said(error: OSError | UnicodeError) -> str:
    said = error.strerror if isinstance(error, OSError) else None
    return (said or "not a valid name").lower()
