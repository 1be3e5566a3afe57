import math

import pytest

from synthlab.generators.dp_accounting import Ledger, Spend, epsilon_of, rho_of


def by_grid(rho: float, delta: float) -> float:
    """The conversion's formula on a fine grid of orders, written once more."""
    orders = [1 + 10 ** (k / 500 - 4) for k in range(5_000)]
    return min(rho * a + math.log((a - 1) / a) - (math.log(a) + math.log(delta)) / (a - 1) for a in orders)


@pytest.mark.parametrize(("rho", "delta"), [(0.02, 1e-6), (0.5, 1e-6), (0.5, 1e-5), (3.0, 1e-9)])
def test_the_conversion_is_the_least_over_all_orders(rho: float, delta: float) -> None:
    assert epsilon_of(rho, delta) == pytest.approx(by_grid(rho, delta), rel=1e-5)


def test_one_order_by_hand() -> None:
    # rho 0.1, delta 1e-6, alpha 11: 1.1 + log(10/11) + log(1e6 / 11) / 10
    at_11 = 1.1 + math.log(10 / 11) + math.log(1e6 / 11) / 10
    assert at_11 == pytest.approx(2.1465, abs=1e-4)
    assert epsilon_of(0.1, 1e-6) <= at_11


@pytest.mark.parametrize("rho", [0.01, 0.0555555555, 1.0])
def test_opendp_converts_to_the_same(rho: float) -> None:
    from opendp import combinators, domains, measurements, metrics, mod

    mod.enable_features("contrib")
    space = domains.atom_domain(T="i64"), metrics.absolute_distance(T="i64")
    scale = math.sqrt(1 / (2 * rho))
    profile = combinators.make_zCDP_to_approxDP(measurements.make_gaussian(*space, scale)).map(1)
    assert epsilon_of(rho, 1e-6) == pytest.approx(profile.epsilon(1e-6), rel=1e-6)


def test_the_conversion_is_never_looser_than_the_textbook_one() -> None:
    for rho in (0.001, 0.02, 0.7, 5.0):
        assert epsilon_of(rho, 1e-6) < rho + 2 * math.sqrt(rho * math.log(1e6))
    assert epsilon_of(0.0, 1e-6) == 0


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 10.0, 300.0])
def test_rho_comes_back_to_its_epsilon_and_never_above(epsilon: float) -> None:
    rho = rho_of(epsilon, 1e-6)
    assert epsilon_of(rho, 1e-6) <= epsilon
    assert epsilon_of(rho * 1.0001, 1e-6) > epsilon


def test_spends_add_up_and_the_promise_cannot_be_overdrawn() -> None:
    ledger = Ledger(1.0, 1e-6, 1e-7)
    for _ in range(4):
        ledger.add(Spend("a quarter", ledger.rho / 4, 2.5e-8))
    assert ledger.spent_rho == pytest.approx(ledger.rho)
    assert ledger.spent_delta == pytest.approx(1e-7)
    assert 0.999 < ledger.spent_epsilon <= 1.0
    with pytest.raises(RuntimeError, match="overdrawn by one more"):
        ledger.add(Spend("one more", ledger.rho / 1_000))


def test_delta_cannot_be_overdrawn_either() -> None:
    with pytest.raises(RuntimeError, match="overdrawn"):
        Ledger(1.0, 1e-6).add(Spend("finding", 1e-9, 1e-12))
