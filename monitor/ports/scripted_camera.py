"""Cameras that do what a script says: `monitor.ports.OpenCamera` without a process or a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from monitor.addresses import parse_address
from monitor.attention.presence import Seen
from monitor.errors import FailureName
from monitor.perception.observation import Observation
from monitor.ports.camera import CameraCallbacks, CameraOrder, Pictures
from monitor.snapshot.camera import RESTRICTIONS, CameraHealth, CameraStatus, LockStatus
from monitor.snapshot.sights import Sights

LOCKED = LockStatus(RESTRICTIONS, reason=None)


class ScriptedCamera:
    """Fulfils `monitor.ports.Camera`. Once on it is well, unless the script says otherwise."""

    def __init__(
        self,
        order: CameraOrder,
        callbacks: CameraCallbacks,
        pictures: Pictures | None,
        well: Mapping[str, Any],
    ) -> None:
        self.order = order
        self.pictures = pictures
        self.on = False
        self._callbacks = callbacks
        self._well = well
        self._status = CameraStatus(
            CameraHealth.STARTING,
            parse_address(order.address).redacted,
            problem=None,
            width_px=None,
            height_px=None,
            rate_per_s=None,
            dropped=0,
            restarts=0,
            lock=None,
        )

    def start(self) -> None:
        """It opens at once, and is locked."""
        self.on = True
        usual = {"width_px": 640, "height_px": 480, "rate_per_s": self.order.rate_per_s}
        self.change(**{"health": CameraHealth.OK, "lock": LOCKED, **usual, **self._well})

    def stop(self) -> None:
        """It ends at once."""
        self.on = False

    def status(self) -> CameraStatus:
        """As the script says."""
        return self._status

    def observe(self, *observations: Observation) -> None:
        """The camera brings these samples of the attendant."""
        for each in observations:
            self._callbacks.observed(each)

    def see(self, *answers: Seen) -> None:
        """The camera says this of customers."""
        for each in answers:
            self._callbacks.seen(each)

    def sight(self, sights: Sights) -> None:
        """The camera says where in its picture something is to be seen."""
        self._callbacks.sighted(sights)

    def lose(self, problem: str, cause: FailureName = "other") -> None:
        """The camera fails, for this reason, and samples have ended."""
        self._callbacks.interrupted()
        self.change(health=CameraHealth.LOST, problem=problem, cause=cause)

    def change(self, **changes: Any) -> None:  # noqa: ANN401 - fields of `CameraStatus`
        """From now on the status says this."""
        self._status = replace(self._status, **changes)
        self._callbacks.changed()


class ScriptedCameras:
    """Fulfils `monitor.ports.OpenCamera`. `cameras["main"]` is the newest that was opened so."""

    def __init__(self, **well: Any) -> None:  # noqa: ANN401 - fields of `CameraStatus`
        """`well` is what each says of itself once it is on, beside what goes without saying."""
        self._well = well
        self.opened: list[tuple[str, ScriptedCamera]] = []
        """Every camera with its name, in order of opening."""

    def __call__(
        self,
        name: str,
        order: CameraOrder,
        callbacks: CameraCallbacks,
        pictures: Pictures | None = None,
    ) -> ScriptedCamera:
        """A camera that has not started yet."""
        camera = ScriptedCamera(order, callbacks, pictures, self._well)
        self.opened.append((name, camera))
        return camera

    def __getitem__(self, name: str) -> ScriptedCamera:
        """The newest camera of that name. Raises `KeyError`."""
        for known, camera in reversed(self.opened):
            if known == name:
                return camera
        raise KeyError(name)
