"""Fidelity, utility, copies and cost of generators on real tables, each in a process of its own.

python -m benchmarks.generators adult                                   every generator
python -m benchmarks.generators adult trees trees:min_leaf=40           some, with settings
python -m benchmarks.generators adult trees --seeds 3                   over three seeds
python -m benchmarks.generators million trees                           a million rows made here

Tables are read from the folder of public tables beside the project; a path to a file works as well, its
target after a colon (``table.csv:target``).
"""

from __future__ import annotations

import argparse
import multiprocessing

from benchmarks.generators.measuring import TABLES, measured, real
from synthlab.generators import GENERATORS

_HEAD = "marginals pairs C2ST TSTR copies:train copies:holdout fit_s sample_s MB"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", help=f"one of {', '.join(TABLES)}, million, or a file and its target")
    parser.add_argument("generators", nargs="*", default=[card.name for card in GENERATORS])
    parser.add_argument("--seeds", type=int, default=1)
    asked = parser.parse_args()
    alone = multiprocessing.get_context("spawn")
    if asked.table != "million":
        print(f"{asked.table}: training on the real rows scores {real(asked.table, 0):.4f}", flush=True)
    print(f"{'generator':32}" + "".join(f"{column:>15}" for column in _HEAD.split()), flush=True)
    for generator in asked.generators:
        for seed in range(asked.seeds):
            with alone.Pool(1, maxtasksperchild=1) as pool:
                found = pool.apply(measured, (asked.table, generator, seed))
            print(f"{generator:32}" + "".join(f"{value:15.4f}" for value in found.values()), flush=True)


if __name__ == "__main__":
    main()
