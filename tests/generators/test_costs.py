import numpy as np
import pandas as pd
import pytest

from synthlab.generators import GENERATORS, costs, generator_card
from synthlab.generators.base import GeneratorCard
from synthlab.generators.costs import Work, amounts, estimated
from synthlab.tables.schema import Column, Kind, Role, Schema

WORK = Work(n_train=10_000, n_made=10_000, n_columns=15, n_levels=100)

every_card = pytest.mark.parametrize("card", GENERATORS, ids=lambda card: card.name)


def test_the_work_counts_levels_of_modelled_categories_and_truths_only() -> None:
    train = pd.DataFrame(
        {
            "town": pd.Series(["a", "b", "a", None]).astype("category"),
            "owns": pd.array([True, False, True, None], dtype="boolean"),
            "age": pd.array([1, 2, 3, 4], dtype="Int64"),
            "left": pd.Series(list("wxyz")).astype("category"),
        }
    )
    kinds = [Kind.CATEGORICAL, Kind.BOOLEAN, Kind.INTEGER, Kind.CATEGORICAL]
    schema = Schema(
        columns=tuple(
            Column(name=name, kind=kind, role=Role.IGNORED if name == "left" else Role.FEATURE)
            for name, kind in zip(train, kinds, strict=True)
        )
    )
    assert Work.on(train, schema, 7) == Work(n_train=4, n_made=7, n_columns=3, n_levels=4)


def test_an_estimate_is_the_sum_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = {"ctgan": {"seconds": {"once": 5.0, "epoch rows": 1e-3}, "megabytes": {"made levels": 1e-6}}}
    monkeypatch.setattr(costs, "MEASURED", measured)
    said = estimated(generator_card("ctgan"), WORK, {"epochs": 20})
    assert said is not None
    assert said.seconds == pytest.approx(5 + 1e-3 * 20 * 10_000)
    assert said.megabytes == pytest.approx(1.0)
    # 100 epochs are the default.
    assert estimated(generator_card("ctgan"), WORK, {}) == estimated(
        generator_card("ctgan"), WORK, {"epochs": 100}
    )


def test_rows_beyond_a_settings_limit_cost_nothing_more() -> None:
    few, many = (Work(n_train, 1, 50, 0) for n_train in (200_000, 900_000))
    trees = generator_card("trees")
    assert amounts(trees, ("grown cells",), few, {}) == amounts(trees, ("grown cells",), many, {})
    assert amounts(trees, ("grown cells",), few, {"columns_per_tree": 10}) == [200_000 * 50 * 10]


@every_card
def test_more_work_takes_longer_and_more_memory(card: GeneratorCard) -> None:
    small = estimated(card, Work(100, 100, 5, 10), {})
    more_rows = estimated(card, Work(100_000, 100_000, 5, 10), {})
    more_columns = estimated(card, Work(100_000, 100_000, 50, 10), {})
    assert small is not None
    assert more_rows is not None
    assert more_columns is not None
    assert 0 < small.seconds < more_rows.seconds < more_columns.seconds
    assert 50 < small.megabytes <= more_rows.megabytes <= more_columns.megabytes < 50_000


@pytest.mark.parametrize(
    ("name", "setting", "few", "many"), [("ctgan", "epochs", 10, 100), ("forest", "n_trees", 5, 50)]
)
def test_settings_that_make_more_work_take_longer(name: str, setting: str, few: int, many: int) -> None:
    least, most = (estimated(generator_card(name), WORK, {setting: value}) for value in (few, many))
    assert least is not None
    assert most is not None
    assert most.seconds > 3 * least.seconds


def test_what_was_never_measured_has_no_estimate() -> None:
    card = generator_card("trees")
    plugin = GeneratorCard(**{**vars(card), "name": "theirs"})
    assert estimated(plugin, WORK, {}) is None


def test_no_coefficient_is_below_zero() -> None:
    found = [value for one in costs.MEASURED.values() for parts in one.values() for value in parts.values()]
    assert found
    assert np.min(found) > 0
