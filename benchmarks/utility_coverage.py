"""How often intervals hold 0 when the synthetic table is fresh real rows: each should, in about 95 of 100 tables.

python -m benchmarks.utility_coverage [seeds]       default 100; prints one line a result

Of ``tstr``: average precision, the slices (one line for all of them, and how often any is called clear), the domain
gap. Of ``every-column``: the mean, the columns, and how often any is called clear. Of ``importance``: how often the
interval of the agreement reaches that of two real tables, and how often a column is called spurious.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import numpy as np

from benchmarks.tstr_coverage import _SCHEMA, table
from synthlab.metrics.base import Comparison
from synthlab.metrics.utility import tstr
from synthlab.metrics.utility.every_column import every_column
from synthlab.metrics.utility.importance import importance_agreement
from synthlab.metrics.utility.models import MODELS

_TRAIN, _TEST = 1_500, 1_500


def found(seed: int) -> dict[str, list[bool]]:
    """Of one table of fresh rows: for each result, whether its interval holds what it should."""
    rng = np.random.default_rng([seed, 5])
    comparison = Comparison(table(_TRAIN, rng), table(_TEST, rng), table(_TRAIN, rng), _SCHEMA)
    gap = tstr.gap_to_real(comparison, np.random.default_rng(seed))
    main = next(row for row in gap.details if row["model"] == MODELS[0].name)
    precision = next(one for one in main["scores"] if one["name"] == "average_precision")
    slices, domain = gap.facts["slices"], gap.facts["domain_gap"]
    columns = every_column(comparison, np.random.default_rng(seed))
    leaned = importance_agreement(comparison, np.random.default_rng(seed))
    return {
        "tstr: gap": [gap.low <= 0 <= gap.high],
        "tstr: average precision": [precision["low"] <= 0 <= precision["high"]],
        "tstr: slices": [row["low"] <= 0 <= row["high"] for row in slices],
        "tstr: a slice is called clear": [any(row["clear"] for row in slices)],
        "tstr: domain gap": [domain["low"] <= 0 <= domain["high"]],
        "every-column: mean": [columns.low <= 0 <= columns.high],
        "every-column: columns": [row["low"] <= 0 <= row["high"] for row in columns.details],
        "every-column: a column is called clear": [any(row["clear"] for row in columns.details)],
        "importance: reaches two real tables": [leaned.high >= (leaned.reference_low or 0.0)],
        "importance: a column is called spurious": [bool(leaned.facts["spurious"])],
    }


def main(n_seeds: int) -> None:
    counted: dict[str, list[bool]] = defaultdict(list)
    for seed in range(n_seeds):
        for name, held in found(seed).items():
            counted[name] += held
    for name, held in counted.items():
        print(f"{name:42} {np.mean(held):6.1%} of {len(held)}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
