"""A process that a supervisor has started: what it says, what it complains of, and its end."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess

from monitor.errors import WorkerError
from monitor.ports import CameraOrder, Clock
from monitor.runtime.vision.text_channel import TextChannel
from monitor.runtime.vision.wire import MAX_BYTES, Message, decode

Body = Callable[..., None]
"""What such a process does: its order, the pipe for what it says, the one for its standard streams,
and one through which pictures or packets go."""


class Unstarted(WorkerError):
    """The process could not be started."""


class ChildEnded(WorkerError):
    """The process has closed its pipe."""


class Child:
    """One process, from its start to its end."""

    def __init__(
        self,
        counter: str,
        what: str,
        body: Body,
        order: CameraOrder,
        handed: Connection | None,
        clock: Clock,
    ) -> None:
        """`what` it is called, of which `counter`. `handed` goes to it: the caller closes its own
        copy afterwards. Raises `Unstarted`.
        """
        self._what = what
        context = multiprocessing.get_context("forkserver")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._text, their_text = context.Pipe(duplex=False)
        self._channel = TextChannel(f"{counter}: {what}", clock)
        self._open_ends = [self._pipe, self._text]
        args = (order, theirs, their_text, handed)
        self.process: ForkServerProcess = context.Process(
            target=body, args=args, name=f"{what} ({counter})", daemon=True
        )
        try:
            self.process.start()
        except (OSError, EOFError) as error:
            # The fork server may end too: for want of memory, say. The next life starts anew.
            self.close()
            said = error.strerror if isinstance(error, OSError) else "its fork server ended"
            raise Unstarted(f"{what} cannot be started ({said})") from None
        finally:
            theirs.close()
            their_text.close()

    @property
    def open_ends(self) -> list[Connection]:
        """What may still bring something: hand it to `multiprocessing.connection.wait`."""
        return list(self._open_ends)

    def heard(self, ready: Sequence[object]) -> Message | None:
        """What it says, of the ends that are `ready`; its complaints go to the log.

        Raises `WorkerError` where it breaks its protocol, `ChildEnded` where it has ended.
        """
        if self._text in ready:
            self._complain()
        if self._pipe not in ready:
            return None
        try:
            return decode(self._pipe.recv_bytes(MAX_BYTES))
        except EOFError:
            self._open_ends.remove(self._pipe)
            while self._text in self._open_ends and wait([self._text], 0.0):
                self._complain()
            self.process.join(1.0)
            raise ChildEnded(
                f"{self._what} ended unexpectedly (exit code {self.process.exitcode})"
            ) from None
        except OSError as error:
            raise WorkerError(str(error) or f"{self._what} broke its protocol") from None

    def close(self) -> None:
        """Close what is left of its pipes."""
        self._pipe.close()
        self._text.close()

    def _complain(self) -> None:
        if not self._channel.read(self._text.fileno()):
            self._open_ends.remove(self._text)
