"""What the privacy checks find on other people's synthetic tables, of which it is known how they were made.

    python -m benchmarks.privacy_twins TWINS_DIRECTORY [NAME ...]

Prints a Markdown table: what each check said, and the sentence of the one that found most. The directory holds
``midst_tabddpm_1``, ``midst_tabddpm_2``, ``anonymeter_adult``, ``nist_acs`` and ``mostlyai_census2k``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from benchmarks.twin_tables import compared, table
from synthlab.evaluation import Outcome, evaluate
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Family, State
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Role

PRIVACY = tuple(m for m in METRICS if m.family is Family.PRIVACY and m.name != "nearest-record-share")
NIST_SECRET = {"PINCP_DECILE": Role.SENSITIVE}


def _midst(twins: Path, number: int) -> Comparison:
    """Members against the other model's training rows, rows that both models saw left out."""
    synthetic = table(twins / f"midst_tabddpm_{number}" / "trans_synthetic.csv")
    train, other = (table(twins / f"midst_tabddpm_{n}" / "train_with_id.csv") for n in (number, 3 - number))
    aside = other[~other["trans_id"].isin(train["trans_id"])].reset_index(drop=True)
    names = list(synthetic.columns)
    return compared(train[names], aside[names], synthetic, {})


def _challenge(twins: Path, number: int) -> Comparison:
    """Members against the 100 rows of the challenge that were not trained on."""
    folder = twins / f"midst_tabddpm_{number}"
    synthetic, train = table(folder / "trans_synthetic.csv"), table(folder / "train_with_id.csv")
    rows, label = table(folder / "challenge_with_id.csv"), table(folder / "challenge_label.csv")
    names = list(synthetic.columns)
    outside = rows[label["is_train"].astype(int).to_numpy() == 0].reset_index(drop=True)
    return compared(train[names], outside[names], synthetic, {})


def _anonymeter(twins: Path) -> Comparison:
    folder = twins / "anonymeter_adult"
    parts = ("adults_train_reconstructed.parquet", "adults_control.csv", "adults_syn_ctgan.csv")
    return compared(*(table(folder / part) for part in parts), {"income": Role.TARGET})


def _census(twins: Path, synthetic: str) -> Comparison:
    folder = twins / "mostlyai_census2k"
    parts = ("census2k-trn.csv", "census2k-hol.csv", f"census2k-{synthetic}.csv")
    return compared(*(table(folder / part) for part in parts), {"income": Role.TARGET})


def _nist(twins: Path, synthetic: str, holdout: str | None = None) -> Comparison:
    folder = twins / "nist_acs"
    aside = None if holdout is None else table(folder / f"{holdout}.csv")
    return compared(table(folder / "national2019.csv"), aside, _deid(folder, synthetic), NIST_SECRET)


def _subsample_through_the_experiment(twins: Path) -> Comparison:
    """The rows that were drawn against those that were not; a row that stands twice in the table is left out."""
    folder = twins / "nist_acs"
    whole = _nist(twins, "subsample_40pcnt_all")
    names = list(whole.schema.names)
    real, ours = row_hashes(whole.train, names), row_hashes(whole.synthetic, names)
    rows = table(folder / "national2019.csv")
    alone = ~pd.Series(real).duplicated(keep=False)
    drawn = pd.Series(real).isin(ours)
    train, aside = (rows[alone & side].reset_index(drop=True) for side in (drawn, ~drawn))
    return compared(train, aside, _deid(folder, "subsample_40pcnt_all"), NIST_SECRET)


def _deid(folder: Path, name: str) -> pd.DataFrame:
    return table(folder / f"deid_{name}.csv")


TWINS: Mapping[str, Callable[[Path], Comparison]] = {
    "MIDST TabDDPM 1, other model's rows kept aside": lambda twins: _midst(twins, 1),
    "MIDST TabDDPM 2, other model's rows kept aside": lambda twins: _midst(twins, 2),
    "MIDST TabDDPM 1, challenge's non-members kept aside": lambda twins: _challenge(twins, 1),
    "MIDST TabDDPM 2, challenge's non-members kept aside": lambda twins: _challenge(twins, 2),
    "anonymeter's Adult, CTGAN": _anonymeter,
    "mostlyai census2k, 30% of cells flipped": lambda twins: _census(twins, "syn_flip30"),
    "mostlyai census2k, their generator": lambda twins: _census(twins, "syn_mostly"),
    "NIST 40% sub-sample, no holdout": lambda twins: _nist(twins, "subsample_40pcnt_all"),
    "NIST 40% sub-sample, rows not drawn kept aside": _subsample_through_the_experiment,
    "NIST SMOTE, no holdout": lambda twins: _nist(twins, "smote_target_marital"),
    "NIST CART, no holdout": lambda twins: _nist(twins, "cart_cf21"),
    "NIST CTGAN, no holdout": lambda twins: _nist(twins, "sdv_ctgan_epochs1000"),
    "NIST AIM, no holdout": lambda twins: _nist(twins, "aim_e_10_all"),
    "NIST PATE-GAN, no holdout": lambda twins: _nist(twins, "pategan_n_iter_50_e_10_all"),
    "NIST CTGAN, the year before kept aside": lambda twins: _nist(
        twins, "sdv_ctgan_epochs1000", "national2018"
    ),
}


def _told(outcome: Outcome) -> str:
    return str(outcome.reason if outcome.status == "skipped" else outcome.facts.get("sentence", ""))


def _row(name: str, comparison: Comparison) -> str:
    began = time.process_time()
    outcomes = [one for one in evaluate(comparison, PRIVACY, 0).outcomes if one.state is not None]
    seconds = time.process_time() - began
    by_state: dict[State, list[Outcome]] = {}
    for one in outcomes:
        assert one.state is not None
        by_state.setdefault(one.state, []).append(one)
    ordered = [state for state in State if state in by_state]
    states = "; ".join(f"**{state}**: {', '.join(o.metric for o in by_state[state])}" for state in ordered)
    told = " / ".join(dict.fromkeys(f"{one.metric}: {_told(one)}" for one in by_state[ordered[0]]))
    sizes = f"{len(comparison.train):,} / {0 if comparison.holdout is None else len(comparison.holdout):,}"
    return f"| {name} | {sizes} / {len(comparison.synthetic):,} | {states} | {told} | {seconds:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("twins", type=Path)
    parser.add_argument("names", nargs="*", help="only twins whose name holds one of these")
    wanted = parser.parse_args()
    print("| twin | train / holdout / synthetic | states | what was found | CPU s |\n|---|---|---|---|---|")
    for name, made in TWINS.items():
        if not wanted.names or any(part in name for part in wanted.names):
            print(_row(name, made(wanted.twins)), flush=True)


if __name__ == "__main__":
    main()
