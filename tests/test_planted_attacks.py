"""The planted-leak table through the whole experiment: what must be found is found, what must not is not accused.

Rows that speak of copies and identifiers alone stand in ``test_planted_leaks``; how often a leak of each size is found
on a real table is measured by ``benchmarks/privacy_calibration``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from tables_for_tests import (
    JOBS,
    PEOPLE,
    fresh,
    people,
    replaced,
    stacked,
    with_copies,
    without_identifiers,
)

from synthlab.evaluation import Report, evaluate
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison, Family, State

CHECKS = tuple(m for m in METRICS if m.family is Family.PRIVACY and m.name != "nearest-record-share")
ALARMS = {State.LEAK_FOUND, State.TRACE}
NUMBERS = ("age", "income", "hours")
N = 2_000


def states(comparison: Comparison) -> dict[str, State | None]:
    return {outcome.metric: outcome.state for outcome in report(comparison).outcomes}


def report(comparison: Comparison) -> Report:
    return evaluate(comparison, CHECKS)


def leaks(comparison: Comparison) -> set[str]:
    return {name for name, state in states(comparison).items() if state is State.LEAK_FOUND}


@cache
def null(seed: int = 0) -> Comparison:
    return fresh(N, N, N, seed)


def synthetic(comparison: Comparison, rows: pd.DataFrame) -> Comparison:
    types = comparison.train.dtypes.to_dict()
    return replaced(comparison, synthetic=without_identifiers(rows.reset_index(drop=True).astype(types)))


def jittered(rows: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """The rows with noise of this share of a standard deviation on every number that is stated."""
    noisy = rows.copy()
    for name in NUMBERS:
        values = rows[name].astype("float64")
        moved = values + rng.normal(size=len(rows)) * share * float(values.std())
        noisy[name] = np.round(moved, 2) if name == "income" else np.rint(moved).astype("Int64")
    return noisy


def planted(
    share: float, jitter: float = 0.0, chosen: Callable[[pd.DataFrame], pd.Series] | None = None
) -> Comparison:
    """Fresh rows, this share of them replaced by training rows: at random, or those highest by ``chosen``."""
    comparison, rng = null(), np.random.default_rng(1)
    n = round(share * N)
    train = comparison.train
    rows = train.sample(n, random_state=1) if chosen is None else train.loc[chosen(train).nlargest(n).index]
    copies = jittered(rows, jitter, rng) if jitter else rows
    return replaced(
        comparison,
        synthetic=stacked(comparison.synthetic.iloc[n:], without_identifiers(copies)),
    )


def noisy_marginals(comparison: Comparison) -> Comparison:
    """Each column alone, from counts in coarse bins with Laplace noise: differentially private at epsilon 1."""
    rng, train = np.random.default_rng(2), comparison.train
    drawn = {}
    for column in PEOPLE.modelled:
        values = train[column.name]
        if column.name in (*NUMBERS, "joined"):
            floats = (
                values.astype("int64" if column.name == "joined" else "float64").dropna().astype("float64")
            )
            edges = np.linspace(floats.min(), floats.max(), 21)
            counts = np.histogram(floats, edges)[0] + rng.laplace(scale=8, size=20)
            shares = np.maximum(counts, 0) / np.maximum(counts, 0).sum()
            made = edges[rng.choice(20, N, p=shares)] + rng.random(N) * (edges[1] - edges[0])
            if column.name == "joined":
                drawn[column.name] = pd.Series(made.astype("datetime64[ns]")).dt.floor("D")
            else:
                drawn[column.name] = pd.Series(np.rint(made) if column.name != "income" else made.round(2))
        else:
            known = values.value_counts()
            counts = np.maximum(known + rng.laplace(scale=8, size=len(known)), 0)
            drawn[column.name] = pd.Series(rng.choice(known.index.to_numpy(), N, p=counts / counts.sum()))
    rows = pd.DataFrame(drawn).assign(email=pd.Series(pd.NA, index=range(N), dtype="string"))
    return synthetic(comparison, rows[list(PEOPLE.names)])


def smooth_copula(comparison: Comparison) -> Comparison:
    """Rank correlations kept by a Gaussian copula; numbers drawn between quantiles, not from single people."""
    rng, train = np.random.default_rng(3), comparison.train
    codes = {
        name: train[name].cat.codes if train[name].dtype == "category" else train[name].astype("float64")
        for name in (*NUMBERS, "job", "region", "bought")
    }
    ranks = pd.DataFrame(codes).rank(pct=True).fillna(0.5)
    correlations = np.corrcoef(ranks.to_numpy().T)
    normal = rng.multivariate_normal(np.zeros(len(codes)), correlations, N)
    uniform = pd.DataFrame(normal, columns=list(codes)).rank(pct=True)
    rows = train.iloc[rng.integers(N, size=N)].reset_index(drop=True)
    for name in codes:
        if name in NUMBERS:
            grid = np.quantile(train[name].dropna().astype("float64"), np.linspace(0, 1, 21))
            made = np.interp(uniform[name], np.linspace(0, 1, 21), grid)
            rows[name] = made.round(2) if name == "income" else pd.array(np.rint(made), dtype="Int64")
        else:
            levels = train[name].cat.categories
            cuts = train[name].value_counts(normalize=True)[levels].cumsum().to_numpy()
            rows[name] = levels[np.minimum(np.searchsorted(cuts, uniform[name]), len(levels) - 1)]
    for name in ("member", "joined"):
        rows[name] = rows[name].to_numpy()[rng.permutation(N)]
    rows["joined"] += pd.to_timedelta(rng.integers(-90, 91, N), unit="D")
    return synthetic(comparison, rows)


def trees_that_copy(comparison: Comparison) -> Comparison:
    """Column after column, each value that of a training person in the same leaf of at least 5."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    rng, train = np.random.default_rng(4), comparison.train
    names = [column.name for column in PEOPLE.modelled]
    coded = pd.DataFrame({name: _coded(train[name]) for name in names})
    donors = pd.DataFrame({names[0]: rng.integers(N, size=N)})
    made = pd.DataFrame({names[0]: coded[names[0]].to_numpy()[donors[names[0]]]})
    for place, name in enumerate(names[1:], 1):
        kind = DecisionTreeRegressor if name in (*NUMBERS, "joined") else DecisionTreeClassifier
        tree = kind(min_samples_leaf=5, random_state=0).fit(coded[names[:place]].to_numpy(), coded[name])
        real, ours = tree.apply(coded[names[:place]].to_numpy()), tree.apply(made.to_numpy())
        order = np.argsort(real, kind="stable")
        first, last = (np.searchsorted(real[order], ours, side=side) for side in ("left", "right"))
        donors[name] = order[first + (rng.random(N) * (last - first)).astype(int)]
        made[name] = coded[name].to_numpy()[donors[name]]
    rows = pd.DataFrame({name: train[name].iloc[donors[name]].array for name in names})
    return synthetic(comparison, rows.assign(email=pd.NA)[list(PEOPLE.names)])


