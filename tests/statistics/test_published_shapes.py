import json

import numpy as np
import pandas as pd
import pytest

from synthlab.statistics.distances import kolmogorov_smirnov, total_variation


def alike(real: pd.Series, made: pd.Series, kind: str) -> float:
    """A column's shape as SDMetrics scores it: one less KS for numbers and dates, one less TVD for the rest."""
    if kind in ("numerical", "datetime"):
        sides = [pd.to_datetime(side) if kind == "datetime" else side for side in (real, made)]
        distance = kolmogorov_smirnov(
            *(side.dropna().astype("int64" if kind == "datetime" else float) for side in sides)
        )
        assert distance is not None
        return 1 - distance
    levels = sorted({*real.astype(str), *made.astype(str)})
    counts = [side.astype(str).value_counts().reindex(levels, fill_value=0) for side in (real, made)]
    return 1 - float(total_variation(*counts))


@pytest.mark.data
def test_the_column_shapes_of_the_student_placements_are_those_of_sdmetrics(shared_data):
    """0.851108 by sdmetrics 0.32.0 with the metadata that comes with the two tables."""
    folder = shared_data / "twins" / "sdmetrics_student_placements"
    tables = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["tables"]
    real, made = (pd.read_csv(folder / f"student_placements_{side}.csv") for side in ("real", "synthetic"))
    kinds = {name: each["sdtype"] for name, each in tables["student_placements"]["columns"].items()}
    shapes = [alike(real[name], made[name], kind) for name, kind in kinds.items() if kind != "id"]
    assert np.mean(shapes) == pytest.approx(0.851108, abs=1e-6)
