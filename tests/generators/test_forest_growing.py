from dataclasses import dataclass

import numpy as np
import pytest

from synthlab.generators.base import silent
from synthlab.generators.encoding import LevelCode
from synthlab.generators.forest_growing import Partition, forests, made_rows, partition
from synthlab.tables.schema import Column, Kind


@dataclass(frozen=True)
class Settings:
    n_trees: int = 6
    min_leaf: int = 10
    most_rounds: int = 6
    tolerance: float = 0.02


def coded(*columns: np.ndarray) -> tuple[dict[str, np.ndarray], dict[str, LevelCode]]:
    names = [f"c{place}" for place in range(len(columns))]
    code_of = {
        name: LevelCode(
            Column(name=name, kind=Kind.CATEGORICAL), tuple(f"{n:02d}" for n in range(column.max() + 1)), 0
        )
        for name, column in zip(names, columns, strict=True)
    }
    return {name: column.astype(np.int32) for name, column in zip(names, columns, strict=True)}, code_of


def agreement(forest: tuple[Partition, ...], codes: dict[str, np.ndarray]) -> float:
    made = made_rows(forest, np.column_stack(list(codes.values())), np.random.default_rng(1))
    return float((made[:, 0] == made[:, 1]).mean())


def test_a_partition_keeps_the_rows_of_each_leaf_together() -> None:
    made = partition(np.array([7, 2, 7, 2, 9]), np.array([10, 11, 12, 13, 14]))
    assert list(made.starts) == [0, 2, 4, 5]
    assert list(made.rows) == [11, 13, 10, 12, 14]
    assert list(made.leaf_of) == [0, 0, 1, 1, 2]


def test_columns_are_drawn_by_themselves_within_a_leaf() -> None:
    rows = np.array([[0, 0], [1, 1], [2, 2], [3, 3]] * 500, dtype=np.int32)
    leaf = (rows[:, 0] >= 2).astype(np.int64)
    made = made_rows([partition(leaf, np.arange(2_000))], rows, np.random.default_rng(0))
    assert made.shape == rows.shape
    assert ((made[:, 0] >= 2) == (made[:, 1] >= 2)).all()
    # Within each leaf the two columns agree in half of the rows, as two coins do.
    assert (made[:, 0] == made[:, 1]).mean() == pytest.approx(0.5, abs=0.05)
    assert np.bincount(made[:, 0]) == pytest.approx([500] * 4, abs=80)


def test_a_relation_that_no_column_shows_by_itself_is_learned() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(8, size=3_000)
    codes, code_of = coded(first, np.where(rng.random(3_000) < 0.9, first, rng.integers(8, size=3_000)))
    forest = forests(codes, code_of, Settings(), np.random.default_rng(0), silent)
    real = float((codes["c0"] == codes["c1"]).mean())
    assert agreement(forest, codes) == pytest.approx(real, abs=0.08)


def test_columns_without_relations_need_no_second_forest() -> None:
    rng = np.random.default_rng(0)
    codes, code_of = coded(*(rng.integers(4, size=2_000) for _ in range(3)))
    told: list[str] = []
    forests(codes, code_of, Settings(), np.random.default_rng(0), lambda _share, doing: told.append(doing))
    assert set(told) == {"Growing forest 1"}


def test_the_rounds_end_at_the_latest_after_so_many() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(20, size=1_000)
    codes, code_of = coded(first, first, (first * 7) % 20)
    told: list[tuple[float, str]] = []
    forests(
        codes,
        code_of,
        Settings(most_rounds=1, tolerance=0),
        np.random.default_rng(0),
        lambda share, doing: told.append((share, doing)),
    )
    assert {doing for _, doing in told} == {"Growing forest 1", "Growing forest 2"}
    assert [share for share, _ in told] == sorted(share for share, _ in told)


@pytest.mark.parametrize("min_leaf", [5, 40])
def test_no_leaf_has_fewer_rows_than_asked_for_and_each_tree_places_the_half_it_was_not_grown_on(
    min_leaf: int,
) -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(12, size=1_500)
    codes, code_of = coded(first, (first * 5) % 12, rng.integers(3, size=1_500))
    forest = forests(codes, code_of, Settings(min_leaf=min_leaf), np.random.default_rng(0), silent)
    assert len(forest) == 6
    for part in forest:
        assert len(part.rows) == len(set(part.rows)) == 750
        assert np.diff(part.starts).min() >= min_leaf
        assert len(part.starts) > 3


def test_too_few_rows_make_one_leaf() -> None:
    codes, code_of = coded(np.arange(30) % 3, np.arange(30) % 3)
    (only,) = forests(codes, code_of, Settings(), np.random.default_rng(0), silent)
    assert list(only.starts) == [0, 30]
