"""The line-up: every generator on seven public tables, each run in a process of its own, once.

python -m benchmarks.generators                                  the cheap ones, three seeds
python -m benchmarks.generators --neural --seeds 0               SDV's neural networks
python -m benchmarks.generators --tables adult --generators trees trees:privacy=close --most-rows 0
python -m benchmarks.generators --print                          tables of what was found, and the package's copy

A run that the file of results holds is not made again, so that the work may be stopped at any time. Tables are
read from the folder of public tables beside the project; a path to a file works as well, its target after a
colon (``table.csv:target``).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.generators.measuring import REAL, TABLES, Run, measured
from benchmarks.generators.printing import printed, write_package_copy
from benchmarks.generators.records import alone, ensured, read

CHEAP = (
    REAL, "independent", "trees", "trees:privacy=close", "trees:privacy=strict", "forest",
    "dp-network:epsilon=1", "dp-network:epsilon=10", "noise", "smote", "gaussian-copula",
)  # fmt: skip
NEURAL = ("tvae:epochs=60", "ctgan:epochs=30", "copula-gan:epochs=30")
RESULTS = Path(__file__).with_name("line_up.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", nargs="+", default=list(TABLES), metavar="TABLE")
    parser.add_argument("--generators", nargs="+", default=None, metavar="NAME[:SETTING=VALUE,...]")
    parser.add_argument("--neural", action="store_true", help="SDV's neural networks")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--most-rows", type=int, default=15_000, help="0: all rows")
    parser.add_argument("--holdout-share", type=float, default=1 / 3)
    parser.add_argument("--seconds", type=float, default=900, help="the most a run may take")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--print", action="store_true", help="measure nothing")
    asked = parser.parse_args()
    if asked.print:
        records = read(asked.results)
        print(printed(records))
        write_package_copy(records)
        return
    work = partial(alone, measured, seconds=asked.seconds)
    ensured(_runs(asked), asked.results, work, partial(print, flush=True))


def _runs(asked: argparse.Namespace) -> Iterator[Run]:
    """Seed by seed, so that what is there after a while has every table and generator."""
    generators = asked.generators or (NEURAL if asked.neural else CHEAP)
    for seed in asked.seeds:
        for generator in generators:
            for table in asked.tables:
                yield Run(table, generator, seed, asked.most_rows, asked.holdout_share)


if __name__ == "__main__":
    main()
