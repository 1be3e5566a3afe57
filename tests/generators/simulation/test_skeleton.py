import numpy as np
import pandas as pd

from synthlab.generators.base import silent
from synthlab.generators.rules import Rules
from synthlab.generators.simulation.skeleton import skeleton
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="no", kind=Kind.CATEGORICAL),
        Column(name="=1+1", kind=Kind.CATEGORICAL, levels=("yes", "no", "007", "高い")),
        Column(name="<b>: x", kind=Kind.NUMERIC, decimals=1, bounds=(2.0, 3.0)),
        Column(name="count", kind=Kind.INTEGER),
        Column(name="day", kind=Kind.DATETIME),
        Column(name="true", kind=Kind.BOOLEAN),
        Column(name="person", kind=Kind.IDENTIFIER),
    )
).with_target("true")


def test_the_file_to_begin_with_makes_every_modelled_column() -> None:
    rng = np.random.default_rng(0)
    text = skeleton(SCHEMA)
    rows = Rules(text).fit(pd.DataFrame(), SCHEMA, rng, silent).sample(200, rng)
    assert list(rows.columns) == [column.name for column in SCHEMA.modelled]
    assert set(rows["=1+1"]) == {"yes", "no", "007", "高い"}
    assert rows["<b>: x"].between(2, 3).all()
    assert "person" not in text
    assert Rules(text).simulation().schema.target.name == "true"
