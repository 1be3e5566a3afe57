import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.cli import main


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    path = tmp_path / "people.csv"
    pd.DataFrame(
        {
            "age": rng.integers(18, 90, 200),
            "job": rng.choice(["baker", "clerk"], 200),
            "pay": rng.normal(size=200),
        }
    ).to_csv(path, index=False)
    return path


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_an_audit_says_what_it_contradicts_and_writes_no_row(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = table.parent / "audit.json"
    code = run("audit", table, "--generator", "independent", "--canaries", 30, "--fits", 2, "--out", out)
    told = capsys.readouterr()
    assert code == 0
    assert "2 trainings, 60 coins" in told.out
    assert "This evidence contradicts" in told.out
    assert "one training took" in told.err
    found = json.loads(out.read_text())
    assert found["generator"] == "independent"
    assert found["coins"] == 60
    assert set(found["auc_by_kind"]) == {"vulnerable", "random", "out of range"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--out", "audit.txt"], "does not end in .json"),
        (["--out", "audit.json", "--person", 3, "--fits", 5], "at least 100"),
        (["--out", "audit.json", "--delta", 2], "--delta 2"),
        (["--out", "audit.json", "--canaries", 500], "ask for fewer"),
    ],
)
def test_a_wrong_audit_says_what_to_do(
    table: Path,
    more: list[object],
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(table.parent)
    assert run("audit", table, "--generator", "independent", *more) == 2
    assert says in capsys.readouterr().err