def between_neighbours(comparison: Comparison) -> Comparison:
    """SMOTE: numbers on the line between a training person and one of five neighbours, categories from the first."""
    from sklearn.neighbors import NearestNeighbors

    rng, train = np.random.default_rng(5), comparison.train
    numbers = pd.DataFrame({name: train[name].astype("float64") for name in ("age", "income", "hours")})
    numbers = numbers.fillna(numbers.median())
    scaled = ((numbers - numbers.mean()) / numbers.std()).to_numpy()
    near = NearestNeighbors(n_neighbors=6).fit(scaled).kneighbors(scaled, return_distance=False)[:, 1:]
    start, step = rng.permutation(N), rng.random(N)
    end = near[start, rng.integers(5, size=N)]
    rows = train.iloc[start].reset_index(drop=True)
    for name in numbers:
        values = numbers[name].to_numpy()
        made = values[start] + step * (values[end] - values[start])
        rows[name] = made.round(2) if name == "income" else pd.array(np.rint(made), dtype="Int64")
    return synthetic(comparison, rows)


def _coded(values: pd.Series) -> pd.Series:
    if values.dtype == "category":
        return values.cat.codes.astype("float64")
    if values.dtype.kind == "M":
        return values.astype("int64").astype("float64")
    return values.astype("float64").fillna(-1.0)


@pytest.mark.parametrize("made", [noisy_marginals, smooth_copula])
def test_tables_that_owe_little_to_single_people_are_no_leak(made):
    assert not leaks(made(null(1)))


@pytest.mark.parametrize(("n_train", "n_holdout"), [(2400, 300), (1600, 400), (1200, 600), (600, 1200)])
def test_groups_of_unequal_size_raise_no_alarm(n_train, n_holdout):
    assert not ALARMS & set(states(fresh(n_train, n_holdout, 1500, n_train)).values())


def test_a_secret_that_nearly_everybody_shares_is_no_leak_and_what_statistics_teach_is_told():
    def rare(frame: pd.DataFrame) -> pd.DataFrame:
        # Bought by the 3% who earn most: all but known from the income, and still nobody's own leak.
        yes = frame["income"] > np.exp(11.25)
        levels = pd.CategoricalDtype(["no", "yes"])
        return frame.assign(bought=pd.Series(np.where(yes, "yes", "no"), index=frame.index).astype(levels))

    parts = null(2)
    comparison = Comparison(rare(parts.train), rare(parts.holdout), rare(parts.synthetic), PEOPLE)
    assert 0.02 < (comparison.train["bought"] == "yes").mean() < 0.05
    found = report(comparison).outcome("inference")
    assert found.state not in ALARMS
    rows = {row["attack"]: row for row in found.details}
    # The rare answer is found from the income in either group: group inference, and no difference between them.
    assert rows["bought by learning, rare answers"]["holdout_rate"] > 0.8
    assert abs(rows["bought by learning, rare answers"]["value"]) < 0.2
    assert "guessed in" in found.facts["group_inference"]


