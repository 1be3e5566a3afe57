import numpy as np
import pandas as pd
import pytest

from synthlab.generators import make_generator
from synthlab.generators.base import MadeAs
from synthlab.generators.drawing import Demand
from synthlab.generators.whole import SetAside, WholeSampler, fit_whole
from synthlab.tables.schema import Column, Kind, Role, Schema

SCHEMA = Schema(
    columns=(
        Column(name="person", kind=Kind.IDENTIFIER),
        Column(name="age", kind=Kind.INTEGER),
        Column(name="remark", kind=Kind.TEXT),
        Column(name="secret", kind=Kind.IDENTIFIER, role=Role.IGNORED),
    )
)
N = 300
REAL = pd.DataFrame(
    {
        "person": pd.Series([f"P-{row:06d}" for row in range(N)], dtype="string"),
        "age": pd.array(np.random.default_rng(0).integers(20, 60, N), dtype="Int64"),
        "remark": pd.Series(["good food", "bad food", "slow"] * 100, dtype="string"),
        "secret": pd.Series([f"S{row}" for row in range(N)], dtype="string"),
    }
)
NEW = SetAside(identifiers="new", texts="template")


def fitted(aside: SetAside, made_as: MadeAs = MadeAs.GENERATED) -> WholeSampler:
    return fit_whole(make_generator("independent"), made_as, REAL, SCHEMA, aside, np.random.default_rng(0))


def test_by_default_identifiers_and_texts_are_withheld() -> None:
    whole = fitted(SetAside())
    rows = whole.sample(50, np.random.default_rng(0))
    assert list(rows.columns) == list(SCHEMA.names)
    assert rows[["person", "remark", "secret"]].isna().all(axis=None)
    assert not any("identifiers" in note for note in whole.notes)


def test_on_request_identifiers_and_texts_are_made_anew_and_that_is_told() -> None:
    whole = fitted(NEW)
    rows = whole.sample(200, np.random.default_rng(0))
    assert rows["person"].str.fullmatch(r"P-\d{6}").all()
    assert rows["person"].is_unique
    assert not set(rows["person"]) & set(REAL["person"])
    assert set(" ".join(rows["remark"].dropna()).split()) == {"good", "bad", "food", "slow"}
    assert rows["secret"].isna().all()
    assert dict(rows.dtypes) == dict(REAL.dtypes)
    assert whole.notes[-2:] == (
        "person: identifiers are newly made.",
        "remark: texts of 4 words that at least 5 rows share, in random order; 0 rarer words are left out.",
    )


def test_modelled_columns_are_the_same_whatever_becomes_of_the_others() -> None:
    bare, new = (fitted(aside).sample(80, np.random.default_rng(5)) for aside in (SetAside(), NEW))
    pd.testing.assert_series_equal(bare["age"], new["age"])


def test_around_a_generator_with_a_proof_no_real_format_and_no_real_word_is_used() -> None:
    whole = fitted(NEW, MadeAs.PRIVACY_PRESERVING)
    rows = whole.sample(60, np.random.default_rng(0))
    assert rows["person"].str.fullmatch(r"[1-9]\d{11}").all()
    assert rows["remark"].isna().all()
    assert whole.notes[-2:] == (
        "person: identifiers are newly made, without regard to the real ones' format.",
        "remark: withheld, since words of real texts would not be covered by the proof.",
    )


def test_identifiers_that_had_to_be_longer_are_told() -> None:
    real = REAL.assign(person=pd.Series(range(700, 1_000)).astype("string"))
    whole = fit_whole(
        make_generator("independent"), MadeAs.GENERATED, real, SCHEMA, NEW, np.random.default_rng(0)
    )
    notes = whole.table(Demand(50), np.random.default_rng(0)).notes
    assert any("new identifiers are longer than the real ones" in note for note in notes)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_same_seeds_make_the_same_table(seed: int) -> None:
    first, again = (fitted(NEW).sample(40, np.random.default_rng(seed)) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
