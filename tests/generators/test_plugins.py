"""A generator from a file: what fits the seam works, what does not is told with its line."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from synthlab.errors import Cancelled, DataError
from synthlab.generators.base import silent
from synthlab.generators.plugins import Checked, load_plugin
from synthlab.jobs.making import Recipe, made
from synthlab.tables.rules import AtLeast
from synthlab.tables.schema import Column, Kind, Schema

SCHEMA = Schema(
    columns=(
        Column(name="age", kind=Kind.INTEGER),
        Column(name="town", kind=Kind.CATEGORICAL),
        Column(name="id", kind=Kind.IDENTIFIER),
    )
)
TRAIN = pd.DataFrame(
    {
        "age": pd.array([30, 40, 50, 60] * 10, dtype="Int64"),
        "town": pd.Categorical(["Ulm", "Bonn"] * 20),
        "id": pd.Series(range(40)).astype("string"),
    }
)

GOOD = """
from __future__ import annotations
from dataclasses import dataclass
import pandas as pd

@dataclass(frozen=True)
class Bootstrap:
    \"\"\"Rows drawn again.\"\"\"
    jitter: int = 0

    def fit(self, train, schema, rng, progress):
        progress(1.0, "kept")
        return Sampler(train[[c.name for c in schema.modelled]], self.jitter)

class Sampler:
    notes = ("It copies real rows.",)

    def __init__(self, rows, jitter):
        self.rows, self.jitter = rows, jitter

    def sample(self, n_rows, rng, where=None):
        rows = self.rows
        for name, text in (where or {}).items():
            rows = rows[rows[name].astype(str) == text]
        drawn = rows.iloc[rng.integers(len(rows), size=n_rows)]
        return pd.DataFrame({"town": drawn["town"].astype(str), "age": drawn["age"].astype(float) + self.jitter})

def without_settings():
    return Bootstrap(1)

NUMBER = 3
"""


def plugin(tmp_path: Path, text: str, name: str = "Bootstrap") -> str:
    path = tmp_path / "mine.py"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return f"{path}:{name}"


def rows_of(address: str, where: dict[str, str] | None = None, **settings: object) -> pd.DataFrame:
    sampler = load_plugin(address).made(settings).fit(TRAIN, SCHEMA, np.random.default_rng(0), silent)
    return sampler.sample(20, np.random.default_rng(1), where)


def test_a_dataclass_in_a_file_is_a_generator_with_settings(tmp_path: Path) -> None:
    address = plugin(tmp_path, GOOD)
    rows = rows_of(address, jitter="2")
    assert list(rows.columns) == ["age", "town"]
    assert dict(rows.dtypes) == dict(TRAIN[["age", "town"]].dtypes)
    assert set(rows["age"]) <= {32, 42, 52, 62}
    assert set(rows_of(address, {"town": "Ulm"})["town"]) == {"Ulm"}
    with pytest.raises(DataError, match="no setting 'noise'"):
        rows_of(address, noise=1)
    with pytest.raises(DataError, match="must be a whole number"):
        rows_of(address, jitter="much")


def test_a_function_is_a_generator_without_settings(tmp_path: Path) -> None:
    assert set(rows_of(plugin(tmp_path, GOOD, "without_settings"))["age"]) <= {31, 41, 51, 61}
    with pytest.raises(DataError, match="It has no settings"):
        rows_of(plugin(tmp_path, GOOD, "without_settings"), jitter=1)


def test_a_table_from_a_plugin_keeps_stated_rules_and_says_where_it_comes_from(tmp_path: Path) -> None:
    loaded = load_plugin(plugin(tmp_path, GOOD))
    schema = SCHEMA.replace(rules=(AtLeast(column="age", least=45),))
    frame, provenance = made(
        Recipe(loaded.card.name, {"jitter": 1}, plugin=loaded), TRAIN, schema, "abc", silent
    )
    assert frame["age"].min() == 45
    assert provenance.generator == "mine.py:Bootstrap"
    assert provenance.settings == {"jitter": 1}
    assert provenance.source_sha256 == {"train": "abc", "plugin": loaded.sha256}
    assert provenance.notes[0] == "It copies real rows."
    assert any("never below 45" in note for note in provenance.notes)


def test_a_card_keeps_what_it_says_but_is_named_by_its_file(tmp_path: Path) -> None:
    card = (
        GOOD
        + """
