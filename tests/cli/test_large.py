import json

import numpy as np
import pandas as pd
import pytest

from synthlab.cli import large, main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A pair of tables that count as large here, sampled so thinly that counts must come from elsewhere."""
    monkeypatch.setattr(large, "LARGE_ROWS", 5_000)
    monkeypatch.setattr(large, "SAMPLED_ROWS", 600)
    rng = np.random.default_rng(0)
    n = 12_000

    def table(shift):
        age = rng.integers(18, 90, n)
        return pd.DataFrame(
            {
                "age": age + shift,
                "pay": np.round(rng.normal(50, 9, n), 1),
                "job": np.array(["baker", "clerk", "pilot"])[rng.integers(0, 3, n)],
            }
        )

    table(0).to_parquet(tmp_path / "real.parquet")
    table(8).to_parquet(tmp_path / "made.parquet")
    return tmp_path


def run(folder, *more):
    return main(
        [
            "evaluate",
            str(folder / "real.parquet"),
            str(folder / "made.parquet"),
            "--out",
            str(folder / "out"),
            *more,
        ]
    )


def test_what_counts_is_counted_over_every_row_and_the_rest_on_a_sample_that_is_named(folder, capsys):
    assert run(folder, "--minimum-count", "300") == 0
    printed = capsys.readouterr().out
    assert "counted over every row (real.parquet 12,000, made.parquet 12,000)" in printed
    assert "a random sample of 600 rows of each table" in printed
    report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    outcomes = {outcome["metric"]: outcome for outcome in report["outcomes"]}
    for name in ("marginals", "missingness", "pairs", "k-marginal"):
        assert outcomes[name]["facts"]["all_rows"]
        assert outcomes[name]["n_rows"] == 6_000
    assert outcomes["marginals"]["details"][0]["column"] == "age"
    assert outcomes["marginals"]["low"] > outcomes["marginals"]["reference_high"]
    assert outcomes["detection"]["n_rows"] == 300
    assert any("600 rows of each table" in warning for warning in outcomes["detection"]["warnings"])
    assert outcomes["copies"]["facts"]["all_rows"]
    assert outcomes["copies"]["n_rows"] == 12_000
    assert report["minimum_count"] == 300
    shares = [share for row in outcomes["marginals"]["details"] for share in row["train"] if share]
    assert shares
    assert min(shares) * 12_000 >= 300


def test_a_minimum_count_below_ten_is_refused_before_anything_is_written(folder, capsys):
    assert run(folder, "--minimum-count", "3") == 2
    assert "would tell of too few rows. Take 10 or more" in capsys.readouterr().err
    assert not (folder / "out").exists()
    assert not (folder / "out" / "synthetic.csv").exists()


def test_the_same_seed_gives_the_same_report(folder):
    run(folder)
    first = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    run(folder)
    second = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    for one, two in zip(first["outcomes"], second["outcomes"], strict=True):
        assert {**one, "seconds": 0} == {**two, "seconds": 0}


def test_a_holdout_is_counted_too(folder, capsys):
    frame = pd.read_parquet(folder / "real.parquet")
    frame.iloc[:4000].to_parquet(folder / "holdout.parquet")
    assert run(folder, "--holdout", str(folder / "holdout.parquet")) == 0
    assert "holdout.parquet 4,000" in capsys.readouterr().out


def test_a_synthetic_table_without_a_column_is_refused_by_name(folder, capsys):
    pd.read_parquet(folder / "made.parquet").drop(columns="pay").to_parquet(folder / "made.parquet")
    assert run(folder) == 2
    assert "made.parquet lacks the column pay" in capsys.readouterr().err


def test_small_files_and_files_that_are_none_are_not_large(tmp_path):
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"no table")
    assert not large.is_large(path, None, tmp_path / "absent.parquet")
