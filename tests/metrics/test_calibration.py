from __future__ import annotations

import numpy as np
import pytest

from synthlab.metrics.utility.calibration import calibration, calibration_curve


def test_a_curve_by_hand():
    chances = np.repeat([0.2, 0.8], 20)
    is_one = np.concatenate([np.arange(20) < 5, np.arange(20) < 16])
    assert calibration_curve(is_one, chances) == [
        {"predicted": pytest.approx(0.2), "observed": 0.25, "rows": 20},
        {"predicted": pytest.approx(0.8), "observed": 0.8, "rows": 20},
    ]


def test_the_error_is_the_mean_distance_weighted_by_rows():
    codes = np.concatenate([np.arange(20) < 5, np.arange(20) < 16]).astype(int)
    chances = np.repeat([0.2, 0.8], 20)
    said = np.column_stack([1 - chances, chances])
    found = calibration(codes, said, np.full((40, 2), 0.5), 1, "yes")
    assert found["real_error"] == pytest.approx((0.05 * 20 + 0.0 * 20) / 40)
    # One chance for all rows is one point: said 0.5, found 21 of 40.
    assert found["synthetic_error"] == pytest.approx(0.025)
    assert found["class"] == "yes"


def test_no_point_stands_for_fewer_than_twenty_rows():
    rng = np.random.default_rng(0)
    for n_rows in (40, 57, 230, 1000):
        chances = np.round(rng.random(n_rows) ** 3, 2)
        curve = calibration_curve(rng.random(n_rows) < chances, chances)
        assert min(point["rows"] for point in curve) >= 20
        assert sum(point["rows"] for point in curve) == n_rows
        assert [p["predicted"] for p in curve] == sorted(p["predicted"] for p in curve)


def test_few_rows_have_no_curve():
    assert calibration(np.array([0, 1] * 10), np.full((20, 2), 0.5), np.full((20, 2), 0.5), 1, "yes") is None
