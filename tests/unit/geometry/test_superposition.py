"""The best rotation between two sets of points, against the one that singular values give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from monitor.geometry.rotation import sight_from_head
from monitor.geometry.superposition import nearest_rotation

RANDOM = np.random.default_rng(7)
CLOUD = RANDOM.normal(0.0, 1.0, (45, 3)) * [40.0, 50.0, 20.0]


def by_singular_values(cross: np.ndarray) -> tuple[float, np.ndarray]:
    left, strength, right = np.linalg.svd(cross.T)
    signs = np.array([1.0, 1.0, math.copysign(1.0, np.linalg.det(left @ right))])
    return float(strength @ signs), (left * signs) @ right


@pytest.mark.parametrize("degrees", [0.0, 3.0, 30.0, 90.0, 179.0, 180.0])
@pytest.mark.parametrize("axis", range(3))
def test_a_turned_cloud_is_turned_back(degrees: float, axis: int) -> None:
    angles = [0.0, 0.0, 0.0]
    angles[axis] = math.radians(degrees)
    turn = np.array(sight_from_head(*angles))
    strength, rows = nearest_rotation((CLOUD.T @ (CLOUD @ turn.T)).tolist())
    np.testing.assert_allclose(rows, turn, atol=1e-9)
    assert strength == pytest.approx(float(np.sum(CLOUD**2)), rel=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_it_agrees_with_singular_values_however_noisy(seed: int) -> None:
    random = np.random.default_rng(seed)
    turn = np.array(sight_from_head(*random.uniform(-3.0, 3.0, 3)))
    seen = CLOUD @ turn.T * 0.01 + random.normal(0.0, random.choice([0.01, 0.3]), CLOUD.shape)
    cross = CLOUD.T @ (seen - seen.mean(axis=0))
    strength, rows = nearest_rotation(cross.tolist())
    expected_strength, expected = by_singular_values(cross)
    assert strength == pytest.approx(expected_strength, rel=1e-9)
    np.testing.assert_allclose(rows, expected, atol=1e-6)


def test_a_mirrored_cloud_is_turned_as_well_as_can_be_and_not_mirrored() -> None:
    cross = CLOUD.T @ (CLOUD * [1.0, 1.0, -1.0])
    strength, rows = nearest_rotation(cross.tolist())
    assert np.linalg.det(rows) == pytest.approx(1.0)
    assert strength == pytest.approx(by_singular_values(cross)[0], rel=1e-9)


def test_points_in_one_plane_are_enough() -> None:
    flat = CLOUD * [1.0, 1.0, 0.0]
    turn = np.array(sight_from_head(0.4, -0.3, 0.2))
    _, rows = nearest_rotation((flat.T @ (flat @ turn.T)).tolist())
    np.testing.assert_allclose(rows, turn, atol=1e-6)


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf])
def test_no_extent_and_no_numbers_have_no_strength(value: float) -> None:
    strength, rows = nearest_rotation([[value] * 3] * 3)
    assert strength == 0.0
    np.testing.assert_array_equal(rows, np.eye(3))