def test_a_rare_answer_that_is_copied_is_found_where_accuracy_sees_nothing():
    comparison = null(3)
    rng = np.random.default_rng(0)

    def marked(frame: pd.DataFrame, share: float) -> pd.DataFrame:
        answers = np.where(rng.random(len(frame)) < share, "yes", "no")
        levels = pd.CategoricalDtype(["no", "yes"])
        return frame.assign(bought=pd.Series(answers, index=frame.index).astype(levels))

    train, holdout = marked(comparison.train, 0.05), marked(comparison.holdout, 0.05)
    ill = train[train["bought"] == "yes"]
    copied = jittered(ill, 0.02, rng)
    rows = stacked(marked(comparison.synthetic, 0.05).iloc[len(ill) :], without_identifiers(copied))
    found = report(Comparison(train, holdout, rows, PEOPLE)).outcome("inference")
    rates = {row["attack"]: row for row in found.details}
    assert found.state is State.LEAK_FOUND
    assert rates["bought by memory, rare answers"]["value"] > 0.5
    assert rates["bought by memory"]["value"] < 0.05


def test_copies_of_common_rows_alone_are_no_copies():
    rng = np.random.default_rng(7)

    def common(n: int, prefix: str) -> pd.DataFrame:
        frame = people(n, rng, prefix)
        kinds = people(40, np.random.default_rng(0))
        half = rng.random(n) < 0.5
        rows = kinds.iloc[rng.integers(40, size=n)].reset_index(drop=True)
        return stacked(rows[half], frame[~half]).assign(email=frame["email"].to_numpy())

    train, holdout = common(N, "t"), common(N, "h")
    kinds = people(40, np.random.default_rng(0))
    rows = without_identifiers(stacked(kinds.iloc[rng.integers(40, size=N // 2)], people(N // 2, rng, "s")))
    found = states(Comparison(train, holdout, rows, PEOPLE))
    assert found["copies"] is not State.LEAK_FOUND
    assert not ALARMS & set(found.values())


@pytest.mark.parametrize(
    ("share", "jitter", "by"),
    [
        (0.01, 0.0, {"copies", "membership"}),
        (0.005, 0.0, {"copies"}),
        (0.01, 0.01, {"membership"}),
        (0.05, 0.05, {"membership"}),
    ],
)
def test_copied_people_are_found(share, jitter, by):
    assert by <= leaks(planted(share, jitter))


def test_people_who_stand_alone_are_found_when_they_alone_are_remembered():
    def alone(train: pd.DataFrame) -> pd.Series:
        return train["income"]

    assert "membership" in leaks(planted(0.005, 0.01, alone))


@pytest.mark.parametrize("changed", ["job", "region", "bought"])
def test_copies_with_one_category_redrawn_are_found(changed):
    assert "copies" in leaks(with_copies(null(4), 20, changed=changed))


def test_copies_with_one_category_redrawn_are_found_among_many_coincidences():
    comparison = null(5)

    def coarse(frame: pd.DataFrame) -> pd.DataFrame:
        # Without the income hardly anybody is unique, so that leaving it out gives coincidences by the hundred.
        return frame.assign(
            age=(frame["age"] // 10) * 10,
            hours=frame["hours"] // 30,
            joined=frame["joined"].dt.to_period("Y").dt.start_time,
        )

    parts = (coarse(comparison.train), coarse(comparison.holdout), coarse(comparison.synthetic))
    found = report(with_copies(Comparison(*parts, PEOPLE), 20, changed="job")).outcome("copies")
    levels = {row["level"]: row for row in found.details}
    assert levels["all but one"]["m_holdout"] > 100
    assert levels["all but one, rest rare"]["m_holdout"] <= 2
    assert found.state is State.LEAK_FOUND
    assert found.facts["level"] == "all but one, rest rare"


def test_trees_that_draw_from_their_leaves_leak_values():
    assert {"values", "singling-out"} <= leaks(trees_that_copy(null(6)))


def test_points_between_neighbours_leak_membership_and_secrets():
    assert {"membership", "inference"} <= leaks(between_neighbours(null(6)))


def test_a_leak_in_a_rare_group_alone_is_found():
    """A hundredth of the people earn twenty times as much; of them the synthetic table knows training people only."""
    comparison, rng = fresh(3_000, 3_000, 3_000, 9), np.random.default_rng(9)

    def with_kings(frame: pd.DataFrame) -> pd.DataFrame:
        king = rng.random(len(frame)) < 0.01
        return frame.assign(income=np.where(king, frame["income"] * 20, frame["income"]).round(2))

    train, holdout, rows = (
        with_kings(f) for f in (comparison.train, comparison.holdout, comparison.synthetic)
    )
    line = float(np.quantile(train["income"], 0.99))
    kings = jittered(train[train["income"] > line], 0.0, rng).assign(
        age=lambda f: f["age"] + rng.integers(-1, 2, len(f))
    )
    known = stacked(rows[rows["income"] <= line], without_identifiers(kings))
    found = states(Comparison(train, holdout, known, PEOPLE))
    assert State.LEAK_FOUND in (found["membership"], found["vulnerable"])
    assert found["vulnerable"] in ALARMS


def test_jobs_are_those_that_tables_for_tests_know():
    assert set(null().train["job"].cat.categories) == set(JOBS)