from synthlab.generators.base import GeneratorCard, MadeAs
CARD = GeneratorCard("trees", "Mine", "what", "none", "MIT", MadeAs.AUGMENTED, Bootstrap, {})
"""
    )
    loaded = load_plugin(plugin(tmp_path, card, "CARD"))
    assert (loaded.card.name, loaded.card.licence, loaded.card.made_as) == (
        "mine.py:CARD",
        "MIT",
        "augmented",
    )


@pytest.mark.parametrize("address", ["mine.py", "mine.py:", ":Bootstrap", "mine.py:a b", "mine.py:os.system"])
def test_an_address_is_a_file_and_a_name(address: str) -> None:
    with pytest.raises(DataError, match=r"--plugin takes FILE\.py:FACTORY"):
        load_plugin(address)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = = 1", r"mine\.py, line 1: SyntaxError"),
        ("raise SystemExit(1)", r"mine\.py, line 1: SystemExit: 1"),
        (
            "class Bootstrap:\n  def fit(self, a, b, c, d):\n    raise SystemExit(0)",
            "fit, line 3: SystemExit: 0",
        ),
        ("\nimport nothing_of_that_name", r"mine\.py, line 2: ModuleNotFoundError: No module named"),
        ("class Other: pass", r"has no generator 'Bootstrap'\. It has: Other"),
        ("Bootstrap = 3", "has no generator 'Bootstrap'"),
        ("class Bootstrap: pass", "gives a Bootstrap without fit. The seam is: fit"),
        ("class Bootstrap:\n  def fit(self, train): pass", "fit cannot be called with 4 arguments"),
        (
            "class Bootstrap:\n  def __init__(self):\n    raise KeyError('x')",
            r"mine\.py:Bootstrap, line 3: KeyError",
        ),
        (
            "class Bootstrap:\n  def fit(self, a, b, c, d):\n    return 1 / 0",
            r"mine\.py:Bootstrap: fit, line 3: ZeroDivisionError",
        ),
        ("class Bootstrap:\n  def fit(self, a, b, c, d):\n    return 1", "fit gives a int without sample"),
        (
            "class Bootstrap:\n  def fit(self, a, b, c, d):\n    return self\n  def sample(self, n): pass",
            "sample cannot be called with 3 arguments",
        ),
    ],
)
def test_what_does_not_fit_the_seam_is_told(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        rows_of(plugin(tmp_path, text))


@pytest.mark.parametrize(
    ("gives", "says"),
    [
        ("7", "sample gives a int; a pandas DataFrame is needed"),
        ("pd.DataFrame({'age': [1]})", "sample gives 1 rows where 20 were asked for"),
        ("pd.DataFrame({'age': [1] * n})", "sample: The table lacks the column town"),
        (
            "pd.DataFrame({'age': ['x'] * n, 'town': 'Ulm'})",
            "sample: Column 'age' was set to integer, but 20 of 20",
        ),
        ("None.rows", "sample, line 7: AttributeError"),
    ],
)
def test_rows_that_are_not_what_was_asked_for_are_told(tmp_path: Path, gives: str, says: str) -> None:
    text = f"""\
import pandas as pd
class Bootstrap:
    notes = ()
    def fit(self, train, schema, rng, progress):
        return self
    def sample(self, n, rng, where=None):
        return {gives}
"""
    with pytest.raises(DataError, match=says):
        rows_of(plugin(tmp_path, text))


def test_conditions_that_are_not_kept_are_told(tmp_path: Path) -> None:
    text = GOOD.replace("rows = rows[rows[name].astype(str) == text]", "pass")
    with pytest.raises(DataError, match="rows that do not keep the condition on town"):
        rows_of(plugin(tmp_path, text), {"town": "Ulm"})


def test_the_train_rows_cannot_be_changed_and_a_cancellation_passes(tmp_path: Path) -> None:
    before = TRAIN.copy()
    rows_of(plugin(tmp_path, GOOD.replace('progress(1.0, "kept")', 'train["age"] = 0')))
    pd.testing.assert_frame_equal(TRAIN, before)

    def stop(_share: float, _doing: str) -> None:
        raise Cancelled("Stopped.")

    checked: Checked = load_plugin(plugin(tmp_path, GOOD)).made({})
    with pytest.raises(Cancelled):
        checked.fit(TRAIN, SCHEMA, np.random.default_rng(0), stop)


@pytest.mark.parametrize(
    ("notes", "told"), [('"One note."', ("One note.",)), ("None", ()), ("[1, 2]", ("1", "2"))]
)
def test_notes_are_sentences_however_they_are_given(
    tmp_path: Path, notes: str, told: tuple[str, ...]
) -> None:
    checked = load_plugin(plugin(tmp_path, GOOD.replace('("It copies real rows.",)', notes))).made({})
    assert checked.fit(TRAIN, SCHEMA, np.random.default_rng(0), silent).notes == told


def test_progress_that_a_plugin_tells_stays_between_0_and_1_and_never_falls(tmp_path: Path) -> None:
    told: list[float] = []
    text = GOOD.replace('progress(1.0, "kept")', '[progress(share, "x") for share in (0.5, 7, -1, 0.2)]')
    checked = load_plugin(plugin(tmp_path, text)).made({})
    checked.fit(TRAIN, SCHEMA, np.random.default_rng(0), lambda share, _doing: told.append(share))
    assert told == [0.5, 1, 1, 1]
