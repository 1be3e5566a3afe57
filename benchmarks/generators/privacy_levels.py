"""What the privacy levels of ``trees`` cost and what attacks find at each.

python -m benchmarks.generators.privacy_levels adult                    every level, three seeds
python -m benchmarks.generators.privacy_levels adult trees:privacy=close --seeds 0 1
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.generators.attacking import found
from benchmarks.generators.measuring import ATTACKS, table
from synthlab.generators import make_generator
from synthlab.generators.base import silent
from synthlab.tables.splitting import split

_LEVELS = [f"trees:privacy={level}" for level in ("close", "default", "strict")]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table")
    parser.add_argument("generators", nargs="*", default=_LEVELS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    asked = parser.parse_args()
    for generator in asked.generators:
        for seed in asked.seeds:
            print(f"{generator} seed {seed}: {measured(asked.table, generator, seed)}", flush=True)


def measured(name: str, generator: str, seed: int) -> str:
    """One generator fitted on two thirds of a table, judged and attacked; in a line of text."""
    frame, schema = table(name)
    cut = split(frame, schema, seed=seed)
    kind, _, settings = generator.partition(":")
    made = make_generator(kind, dict(one.split("=", 1) for one in settings.split(",") if one))
    began = time.process_time()
    sampler = made.fit(cut.train, schema, np.random.default_rng(seed), silent)
    drawn = sampler.sample(len(cut.train), np.random.default_rng(seed + 1))
    seconds = time.process_time() - began
    judged = found(cut, drawn, schema, ATTACKS)
    told = [
        f"pairs {judged.pairs:.4f}",
        f"C2ST {judged.detection:.3f}",
        f"TSTR {judged.usefulness:.4f}",
        f"{seconds:.1f} s",
    ]
    for outcome in judged.outcomes:
        value = "" if outcome.value is None else f" {outcome.value:.4f}"
        told.append(f"{outcome.metric} {outcome.state or outcome.reason}{value}")
        widest = judged.all_but_one
        if outcome.metric == "copies" and widest:
            told.append(f"({widest['rate_train']:.2%} against {widest['rate_holdout']:.2%})")
    return ", ".join(told)


if __name__ == "__main__":
    main()
