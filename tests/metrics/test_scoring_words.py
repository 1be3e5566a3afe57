"""The advice where nothing can be told: more people, and never fewer than there are."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from synthlab.metrics.privacy.scoring import _advice


def finding(value: float, high: float) -> SimpleNamespace:
    effect = SimpleNamespace(value=value, high_simultaneous=high, chance=0.5)
    return SimpleNamespace(effect=effect, tolerance=0.55)


@pytest.mark.parametrize(
    ("value", "high", "advice"),
    [
        (0.50, 0.60, "Keep aside at least about 4,000 people."),
        (
            0.53,
            0.56,
            "The estimate itself lies high: 2,000 people on either side would tell whether by chance.",
        ),
    ],
)
def test_the_advice_asks_for_more_people_than_there_are(value, high, advice):
    result = SimpleNamespace(experiment=SimpleNamespace(n_train=3000, n_holdout=1000))
    assert _advice(result, finding(value, high)) == advice
