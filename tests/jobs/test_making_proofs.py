import numpy as np
import pandas as pd
import pytest

from synthlab.generators.base import silent
from synthlab.jobs.making import Recipe, made
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="job", kind=Kind.CATEGORICAL, levels=("baker", "clerk")),
        Column(name="age", kind=Kind.INTEGER, bounds=(18, 90)),
    )
)


def people(n_rows: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "job": pd.Series(rng.choice(["baker", "clerk"], n_rows)).astype("category"),
            "age": pd.Series(rng.integers(18, 90, n_rows)).astype("Int64"),
        }
    )


def test_a_proof_stands_in_the_provenance_with_what_was_spent() -> None:
    recipe = Recipe("dp-network", {"epsilon": "2"}, rows=50)
    rows, provenance = made(recipe, people(), SCHEMA, "0" * 64, silent)
    assert len(rows) == 50
    assert (provenance.epsilon, provenance.delta) == (2.0, 1e-6)
    assert provenance.kind == "privacy-preserving"
    # rho for epsilon 2 at 0.9e-6 is below the textbook's epsilon**2 / (4 log(1 / delta)) by little.
    assert sum(spend.rho for spend in provenance.ledger) == pytest.approx(0.08, abs=0.02)
    assert provenance.notes[0].startswith("Differentially private with epsilon 2")
    assert "opendp" in provenance.versions


def test_the_number_of_rows_of_a_private_table_is_not_that_of_the_train_rows() -> None:
    # A person of up to 20 rows: the fit knows the number of rows with a standard deviation of about 2,000.
    rows, _ = made(Recipe("dp-network", {"rows_per_person": "20"}), people(), SCHEMA, "0" * 64, silent)
    assert len(rows) != 400


def test_without_a_proof_there_is_no_ledger_and_as_many_rows_as_there_are() -> None:
    rows, provenance = made(Recipe("independent"), people(), SCHEMA, "0" * 64, silent)
    assert len(rows) == 400
    assert (provenance.epsilon, provenance.delta, provenance.ledger) == (None, None, ())
