"""The fetcher's entry: the process that connects to a network camera, and sees no picture.

It takes the stream apart into packets and hands them on to the vision worker, which decodes them
and may connect to nothing. It ends by itself when the worker is gone. Beside the worker's entry it
alone names adapters here.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Final

from monitor.adapters.clock import SystemClock
from monitor.adapters.sandbox import LockReport, LockRequest, confine, lock_status, seal
from monitor.adapters.video_source import CameraConnection, SourceOptions, open_connection
from monitor.addresses import parse_address
from monitor.errors import MostradorError, failure_of
from monitor.ports import CameraOrder
from monitor.runtime.vision.wire import Locked, Problem, encode

_CONNECTS_AGAIN: Final = (
    "the camera's address is a list of addresses (HLS), so whoever fetches them goes on connecting"
)


def fetch(order: CameraOrder, pipe: Connection, text: Connection, packets: Connection) -> None:
    """Body of the fetching process.

    What it has to say goes to `pipe`: its lock once it has connected, or why it could not. Its
    standard streams go to `text`, the camera's video to `packets`.
    """
    address = parse_address(order.address)
    request = LockRequest(tcp_ports=address.tcp_ports)
    report = confine(request, text.fileno(), (pipe.fileno(), packets.fileno()))
    options = SourceOptions(
        open_timeout_s=order.open_timeout_s, read_timeout_s=order.read_timeout_s
    )
    try:
        connection = open_connection(address, options, SystemClock())
        try:
            pipe.send_bytes(encode(Locked(lock_status(_sealed(report, connection)))))
            connection.hand_on(packets.send_bytes)
        finally:
            connection.close()
    except MostradorError as error:
        pipe.send_bytes(encode(Problem(str(error), failure_of(error))))
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is gone, and with it the reason to fetch


def _sealed(report: LockReport, connection: CameraConnection) -> LockReport:
    """No further connection, unless the camera's address wants one after another."""
    if connection.connects_again:
        return report.missing(_CONNECTS_AGAIN, "connects_again")
    return seal(report)
