from __future__ import annotations

import pytest

from synthlab.metrics.utility.mix_words import CurvePoint, concluded, curve, told
from synthlab.metrics.utility.mixing import MixPoint, MixSettings, MixSweep


def point(share: float, seed: int, score: float, error: float = 0.0) -> MixPoint:
    return MixPoint(
        mode="replace", share=share, seed=seed, n_real=1, n_synthetic=1, score=score, error=error,
        slices={"a": score / 2}, slice_errors={"a": error},
    )  # fmt: skip


def sweep(*points: MixPoint) -> MixSweep:
    settings = MixSettings(shares=(0.0, 0.5, 1.0), added=(0.0,), seeds=2)
    return MixSweep(settings=settings, seed=0, target="y", score="AUC", n_test=100, points=points)


BOTH = (
    point(0.0, 0, 0.90), point(0.0, 1, 0.92), point(0.5, 0, 0.89, 0.003), point(0.5, 1, 0.91, 0.003),
    point(1.0, 0, 0.80, 0.004), point(1.0, 1, 0.84, 0.004),
)  # fmt: skip


def test_the_curve_by_hand():
    zero, half, whole = curve(sweep(*BOTH), "replace")
    assert (zero.score, zero.loss, zero.low, zero.high) == pytest.approx((0.91, 0, 0, 0))
    assert (half.score, half.lowest, half.highest, half.loss) == pytest.approx((0.90, 0.89, 0.91, 0.01))
    # Losses by seed are 0.01 and 0.01 (variance 0), 0.10 and 0.08 (variance 0.0002): pooled 0.0001, over two seeds.
    assert half.high - half.loss == pytest.approx(1.96 * (0.003**2 + 0.00005) ** 0.5)
    assert whole.loss - whole.low == pytest.approx(1.96 * (0.004**2 + 0.00005) ** 0.5)


def test_a_slice_has_its_own_curve():
    assert curve(sweep(*BOTH), "replace", "a")[2].loss == pytest.approx(0.045)


def test_a_share_that_not_every_seed_has_measured_is_not_drawn():
    assert [p.share for p in curve(sweep(*BOTH[:-1]), "replace")] == [0.0, 0.5]
    assert curve(sweep(*BOTH[1:]), "replace") == []
    assert curve(sweep(*BOTH), "add") == []


def curve_point(share: float, score: float, loss: float, reach: float = 0.01) -> CurvePoint:
    return CurvePoint(share, score, score, score, loss, loss - reach, loss + reach)


ZERO = CurvePoint(0.0, 0.9, 0.89, 0.91, 0.0, 0.0, 0.0)


def test_the_cap_ends_before_the_first_measurable_loss():
    points = [
        ZERO,
        curve_point(0.5, 0.895, 0.005),
        curve_point(0.9, 0.85, 0.05),
        curve_point(1.0, 0.895, 0.005),
    ]
    found = concluded(points, "replace", "AUC")
    assert (found.peak, found.plateau, found.cap) == (0.0, (0.0, 0.5), 0.5)
    assert found.sentence == (
        "Up to 50% synthetic rows cost nothing measurable (at most 1.5 points of AUC); the best mean is at 0%."
    )


def test_a_first_share_that_costs_is_said_with_its_price():
    found = concluded([ZERO, curve_point(0.1, 0.85, 0.05)], "replace", "AUC")
    assert found.cap == 0
    assert found.sentence.startswith("Already 10% synthetic rows cost 5.0 points of AUC (4.0 to 6.0)")


def test_a_gain_is_named_when_it_is_more_than_chance():
    found = concluded([ZERO, curve_point(1.0, 0.93, -0.03)], "add", "AUC")
    assert found.sentence.endswith("the best mean is at 100%, a gain of 3.0 points.")
    assert found.plateau == (1.0, 1.0)


def test_one_share_comes_to_nothing():
    assert concluded([ZERO], "replace", "AUC") is None


def test_the_sweep_is_told_with_every_share_and_the_mix_for_each_slice():
    found = told(sweep(*BOTH))
    assert found.sentences == (
        "In place of real rows: Up to 50% synthetic rows cost nothing measurable (at most 2.5 points of AUC); the best "
        "mean is at 0%.",
    )
    replace, add, slices = found.tables
    assert replace.rows[1] == ("50%", "0.9000", "0.8900", "0.9100", "0.0100", "-0.0051", "0.0251")
    assert add.rows == ()
    assert slices.rows == (("a", "0%", "50%", "–", "–"),)
    assert told(sweep(BOTH[0])) is None
