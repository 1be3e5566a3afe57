"""The line-up on a table made here: what is there is not made again, and what is said follows from it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.generators.judges import usefulness
from benchmarks.generators.measuring import REAL, Run, measured
from benchmarks.generators.printing import better_than_sdv, package_copy, printed
from benchmarks.generators.records import Record, ensured, read
from synthlab.generators.line_up import LineUp
from synthlab.metrics.privacy import copies
from synthlab.tables.schema import Column, Kind, Schema


def record(generator: str, seed: int = 0, **figures: float) -> Record:
    judged = {
        "marginals": 0.9,
        "pairs": 0.9,
        "C2ST": 0.6,
        "TSTR": 0.8,
        "fit_s": 1.0,
        "sample_s": 0.5,
        "MB": 99.0,
    }
    states = {name: ["no leak found", 0.0] for name in ("copies", "values", "membership", "singling-out")}
    about = {
        "table": "here",
        "seed": seed,
        "most_rows": 0,
        "holdout_share": 0.5,
        "date": "2026-01-0" + str(seed + 1),
    }
    size = {"n_train": 50, "n_holdout": 50, "n_columns": 3, "n_numbers": 1}
    if generator == REAL:
        return {**about, **size, "generator": generator, "TSTR": 0.85}
    return {**about, **size, "generator": generator, **judged, "privacy": states, **figures}


def test_a_run_has_every_figure_and_the_same_seed_the_same_ones(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    kind = rng.choice(list("abc"), 600)
    frame = pd.DataFrame({"kind": kind, "size": rng.normal(np.where(kind == "a", 5, 0)), "sold": kind == "a"})
    frame.to_csv(tmp_path / "table.csv", index=False)
    run = Run(f"{tmp_path / 'table.csv'}:sold", "trees", 0, most_rows=500)
    found = measured(run, (copies.METRIC,))
    assert (found["n_train"], found["n_holdout"], found["n_columns"], found["n_numbers"]) == (333, 167, 3, 1)
    assert found["TSTR"] == pytest.approx(1, abs=0.05)
    again = measured(run, (copies.METRIC,))
    for figure in ("marginals", "pairs", "C2ST", "TSTR", "copied_train", "privacy"):
        assert found[figure] == again[figure]
    assert set(measured(Run(run.table, REAL, 0, 500))) == {
        "n_train",
        "n_holdout",
        "n_columns",
        "n_numbers",
        "TSTR",
    }


def test_a_column_that_came_out_empty_and_a_target_of_one_class_can_be_judged() -> None:
    columns = (Column(name="a", kind=Kind.NUMERIC), Column(name="b", kind=Kind.NUMERIC))
    schema = Schema(columns=(*columns, Column(name="y", kind=Kind.CATEGORICAL))).with_target("y")
    line = np.arange(60.0)
    real = pd.DataFrame({"a": line, "b": line[::-1], "y": pd.Categorical(["no"] * 30 + ["yes"] * 30)})
    assert usefulness(real.assign(a=np.nan), real, schema) == 1
    assert usefulness(real.assign(y=pd.Categorical(["no"] * 60)), real, schema) == 0.5


def test_a_refusal_is_written_down_with_its_reason(tmp_path: Path) -> None:
    pd.DataFrame({"a": range(40), "b": ["x", "y"] * 20}).to_csv(tmp_path / "table.csv", index=False)
    found = measured(Run(str(tmp_path / "table.csv"), "trees:privacy=open", 0), ())
    assert "must be one of close, default, strict" in str(found["refused"])


def test_runs_that_are_there_are_not_made_again_and_a_line_cut_short_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    runs = [Run("t", "trees", seed) for seed in range(3)]
    made: list[int] = []

    def measure(run: Run) -> dict[str, object]:
        made.append(run.seed)
        return {"C2ST": 0.5}

    ensured(runs[:2], path, measure, lambda _line: None)
    ensured(runs[:2], path, measure, lambda _line: None)
    assert made == [0, 1]
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[:-20], encoding="utf-8")
    ensured(runs, path, measure, lambda _line: None)
    assert made == [0, 1, 1, 2]
    assert [one["seed"] for one in read(path)] == [0, 1, 2]


def test_the_claim_against_sdv_is_checked_figure_by_figure() -> None:
    trees = record("trees", pairs=0.95, C2ST=0.55)
    assert better_than_sdv([trees, record("ctgan:epochs=1", pairs=0.9, C2ST=0.9)]) == [
        "here: `trees` was held against ctgan:epochs=1."
    ]
    worse = better_than_sdv([trees, record("tvae", pairs=0.95, C2ST=0.54), record("forest", pairs=0.99)])
    assert worse[:2] == [
        "here: tvae is as good or better in pairs, 0.950 against 0.950.",
        "here: tvae is as good or better in C2ST, 0.540 against 0.550.",
    ]


def test_the_printed_table_and_the_packages_copy_hold_means_over_seeds() -> None:
    records = [record(REAL), record("trees", 0, C2ST=0.5), record("trees", 1, C2ST=0.6)]
    records[2]["privacy"]["membership"][0] = "trace"
    line = next(one for one in printed(records).splitlines() if one.startswith("| `trees`"))
    assert [cell.strip() for cell in line.split("|")[1:-1]] == [
        "`trees`", "2", "0.900", "0.900", "0.550", "0.800", "none", "none", "none 1, trace 1", "none",
        "1.0", "0.5", "99",
    ]  # fmt: skip
    copy = LineUp.model_validate(package_copy(records))
    assert copy.date == "2026-01-02"
    reached = copy.tables[0].generators["trees"]
    assert (reached.seeds, reached.C2ST, reached.utility_lost, reached.seconds) == (2, 0.55, 0.05, 1.5)
    assert reached.privacy["membership"] == ("no leak found", "trace")
    assert REAL not in copy.tables[0].generators


def test_a_refused_run_is_printed_with_its_reason_and_left_out_of_the_packages_copy() -> None:
    refused = {key: value for key, value in record(REAL).items() if key != "TSTR"}
    records = [record("trees"), {**refused, "generator": "ctgan", "refused": "It took more than 9 seconds."}]
    assert "It took more than 9 seconds." in printed(records)
    assert list(LineUp.model_validate(package_copy(records)).tables[0].generators) == ["trees"]
