"""Decide whether a synthetic table may stand in for a real one.

What is imported from here is the library; the rest of the package may change. Names load when first used, so
that ``import synthlab`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synthlab.errors import Cancelled, DataError, NotMeasurable, SynthlabError
    from synthlab.evaluation import Outcome, Report, Verdict, evaluate
    from synthlab.export.bundle import Exhibit, write_bundle
    from synthlab.generators import GENERATORS, generator_card, make_generator
    from synthlab.generators.base import silent
    from synthlab.metrics import METRICS
    from synthlab.metrics.base import Comparison, Family, Metric, Score, State, TrainedOn
    from synthlab.policy import Policy, Rule, default_policy, judge
    from synthlab.policy_file import read_policy
    from synthlab.provenance import Provenance
    from synthlab.tables.conform import conform, to_source, widen
    from synthlab.tables.inference import infer_schema
    from synthlab.tables.mapping import apply_mapping, propose_mapping
    from synthlab.tables.options import ReadOptions
    from synthlab.tables.reading import read_table
    from synthlab.tables.schema import Column, Kind, Role, Schema
    from synthlab.tables.splitting import Split, SplitReceipt, split

__version__ = "0.1.0"

_HOMES = {
    "errors": ("Cancelled", "DataError", "NotMeasurable", "SynthlabError"),
    "evaluation": ("Outcome", "Report", "Verdict", "evaluate"),
    "export.bundle": ("Exhibit", "write_bundle"),
    "generators": ("GENERATORS", "generator_card", "make_generator"),
    "generators.base": ("silent",),
    "metrics": ("METRICS",),
    "metrics.base": ("Comparison", "Family", "Metric", "Score", "State", "TrainedOn"),
    "policy": ("Policy", "Rule", "default_policy", "judge"),
    "policy_file": ("read_policy",),
    "provenance": ("Provenance",),
    "tables.conform": ("conform", "to_source", "widen"),
    "tables.inference": ("infer_schema",),
    "tables.mapping": ("apply_mapping", "propose_mapping"),
    "tables.options": ("ReadOptions",),
    "tables.reading": ("read_table",),
    "tables.schema": ("Column", "Kind", "Role", "Schema"),
    "tables.splitting": ("Split", "SplitReceipt", "split"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "GENERATORS",
    "METRICS",
    "Cancelled",
    "Column",
    "Comparison",
    "DataError",
    "Exhibit",
    "Family",
    "Kind",
    "Metric",
    "NotMeasurable",
    "Outcome",
    "Policy",
    "Provenance",
    "ReadOptions",
    "Report",
    "Role",
    "Rule",
    "Schema",
    "Score",
    "Split",
    "SplitReceipt",
    "State",
    "SynthlabError",
    "TrainedOn",
    "Verdict",
    "__version__",
    "apply_mapping",
    "conform",
    "default_policy",
    "evaluate",
    "generator_card",
    "infer_schema",
    "judge",
    "make_generator",
    "propose_mapping",
    "read_policy",
    "read_table",
    "silent",
    "split",
    "to_source",
    "widen",
    "write_bundle",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
