"""What each choice in ``trees`` is worth: one choice changed at a time, everything else as it is.

python -m benchmarks.generators.ablation                       Adult, 80% of it as train, three seeds
python -m benchmarks.generators.ablation --table housing --most-rows 15000 --variants "as it is" "leaf 40"

A line a variant: means over the seeds, and what the checks said. Excess is the share of train records, unique in all
columns but one, that come out again, less that of kept-aside ones, in points.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from unittest import mock

import numpy as np
import pandas as pd

from benchmarks.generators import judges
from benchmarks.generators.attacking import found
from benchmarks.generators.measuring import some_rows, table
from synthlab.generators import growing, trees
from synthlab.generators.base import silent
from synthlab.generators.trees import Trees, TreesSampler
from synthlab.metrics.privacy import copies, membership, values
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import Split, split

_ORDER = trees.column_order
_ATTACKS = (copies.METRIC, values.METRIC, membership.METRIC)


@dataclass(frozen=True)
class Variant:
    """The settings, what of the code is replaced while it runs, and what is changed in the fitted sampler."""

    settings: Trees = field(default_factory=Trees)
    patches: tuple[tuple[object, str, object], ...] = ()
    after: Callable[[TreesSampler], TreesSampler] = lambda sampler: sampler

    @contextmanager
    def applied(self) -> Iterator[None]:
        patches = [mock.patch.object(where, name, value) for where, name, value in self.patches]
        for patch in patches:
            patch.start()
        try:
            yield
        finally:
            for patch in patches:
                patch.stop()


def _evidence(times: float) -> Variant:
    return Variant(patches=((trees, "_EVIDENCE", {**trees._EVIDENCE, "default": times}),))


def _ordered(
    order: Callable[[Sequence[str], np.ndarray, str | None], list[str]],
) -> Variant:
    return Variant(patches=((trees, "column_order", order),))


def _by_name(other: object, codes: np.ndarray, _goal: np.ndarray) -> np.ndarray:
    return np.arange(other.n_cells + 2, dtype=np.float32)  # type: ignore[attr-defined]


def _last(names: Sequence[str], strength: np.ndarray, first: str | None) -> list[str]:
    order = _ORDER(names, strength, None)
    return [name for name in order if name != first] + ([first] if first else [])


VARIANTS = {
    "as it is": Variant(),
    "order: no column first": _ordered(lambda names, strength, first: _ORDER(names, strength, None)),
    "order: target last": _ordered(_last),
    "order: as in the table": _ordered(lambda names, strength, first: list(names)),
    "leaf 10": Variant(Trees(min_leaf=10)),
    "leaf 40": Variant(Trees(min_leaf=40)),
    "leaf 80": Variant(Trees(min_leaf=80)),
    "categories by name, not by association": Variant(patches=((growing, "places_along", _by_name),)),
    "numbers not spread beyond their interval": Variant(Trees(blend=0.0)),
    "no number that repeats by chance an interval": Variant(Trees(spike_share=0.0)),
    "leaves known by single rows": Variant(patches=((growing, "risen", lambda tree, nodes, *_: nodes),)),
    "no evidence asked for": _evidence(0.0),
    "half the evidence": _evidence(0.5),
    "twice the evidence": _evidence(2.0),
    "the target's splits asked for all of it": Variant(patches=((growing, "_SHARE_FOR_TARGET", 1.0),)),
    "no thinning": Variant(after=lambda sampler: replace(sampler, thinning=None)),
    "shares left to drift": Variant(
        patches=((trees, "calibrated", lambda steps, code_of, rng: list(steps)),)
    ),
    "values as luck has it": Variant(after=lambda sampler: replace(sampler, even=False)),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", default="adult")
    parser.add_argument("--most-rows", type=int, default=0, help="0: all rows")
    parser.add_argument("--holdout-share", type=float, default=0.2)
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), metavar="VARIANT")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    asked = parser.parse_args()
    frame, schema = table(asked.table)
    cuts = [
        split(some_rows(frame, asked.most_rows, seed), schema, holdout_share=asked.holdout_share, seed=seed)
        for seed in asked.seeds
    ]
    real = [judges.usefulness(cut.train, cut.holdout, schema) for cut in cuts]
    print("| | pairs | C2ST | TSTR lost | excess | copies | values | membership | s |", flush=True)
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in asked.variants:
        with VARIANTS[name].applied():
            runs = [
                _measured(VARIANTS[name], cut, schema, seed, most)
                for cut, seed, most in zip(cuts, asked.seeds, real, strict=True)
            ]
        print(_line(name, runs), flush=True)


def _measured(variant: Variant, cut: Split, schema: Schema, seed: int, real: float) -> dict[str, object]:
    began = time.process_time()
    sampler = variant.settings.fit(cut.train, schema, np.random.default_rng(seed), silent)
    drawn = variant.after(sampler).sample(len(cut.train), np.random.default_rng(seed + 1))
    seconds = time.process_time() - began
    judged = found(cut, drawn, schema, _ATTACKS)
    rates = judged.all_but_one
    return {
        "pairs": judged.pairs,
        "C2ST": judged.detection,
        "lost": real - judged.usefulness,
        "s": seconds,
        "excess": 100 * (rates["rate_train"] - rates["rate_holdout"]) if rates else float("nan"),
        **{outcome.metric: str(outcome.state or "not tested") for outcome in judged.outcomes},
    }


def _line(name: str, runs: Sequence[dict[str, object]]) -> str:
    means = pd.DataFrame(runs)[["pairs", "C2ST", "lost", "excess", "s"]].astype(float).mean()
    states = [
        ", ".join(
            f"{state} {count}" for state, count in Counter(str(one[metric.name]) for one in runs).items()
        )
        for metric in _ATTACKS
    ]
    return (
        f"| {name} | {means['pairs']:.4f} | {means['C2ST']:.3f} | {means['lost']:.4f} | {means['excess']:.2f} | "
        + " | ".join(states)
        + f" | {means['s']:.1f} |"
    )


if __name__ == "__main__":
    main()
