"""Categories of a table made elsewhere held against the real ones: spelled differently, or unknown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from synthlab.tables.likeness import plain_name
from synthlab.tables.schema import Column, Kind

__all__ = ["level_findings"]

_WORTH_SAYING = 0.05


def level_findings(values: Any, real: pd.Series, column: Column) -> list[str]:
    """What to know of a categorical column's levels, as sentences that quote none of them."""
    if column.kind is not Kind.CATEGORICAL:
        return []
    levels = list(values.categories)
    known = set(real.cat.categories)
    unknown = [level for level in levels if level not in known]
    if not unknown:
        return []
    plain = {plain_name(level) for level in known} - {""}
    respelled = [level for level in unknown if plain_name(level) in plain]
    findings = []
    if respelled:
        findings.append(
            f"{column.name}: {len(respelled)} of {len(levels)} categories differ from the real ones by case, "
            "blanks or punctuation only. They count as new ones: correct the file if they are not."
        )
    fresh = np.isin(np.asarray(levels, dtype=object), list(set(unknown) - set(respelled)))
    share = float(np.append(fresh, False)[values.codes].mean()) if len(values) else 0.0
    if share >= _WORTH_SAYING:
        findings.append(f"{column.name}: {share:.1%} of the rows hold categories that the real table lacks.")
    return findings
