"""Without kept-aside rows: whom an attacker who knows some columns would find again, and what they would be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from synthlab.metrics.base import Comparison
from synthlab.metrics.privacy.matching import once
from synthlab.tables.hashing import row_hashes
from synthlab.tables.schema import Role

__all__ = ["known_columns"]


def known_columns(comparison: Comparison) -> list[dict[str, Any]]:
    """Rows for a table of copies: real records unique by the quasi-identifiers that the synthetic table repeats.

    The first row counts them; one row for each sensitive column and target counts, of all real records, those whose
    synthetic likes (by the quasi-identifiers) all have the same value there, and it is the true one. An upper bound
    of what such an attacker is told, not of what is wrong with the table: statistics alone tell some of it. Empty
    where no column is a quasi-identifier.

    Source
    ------
    Replicated uniques and "disclosive in synthetic, correct in original" of synthpop (arXiv 2406.16826).
    """
    filled = [c for c in comparison.schema.columns if comparison.synthetic[c.name].notna().any()]
    known = [c.name for c in filled if c.role is Role.QUASI_IDENTIFIER]
    if not known:
        return []
    real, ours = (row_hashes(frame, known) for frame in (comparison.train, comparison.synthetic))
    alone = once(real)
    rows = [
        _row(
            "known columns",
            f"unique in {_listed(known)}",
            int(alone.sum()),
            int(np.isin(real[alone], ours).sum()),
        )
    ]
    for column in filled:
        if column.role in (Role.SENSITIVE, Role.TARGET):
            told = _told(comparison, column.name, real, ours)
            rows.append(
                _row(
                    f"known columns tell {column.name}",
                    f"{column.name} told by {_listed(known)}",
                    len(real),
                    told,
                )
            )
    return rows


def _told(comparison: Comparison, secret: str, real: np.ndarray, ours: np.ndarray) -> int:
    answers = pd.DataFrame({"known": ours, "secret": row_hashes(comparison.synthetic, [secret])})
    one = answers.groupby("known")["secret"].agg(["first", "nunique"])
    one = one[one["nunique"] == 1]
    place = one.index.get_indexer(pd.Index(real))
    truth = row_hashes(comparison.train, [secret])
    return int(((place >= 0) & (one["first"].to_numpy()[place] == truth)).sum()) if len(one) else 0


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _row(level: str, title: str, n_train: int, m_train: int) -> dict[str, Any]:
    return {
        "level": level,
        "title": title,
        "n_train": n_train,
        "m_train": m_train,
        "rate_train": m_train / max(1, n_train),
    }
