"""The path without a browser: what each command leaves behind, says, and returns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.cli import main
from synthlab.evaluation import Report
from synthlab.metrics import METRICS
from synthlab.provenance import Provenance

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(1)
    n = 240
    town = rng.choice(["Ulm", "Bonn", "Kiel"], n)
    age = rng.integers(18, 70, n)
    frame = pd.DataFrame(
        {
            "age": age,
            "town": town,
            "income": np.round(age * 900 + rng.normal(0, 4000, n), 1),
            "day": pd.to_datetime("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, n), unit="D"),
            "mail": [f"p{i}.{rng.integers(10**6)}@mail.example" for i in range(n)],
        }
    )
    path = tmp_path_factory.mktemp("real") / "people.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def ran(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("ran") / "out"
    assert main(["run", str(real), "--generator", "independent", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def parts(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("split")
    assert main(["split", str(real), "--out", str(out)]) == 0
    return out


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def test_run_leaves_report_summary_table_and_bundle(ran: Path) -> None:
    names = {path.relative_to(ran).as_posix() for path in ran.rglob("*") if path.is_file()}
    assert names >= {
        "report.json", "report.html", "summary.md", "synthetic.csv", "synthetic.parquet", "synthetic.xlsx",
        "provenance.json", "schema.json", "split.json", "policy.yaml", "manifest.json", "bundle.zip",
    }  # fmt: skip
    assert not [name for name in names if name.startswith(".")]
    report = Report.from_json((ran / "report.json").read_bytes())
    assert report.tables["train"].rows == 160
    assert report.tables["holdout"].rows == 80
    synthetic = pd.read_csv(ran / "synthetic.csv")
    assert list(synthetic.columns) == ["age", "town", "income", "day"]
    assert len(synthetic) == 160
    summary = (ran / "summary.md").read_text(encoding="utf-8")
    assert "Not kept by synthlab" in summary
    assert "Does it give away real rows?" in summary


def test_run_is_the_same_to_the_last_digit_under_one_seed(real: Path, ran: Path, tmp_path: Path) -> None:
    assert run("run", real, "--generator", "independent", "--out", tmp_path) == 0
    assert (tmp_path / "synthetic.csv").read_bytes() == (ran / "synthetic.csv").read_bytes()

    def scores(folder: Path) -> list[tuple[str, float | None, float | None, float | None]]:
        report = Report.from_json((folder / "report.json").read_bytes())
        return [(one.metric, one.value, one.low, one.high) for one in report.outcomes]

    assert scores(tmp_path) == scores(ran)


def test_another_seed_gives_another_table(real: Path, ran: Path, tmp_path: Path) -> None:
    assert (
        run("generate", real, "--generator", "independent", "--seed", "1", "--out", tmp_path / "a.csv") == 0
    )
    assert (tmp_path / "a.csv").read_bytes() != (ran / "synthetic.csv").read_bytes()


def test_results_go_to_stdout_and_progress_to_stderr(
    real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("run", real, "--generator", "independent", "--out", tmp_path, "--formats", "csv") == 0
    told = capsys.readouterr()
    assert "Written to" in told.out
    assert "copies" in told.out
    assert "privacy: " in told.out
    assert "Reading people.csv ..." in told.err
    assert "column mail is set aside (identifier)" in told.err
    assert "Reading" not in told.out
    assert not (tmp_path / "synthetic.xlsx").exists()


def test_split_leaves_two_tables_and_a_receipt_that_says_what_to_do_next(
    real: Path, parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = real.read_text().splitlines()
    train = (parts / "train.csv").read_text().splitlines()
    holdout = (parts / "holdout.csv").read_text().splitlines()
    assert train[0] == holdout[0] == source[0]
    assert sorted([*train[1:], *holdout[1:]]) == sorted(source[1:])
    receipt = json.loads((parts / "split.json").read_text())
    assert (receipt["n_train"], receipt["n_holdout"]) == (len(train) - 1, len(holdout) - 1)
    assert run("split", real, "--out", tmp_path) == 0
    assert receipt["fingerprint"] in capsys.readouterr().out


def test_split_by_a_date_keeps_the_latest_rows_aside(real: Path, tmp_path: Path) -> None:
    assert run("split", real, "--by", "day", "--out", tmp_path) == 0
    train, holdout = (pd.read_csv(tmp_path / name)["day"] for name in ("train.csv", "holdout.csv"))
    assert train.max() < holdout.min()


def test_split_by_a_column_keeps_its_values_together(real: Path, tmp_path: Path) -> None:
    assert run("split", real, "--by", "age", "--out", tmp_path) == 0
    train, holdout = (set(pd.read_csv(tmp_path / name)["age"]) for name in ("train.csv", "holdout.csv"))
    assert not train & holdout


def test_split_by_coins_says_so_and_keeps_about_half_aside(real: Path, tmp_path: Path) -> None:
    assert run("split", real, "--coin", "--by", "age", "--out", tmp_path) == 0
    receipt = json.loads((tmp_path / "split.json").read_text())
    assert receipt["method"] == "by independent coins, one for each age"
    assert receipt["holdout_share"] == 0.5
    train, holdout = (set(pd.read_csv(tmp_path / name)["age"]) for name in ("train.csv", "holdout.csv"))
    assert not train & holdout


def test_a_claim_is_held_against_a_split_by_coins_whose_receipt_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(2)
    table = pd.DataFrame({"age": rng.normal(40, 9, 600).round(2), "town": rng.choice(["Ulm", "Bonn"], 600)})
    table.to_csv(tmp_path / "people.csv", index=False)
    parts, out = tmp_path / "parts", tmp_path / "out"
    assert run("split", tmp_path / "people.csv", "--coin", "--out", parts) == 0
    made = pd.read_csv(parts / "train.csv").sample(frac=1, random_state=1)
    made.iloc[:200].to_csv(tmp_path / "made.csv", index=False)
    claim = {"kind": "privacy-preserving", "generator": "made elsewhere", "epsilon": 0.5, "delta": 1e-6}
    (tmp_path / "claim.json").write_text(json.dumps(claim))
    monkeypatch.setattr("synthlab.metrics.METRICS", tuple(m for m in METRICS if m.name == "dp-claim"))
    given = [
        parts / "train.csv", tmp_path / "made.csv", "--holdout", parts / "holdout.csv", "--out", out,
        "--schema", parts / "schema.json", "--provenance", tmp_path / "claim.json", "--receipt",
    ]  # fmt: skip
    assert run("evaluate", *given, parts / "split.json") == 0
    (found,) = json.loads((out / "report.json").read_text())["outcomes"]
    assert found["state"] == "leak found"
    assert found["facts"]["split"] == "independent fair coins"
    changed = json.loads((parts / "split.json").read_text()) | {"seed": 5}
    (tmp_path / "changed.json").write_text(json.dumps(changed))
    assert run("evaluate", *given, tmp_path / "changed.json") == 2
    assert run("evaluate", *given, tmp_path / "claim.json") == 2


def test_generate_writes_the_table_and_how_it_was_made(real: Path, tmp_path: Path) -> None:
    out = tmp_path / "made.parquet"
    arguments = ["--generator", "independent", "--rows", "50", "--where", "town=Ulm", "--seed", "9"]
    assert run("generate", real, *arguments, "--out", out) == 0
    made = pd.read_parquet(out)
    assert len(made) == 50
    assert set(made["town"]) == {"Ulm"}
    provenance = Provenance.model_validate_json((tmp_path / "made.provenance.json").read_bytes())
    assert (provenance.generator, provenance.seed, provenance.rows) == ("independent", 9, 50)
    assert provenance.where == {"town": "Ulm"}


@pytest.fixture(scope="module")
def evaluated(parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluated")
    made, out = folder / "made.csv", folder / "out"
    train, schema = parts / "train.csv", parts / "schema.json"
    assert run("generate", train, "--generator", "independent", "--schema", schema, "--out", made) == 0
    with_holdout = ["--holdout", parts / "holdout.csv", "--schema", schema]
    known = ["--provenance", folder / "made.provenance.json"]
    assert run("evaluate", train, made, *with_holdout, *known, "--out", out) == 0
    return out


def test_evaluate_with_a_holdout_takes_real_as_what_was_seen(evaluated: Path) -> None:
    report = Report.from_json((evaluated / "report.json").read_bytes())
    assert report.trained_on == "train"
    assert report.tables["holdout"].rows == 80
    provenance = Provenance.model_validate_json((evaluated / "provenance.json").read_bytes())
    assert provenance.generator == "independent"


@pytest.mark.parametrize(("said", "expected"), [([], "unknown"), (["--trained-on", "all"], "all")])
def test_evaluate_without_a_holdout_clears_nothing(
    real: Path, ran: Path, tmp_path: Path, said: list[str], expected: str
) -> None:
    assert run("evaluate", real, ran / "synthetic.csv", *said, "--out", tmp_path, "--formats", "csv") == 0
    report = Report.from_json((tmp_path / "report.json").read_bytes())
    assert report.trained_on == expected
    verdict = next(verdict for verdict in report.verdicts if verdict.family == "privacy")
    assert verdict.verdict == "cannot conclude"


def test_bundle_and_verify_agree_and_scores_are_recomputed_from_the_real_table(
    real: Path, ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "b.zip"
    assert run("bundle", ran, "--out", out) == 0
    assert out.read_bytes() == (ran / "bundle.zip").read_bytes()
    assert run("verify", out) == 0
    assert "Scores were not recomputed" in capsys.readouterr().out
    assert run("verify", out, "--real", real) == 0
    told = capsys.readouterr().out
    assert "metrics computed again" in told
    assert "Nothing differs." in told


def test_verify_takes_the_holdout_that_was_given_to_evaluate(
    parts: Path, evaluated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "b.zip"
    assert run("bundle", evaluated, "--out", out) == 0
    assert run("verify", out, "--real", parts / "train.csv", "--holdout", parts / "holdout.csv") == 0
    assert run("verify", out, "--real", parts / "holdout.csv", "--holdout", parts / "train.csv") == 1
    assert "DIFFERS: The real table given is not the one that was scored." in capsys.readouterr().out


def test_verify_names_what_was_changed(ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(ran / "bundle.zip") as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content + b" " if name == "summary.md" else content)
    assert run("verify", forged) == 1
    assert "DIFFERS: summary.md was changed" in capsys.readouterr().out


def test_a_directory_that_was_changed_is_not_bundled(
    evaluated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    shutil.copytree(evaluated, tmp_path / "copy")
    (tmp_path / "copy" / "report.json").write_text("{}")
    assert run("bundle", tmp_path / "copy", "--out", tmp_path / "b.zip") == 2
    assert "report.json was changed" in capsys.readouterr().err
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("metric: marginals\n    at_most: 1", 0),
        ("metric: marginals\n    at_most: -1", 1),
        # No target is set, so nobody can tell how models fare; too few rows are kept aside to clear copies.
        ("metric: tstr\n    relative_at_most: 0.05", 3),
        ("metric: copies\n    worst_state: trace", 3),
    ],
)
def test_the_exit_code_says_how_the_policy_ended(
    parts: Path, evaluated: Path, tmp_path: Path, rule: str, code: int
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"name: ours\nrules:\n  - {rule}\n")
    arguments = ["--holdout", parts / "holdout.csv", "--schema", parts / "schema.json", "--formats", "csv"]
    found = run(
        "evaluate", parts / "train.csv", evaluated / "synthetic.csv", *arguments,
        "--policy", policy, "--out", tmp_path / "out",
    )  # fmt: skip
    assert found == code
    assert Report.from_json((tmp_path / "out" / "report.json").read_bytes()).policy == "ours"


def test_the_order_of_sets_in_an_interpreter_changes_nothing(real: Path, tmp_path: Path) -> None:
    def scores(hash_seed: str) -> tuple[bytes, list[object]]:
        out = tmp_path / hash_seed
        arguments = ["run", str(real), "--generator", "trees", "--out", str(out), "--formats", "csv"]
        done = command(*arguments, env={**os.environ, "PYTHONHASHSEED": hash_seed})
        assert done.returncode == 0, done.stderr
        report = Report.from_json((out / "report.json").read_bytes())
        told = [one.model_dump(exclude={"seconds"}) for one in report.outcomes]
        return (out / "synthetic.csv").read_bytes(), told

    assert scores("1") == scores("2")


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "matches", "state"),
    [
        ("deid_subsample_40pcnt_all", 10_860, "leak found"),
        ("deid_sdv_ctgan_epochs1000", 0, "not tested"),
    ],
)
def test_published_tables_give_their_published_counts(
    shared_data: Path, tmp_path: Path, name: str, matches: int, state: str
) -> None:
    folder = shared_data / "twins" / "nist_acs"
    real, synthetic = folder / "national2019.csv", folder / f"{name}.csv"
    assert run("evaluate", real, synthetic, "--out", tmp_path, "--formats", "csv") == 0
    copies = Report.from_json((tmp_path / "report.json").read_bytes()).outcome("copies")
    assert copies is not None
    assert copies.facts["unique_exact_matches"] == matches
    assert copies.state == state


WRONG = [
    (["evaluate", "REAL", "SYN", "--trained-on", "train"], "--trained-on train needs --holdout FILE"),
    (["evaluate", "REAL", "SYN", "--trained-on", "all", "--holdout", "REAL"], "may have seen them"),
    (["evaluate", "REAL", "REAL"], "This looks like the real table itself"),
    (["evaluate", "REAL", "SYN", "--map", "age=years"], "no column 'years'"),
    (["evaluate", "REAL", "SYN", "--map", "agee=age"], "no column 'agee'"),
    (["evaluate", "REAL", "SYN", "--target", "salary"], "There is no column 'salary'"),
    (["evaluate", "REAL", "NONE"], "none.csv"),
    (["evaluate", "REAL", "SYN", "--policy", "NONE"], "cannot be read"),
    (["evaluate", "REAL", "SYN", "--provenance", "REAL"], "not a provenance file"),
    (["evaluate", "REAL", "SYN", "--formats", "ods"], "no format 'ods'"),
    (["run", "REAL", "--generator", "oracle"], "There is no generator 'oracle'"),
    (["run", "REAL", "--generator", "trees", "--set", "leaf"], "--set takes key=value"),
    (["run", "REAL", "--generator", "trees", "--set", "leaf=3"], "no setting 'leaf'"),
    (["run", "REAL", "--generator", "independent", "--where", "town"], "--where takes key=value"),
    (["run", "REAL", "--generator", "independent", "--read", "colour=red"], "--read colour"),
    (["run", "REAL", "--generator", "independent", "--schema", "REAL"], "schema is not usable"),
    (["run", "REAL", "--generator", "independent", "--schema", "NONE"], "cannot be read"),
    (["run", "REAL", "--generator", "independent", "--by", "city"], "There is no column 'city'"),
    (["split", "REAL", "--holdout-share", "1.5"], "share"),
    (["split", "REAL", "--coin", "--by", "day"], "'day' is the time column"),
    (["generate", "REAL", "--generator", "independent"], "does not say a format"),
    (["bundle", "REAL"], "is no directory"),
    (["bundle", "EMPTY"], "no manifest.json"),
]


@pytest.mark.parametrize(
    ("arguments", "message"), WRONG, ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else ""
)
def test_a_wrong_input_ends_with_a_sentence_and_leaves_nothing(
    real: Path,
    ran: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    (tmp_path / "empty").mkdir()
    places = {
        "REAL": real,
        "SYN": ran / "synthetic.csv",
        "NONE": tmp_path / "none.csv",
        "EMPTY": tmp_path / "empty",
    }
    out = tmp_path / "out"
    assert run(*[places.get(argument, argument) for argument in arguments], "--out", out) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert not [path for path in out.rglob("*") if path.is_file()] if out.is_dir() else not out.exists()


def test_an_unknown_generator_is_answered_with_all_there_are(
    real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("generate", real, "--generator", "x", "--out", tmp_path / "a.csv") == 2
    assert "independent, trees, " in capsys.readouterr().err


def test_a_place_that_may_not_be_written_is_refused_before_any_work(
    real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert run("run", real, "--generator", "trees", "--out", tmp_path / "file") == 2
    assert run("run", real, "--generator", "trees", "--out", tmp_path / "file" / "below") == 2
    assert "Reading" not in capsys.readouterr().err


def test_a_missing_column_is_named_and_left_out(
    real: Path, ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synthetic = pd.read_csv(ran / "synthetic.csv").drop(columns="income").rename(columns={"town": "Town "})
    synthetic["hair"] = "red"
    synthetic.to_csv(tmp_path / "other.csv", index=False)
    assert run("evaluate", real, tmp_path / "other.csv", "--out", tmp_path / "out", "--formats", "csv") == 0
    told = capsys.readouterr().err
    assert "income is left out" in told
    assert "hair is a column of the synthetic table only" in told
    report = Report.from_json((tmp_path / "out" / "report.json").read_bytes())
    assert "income" in [row["column"] for row in report.set_aside]
    assert "income is left out" in (tmp_path / "out" / "summary.md").read_text()


def test_a_guessed_column_is_taken_only_when_confirmed(
    real: Path, ran: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    synthetic = pd.read_csv(ran / "synthetic.csv").rename(columns={"income": "zz"})
    synthetic.to_csv(tmp_path / "other.csv", index=False)
    command = ["evaluate", real, tmp_path / "other.csv", "--out", tmp_path / "out", "--formats", "csv"]
    assert run(*command) == 2
    assert "--map income=zz" in capsys.readouterr().err
    assert run(*command, "--map", "income=zz") == 0
    report = Report.from_json((tmp_path / "out" / "report.json").read_bytes())
    assert "income" not in [row["column"] for row in report.set_aside]


def test_a_column_name_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\x1b[31mred,b\n" + "".join(f"{i % 3},{i % 7}\n" for i in range(30)))
    assert run("split", path, "--out", tmp_path / "out") in (0, 2)
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err


def command(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "synthlab", *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=120, **more,  # type: ignore[call-overload]
    )  # fmt: skip


def test_the_module_runs_and_its_exit_codes_reach_the_shell() -> None:
    assert command("--version").stdout == "synthlab 0.1.0\n"
    assert command().returncode == 2
    assert command("verify", "none.zip").returncode == 2
    done = command("--help")
    assert done.returncode == 0
    for name in ("app", "run", "split", "generate", "evaluate", "bundle", "verify", "exit codes"):
        assert name in done.stdout


def test_help_takes_less_than_half_a_second_of_work() -> None:
    took = []
    for _ in range(5):
        before = os.times()
        command("--help")
        after = os.times()
        took.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
    assert min(took) < 0.5


def test_a_fault_of_ours_is_not_taken_for_a_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import synthlab.cli.verify

    def broken(_options: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(synthlab.cli.verify, "main", broken)
    with pytest.raises(SystemExit) as ended:
        main(["verify", "x.zip"])
    assert ended.value.code == 70
    assert "a fault of synthlab" in capsys.readouterr().err


def test_more_than_memory_holds_is_the_users_turn(
    monkeypatch: pytest.MonkeyPatch, real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import synthlab.cli.generate

    def too_large(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(synthlab.cli.generate, "made", too_large)
    assert run("generate", real, "--generator", "trees", "--out", tmp_path / "out.csv") == 2
    assert "needs more memory than there is. Try fewer rows" in capsys.readouterr().err
    assert os.listdir(tmp_path) == []


def test_stopping_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, real: Path, tmp_path: Path) -> None:
    import synthlab.cli.run

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(synthlab.cli.run, "made", stopped)
    assert run("run", real, "--generator", "trees", "--out", tmp_path / "out") == 130
    assert os.listdir(tmp_path / "out") == []


def test_a_reader_that_goes_away_is_no_fault(ran: Path) -> None:
    line = f"{sys.executable} -m synthlab verify {ran / 'bundle.zip'} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    assert done.returncode == 0
