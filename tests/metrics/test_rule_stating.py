import numpy as np
import pandas as pd
import pytest

from synthlab.metrics.fidelity import rule_stating
from synthlab.metrics.fidelity.rule_stating import rules_to_state
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="id", kind=Kind.IDENTIFIER),
        Column(name="start", kind=Kind.INTEGER),
        Column(name="end", kind=Kind.INTEGER),
        Column(name="days", kind=Kind.INTEGER),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="state", kind=Kind.CATEGORICAL),
        Column(name="sex", kind=Kind.CATEGORICAL),
        Column(name="pregnant", kind=Kind.BOOLEAN),
    )
)


def table(n_rows: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    start = rng.integers(0, 60, n_rows)
    days = rng.integers(1, 20, n_rows)
    town = rng.choice(["Ulm", "Bern", "Thun"], n_rows)
    sex = rng.choice(["man", "woman"], n_rows)
    return pd.DataFrame(
        {
            "id": pd.Series([f"K{row:04d}" for row in range(n_rows)], dtype="string"),
            "start": pd.array(start, dtype="Int64"),
            "end": pd.array(start + days, dtype="Int64"),
            "days": pd.array(days, dtype="Int64"),
            "town": pd.Categorical(town),
            "state": pd.Categorical(np.where(town == "Ulm", "BW", "BE")),
            "sex": pd.Categorical(sex),
            "pregnant": pd.array((sex == "woman") & (rng.random(n_rows) < 0.4), dtype="boolean"),
        }
    )


def found(frame: pd.DataFrame) -> set[str]:
    return {rule.text for rule in rules_to_state(frame, SCHEMA, np.random.default_rng(0))}


def test_what_holds_throughout_is_offered_as_a_rule_to_state() -> None:
    texts = found(table())
    assert {
        "start < end",
        "start + days = end",
        "town determines state",
        "id is written like A9999",
        "sex = man never goes with pregnant = true",
    } <= texts
    # Towns of another state are told by what determines what, and by nothing else.
    assert not any("never goes with state" in text for text in texts)


def test_every_rule_that_is_offered_can_be_stated() -> None:
    rules = tuple(rules_to_state(table(), SCHEMA, np.random.default_rng(0)))
    schema = SCHEMA.replace(rules=rules)
    assert Schema.from_json(schema.to_json()).rules == rules


def test_one_row_that_breaks_a_rule_ends_it() -> None:
    frame = table()
    frame.loc[7, ["sex", "pregnant"]] = ["man", True]
    frame.loc[8, "end"] = 0
    texts = found(frame)
    assert not {"sex = man never goes with pregnant = true", "start < end", "start + days = end"} & texts
    assert "town determines state" in texts


def test_a_rule_that_only_the_rows_looked_at_keep_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_stating, "_MOST_ROWS", 100)
    frame = table(4_000)
    assert "start < end" in found(frame)
    looked_at = np.random.default_rng(0).permutation(4_000)[:100]
    unseen = np.setdiff1d(np.arange(4_000), looked_at)[:1]
    frame.loc[unseen, "end"] = 0
    assert "start < end" not in found(frame)


def test_values_that_would_seldom_meet_by_chance_are_not_said_to_exclude_each_other() -> None:
    assert not [text for text in found(table(60)) if "never goes with pregnant" in text]
    assert [text for text in found(table(400)) if "never goes with pregnant" in text]
