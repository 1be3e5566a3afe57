"""Reading published real and synthetic tables into one comparison, as ``synthlab evaluate`` does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from synthlab.metrics.base import Comparison, TrainedOn
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.mapping import apply_mapping, propose_mapping, restrict
from synthlab.tables.reading import read_table
from synthlab.tables.schema import Role, Schema

__all__ = ["compared", "table", "with_roles"]


def compared(
    train: pd.DataFrame, holdout: pd.DataFrame | None, synthetic: pd.DataFrame, roles: Mapping[str, Role]
) -> Comparison:
    """Raw tables in the training table's schema, over the columns that the synthetic one has."""
    schema = infer_schema(train)
    real = conform(train, schema)
    mapping = propose_mapping(synthetic, schema, real)
    shared = with_roles(restrict(schema, mapping), roles)
    names = list(shared.names)
    aside = (
        None
        if holdout is None
        else apply_mapping(holdout[names], shared, propose_mapping(holdout[names], shared, real[names]))
    )
    seen = TrainedOn.UNKNOWN if holdout is None else TrainedOn.TRAIN
    return Comparison(real[names], aside, apply_mapping(synthetic, shared, mapping), shared, seen)


def with_roles(schema: Schema, roles: Mapping[str, Role]) -> Schema:
    """The schema with these columns in these roles."""
    columns = tuple(
        column.model_copy(update={"role": roles.get(column.name, column.role)}) for column in schema.columns
    )
    return schema.replace(columns=columns)


def table(path: Path) -> pd.DataFrame:
    return read_table(path).frame
