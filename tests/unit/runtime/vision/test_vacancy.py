"""Where nobody is, pictures are passed over, but nobody comes back unnoticed for long."""

from __future__ import annotations

import pytest

from monitor.runtime.vision.vacancy import Vacancy, VacancyParams
from monitor.units import Ns, ns_from_s

LATE_NS = ns_from_s(0.11)


def looks(vacancy: Vacancy, stamps: list[Ns], somebody: frozenset[int] = frozenset()) -> list[bool]:
    """Whether each picture was looked at; `somebody` was there in the pictures of these numbers."""
    looked = list[bool]()
    for index, t_ns in enumerate(stamps):
        looked.append(not vacancy.passes_over(t_ns))
        vacancy.told(t_ns, somebody=index in somebody)
    return looked


def stamps(rate_per_s: float, length_s: float) -> list[Ns]:
    return [ns_from_s(index / rate_per_s) for index in range(round(length_s * rate_per_s))]


@pytest.mark.parametrize(
    ("rate_per_s", "per_s"), [(60, 8.6), (30, 7.5), (25, 8.3), (15, 7.5), (10, 5), (8, 8), (2, 2)]
)
def test_whoever_comes_back_is_found_a_tenth_of_a_second_later_at_most(
    rate_per_s: float, per_s: float
) -> None:
    times = stamps(rate_per_s, 30.0)
    looked = looks(Vacancy(), times)
    found_ns = [t_ns for t_ns, each in zip(times, looked, strict=True) if each]
    assert sum(looked[round(rate_per_s) :]) == pytest.approx(29.0 * per_s, rel=0.05)
    for t_ns in times[: -round(rate_per_s)]:
        assert min(found for found in found_ns if found >= t_ns) - t_ns <= LATE_NS


def test_pictures_that_come_a_little_early_or_late_are_passed_over_too() -> None:
    times = [ns_from_s(0.1 * index + 0.004 * (index % 3)) for index in range(300)]
    assert sum(looks(Vacancy(), times)) < 170


def test_a_face_lost_for_a_moment_is_looked_for_in_every_picture() -> None:
    times = stamps(30.0, 3.0)
    there = frozenset(index for index in range(90) if index % 14)
    assert all(looks(Vacancy(), times, there))


def test_a_body_without_a_face_is_looked_at_in_every_picture() -> None:
    times = stamps(10.0, 4.0)
    looked = looks(Vacancy(VacancyParams(after_s=0.5)), times, frozenset(range(20, 30)))
    assert not all(looked[:20])
    assert all(looked[21:35])
    assert not all(looked[36:])


def test_a_clip_that_starts_again_is_looked_at_at_once() -> None:
    vacancy = Vacancy()
    assert not all(looks(vacancy, stamps(10.0, 5.0)))
    assert all(looks(vacancy, stamps(10.0, 0.5)))
    assert not all(looks(vacancy, [ns_from_s(0.5 + 0.1 * index) for index in range(10)]))
