"""``synthlab split``: train, holdout and a receipt, for a generator elsewhere."""

from __future__ import annotations

import argparse

from synthlab.cli.console import ProgressLine, note, say
from synthlab.cli.inputs import read_options, read_real
from synthlab.cli.outputs import check_directory
from synthlab.export.files import write_files
from synthlab.tables.conform import to_source
from synthlab.tables.splitting import split

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Read, cut, write both tables, the receipt and the schema; returns 0."""
    check_directory(options.out)
    progress = ProgressLine()
    progress.stage(f"Reading {options.real.name}")
    real = read_real(options.real, read_options(options.reading), options.schema, options.target, options.by)
    share = 0.5 if options.coin else options.holdout_share
    parts = split(real.table, real.schema, share, options.seed, options.coin)
    progress.done()
    receipt = parts.receipt
    tables = {"train.csv": parts.train, "holdout.csv": parts.holdout}
    write_files(
        {
            options.out / name: to_source(frame, real.schema)
            .to_csv(index=False, lineterminator="\n")
            .encode()
            for name, frame in tables.items()
        }
        | {
            options.out / "split.json": receipt.model_dump_json(indent=1).encode(),
            options.out / "schema.json": real.schema.to_json().encode(),
        }
    )
    for line in receipt.notes:
        note(line)
    say(f"Split {receipt.method} with seed {receipt.seed}: fingerprint {receipt.fingerprint}.")
    say(f"Written to {options.out}: train.csv ({receipt.n_train:,} rows), holdout.csv ({receipt.n_holdout:,} rows), "
        "split.json, schema.json.")  # fmt: skip
    say("Show train.csv to a generator and keep holdout.csv from it. Then:")
    say(f"  synthlab evaluate {options.out / 'train.csv'} SYNTHETIC --holdout {options.out / 'holdout.csv'} "
        f"--schema {options.out / 'schema.json'} --out DIR")  # fmt: skip
    return 0
