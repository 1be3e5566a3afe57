"""Judges that are no part of the library: another eye on the same tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthlab.tables.schema import Column, Kind, Schema

Matrix = npt.NDArray[np.float64]
_BINS = 20


def as_matrices(frames: list[pd.DataFrame], schema: Schema) -> tuple[list[Matrix], list[bool]]:
    """Each frame as numbers over the same codes, NaN where missing; and which columns are categories."""
    matrices = [np.empty((len(frame), len(schema.modelled))) for frame in frames]
    is_level = []
    for place, column in enumerate(schema.modelled):
        lines = _lines([frame[column.name] for frame in frames], column)
        for matrix, line in zip(matrices, lines, strict=True):
            matrix[:, place] = line
        is_level.append(not column.is_ordered and max(np.nanmax(line, initial=0) for line in lines) < 250)
    return matrices, is_level


def similarity(train: pd.DataFrame, synthetic: pd.DataFrame, schema: Schema) -> tuple[float, float]:
    """1 less the mean total variation over columns, and over pairs of columns, on 20 quantile bins of train."""
    (left, right), _ = as_matrices([train, synthetic], schema)
    coded = [[], []]
    for place, column in enumerate(schema.modelled):
        edges = _edges(left[:, place], column)
        for side, matrix in enumerate((left, right)):
            codes = np.searchsorted(edges, matrix[:, place], side="right")
            coded[side].append(np.where(np.isnan(matrix[:, place]), len(edges) + 1, codes))
    n_columns = len(coded[0])
    single = [_distance(coded[0][i], coded[1][i]) for i in range(n_columns)]
    double = [
        _distance(coded[0][i] * 10_000 + coded[0][j], coded[1][i] * 10_000 + coded[1][j])
        for i in range(n_columns)
        for j in range(i)
    ]
    return 1 - float(np.mean(single)), 1 - float(np.mean(double or [0]))


def detection(holdout: pd.DataFrame, synthetic: pd.DataFrame, schema: Schema) -> float:
    """C2ST: the area under the curve of boosting that tells as many holdout from synthetic rows, in 3 folds."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    n_rows = min(len(holdout), len(synthetic))
    matrices, is_level = as_matrices([holdout.iloc[:n_rows], synthetic.iloc[:n_rows]], schema)
    is_synthetic = np.repeat([0, 1], n_rows)
    model = HistGradientBoostingClassifier(categorical_features=is_level, random_state=0)
    # Shuffled: the holdout stands in table order, and a fold of one region alone would be told backwards.
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    told = cross_val_predict(model, np.vstack(matrices), is_synthetic, cv=folds, method="predict_proba")
    return float(roc_auc_score(is_synthetic, told[:, 1]))


def usefulness(train: pd.DataFrame, holdout: pd.DataFrame, schema: Schema) -> float:
    """Boosting trained on one table, scored on the holdout: area under the curve, or R2 for a number."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.metrics import r2_score, roc_auc_score

    if schema.target is None:
        return float("nan")
    (learned, asked), is_level = as_matrices([train, holdout], schema)
    place = [column.name for column in schema.modelled].index(schema.target.name)
    learned, asked = (matrix[~np.isnan(matrix[:, place])] for matrix in (learned, asked))
    known = ~np.isnan(learned).all(axis=0)  # a column that came out missing throughout teaches nothing
    inputs = [index for index in range(len(is_level)) if index != place and known[index]]
    levels = [is_level[index] for index in inputs]
    if schema.target.is_number:
        model = HistGradientBoostingRegressor(categorical_features=levels, random_state=0)
        model.fit(learned[:, inputs], learned[:, place])
        return float(r2_score(asked[:, place], model.predict(asked[:, inputs])))
    if len(np.unique(learned[:, place])) < 2:
        return 0.5  # who has seen one class only ranks by chance
    model = HistGradientBoostingClassifier(categorical_features=levels, random_state=0)
    model.fit(learned[:, inputs], learned[:, place])
    chance = model.predict_proba(asked[:, inputs])
    labels = np.isin(asked[:, place], model.classes_)
    chance, truth = chance[labels], asked[labels, place]
    if chance.shape[1] == 2:
        return float(roc_auc_score(truth == model.classes_[1], chance[:, 1]))
    return float(roc_auc_score(truth, chance, multi_class="ovr", labels=model.classes_))


def copied(
    train: pd.DataFrame, holdout: pd.DataFrame, synthetic: pd.DataFrame, schema: Schema
) -> tuple[float, float]:
    """The share of real rows that no other real row equals and that occur in the synthetic table: train, holdout."""
    names = [column.name for column in schema.modelled]
    keys = [
        pd.util.hash_pandas_object(frame[names].astype(str), index=False)
        for frame in (train, holdout, synthetic)
    ]
    counts = pd.concat(keys[:2]).value_counts()
    shares = []
    for key in keys[:2]:
        alone = key[key.map(counts) == 1]
        shares.append(float(alone.isin(set(keys[2])).mean()) if len(alone) else 0.0)
    return shares[0], shares[1]


def _lines(values: list[pd.Series], column: Column) -> list[Matrix]:
    if column.kind == Kind.DATETIME:
        return [one.to_numpy(dtype="datetime64[ns]").astype("int64") / 1e9 for one in values]
    if column.is_ordered:
        return [one.to_numpy(dtype=np.float64, na_value=np.nan) for one in values]
    texts = [one.astype(object).where(one.notna(), None) for one in values]
    levels = sorted({str(text) for one in texts for text in one.dropna().unique()})
    number_of = {level: float(number) for number, level in enumerate(levels)}
    return [
        one.map(lambda text: number_of[str(text)], na_action="ignore").to_numpy(dtype=float) for one in texts
    ]


def _edges(line: Matrix, column: Column) -> Matrix:
    known = line[~np.isnan(line)]
    if not column.is_ordered or not len(known):
        return np.unique(known)
    return np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1]))


def _distance(left: Matrix, right: Matrix) -> float:
    cells, codes = np.unique(np.concatenate([left, right]), return_inverse=True)
    counts = [np.bincount(part, minlength=len(cells)) / len(part) for part in np.split(codes, [len(left)])]
    return float(np.abs(counts[0] - counts[1]).sum() / 2)
