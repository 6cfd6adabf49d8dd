"""Which pictures need no look for a face, because nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from monitor.units import Ns, ns_from_s


@dataclass(frozen=True, slots=True)
class VacancyParams:
    """When pictures are passed over, and at what price.

    Attributes:
        after_s: neither face nor body seen for so long, pictures may be passed over.
        late_s: whoever comes back is found at most so much later than by looking at every picture.
            A little more than the tenth of a second that it stands for: pictures that come ten
            times a second come a little early or late.
    """

    after_s: float = 0.5
    late_s: float = 0.11


class Vacancy:
    """Follows one source, picture by picture. Time alone decides, so the same clip gives the same.

    A look for a face costs as much as half of FaceMesh, and a counter is empty for hours.
    """

    def __init__(self, params: VacancyParams = VacancyParams()) -> None:
        self._after_ns: Final = ns_from_s(params.after_s)
        self._late_ns: Final = ns_from_s(params.late_s)
        self._vacant_ns: Ns | None = None
        self._newest_ns = Ns(0)
        self._passed_ns: Ns | None = None

    def passes_over(self, t_ns: Ns) -> bool:
        """Whether the picture of this stamp may be left out: the next one comes soon enough.

        The next one is expected after as long as this one came after the one before.
        """
        vacant_ns, newest_ns = self._vacant_ns, self._newest_ns
        self._newest_ns = t_ns
        if vacant_ns is None or t_ns <= newest_ns or t_ns - vacant_ns < self._after_ns:
            self._passed_ns = None
            return False
        first_ns = t_ns if self._passed_ns is None else self._passed_ns
        passes = 2 * t_ns - newest_ns - first_ns <= self._late_ns
        self._passed_ns = first_ns if passes else None
        return passes

    def told(self, t_ns: Ns, *, somebody: bool) -> None:
        """What was seen in the picture of this stamp, or held from the one before."""
        if somebody:
            self._vacant_ns = None
        elif self._vacant_ns is None or t_ns < self._vacant_ns:
            self._vacant_ns = t_ns
