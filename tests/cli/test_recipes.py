"""What is asked for on the command line becomes a recipe, or a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthlab.cli.parser import build_parser
from synthlab.cli.recipes import groups_asked, recipe_of
from synthlab.errors import DataError
from synthlab.tables.groups import Groups


def asked(*arguments: str) -> object:
    return build_parser().parse_args(["generate", "train.csv", "--out", "x.csv", *arguments])


def test_groups_are_read_from_what_is_typed() -> None:
    assert groups_asked(None, None, None) is None
    assert groups_asked("fraud", None, None) == Groups(column="fraud")
    assert groups_asked(None, "sex:m=0.25,f=0.75", None) == Groups(
        column="sex", shares={"m": 0.25, "f": 0.75}
    )
    assert groups_asked(None, None, 'town:"Rye, NY=20",Ulm=3,=1') == Groups(
        column="town", counts={"Rye, NY": 20, "Ulm": 3, "": 1}
    )
    assert groups_asked(None, None, "x:a=b=2") == Groups(column="x", counts={"a=b": 2})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("a", "a:x=1", None), "each in its own way"),
        ((None, "a", None), r"--shares takes COL:value=number"),
        ((None, "a:", None), r"--shares takes COL:value=number"),
        ((None, ":x=1", None), r"--shares takes COL:value=number"),
        ((None, "a:x", None), r"--shares takes COL:value=number"),
        ((None, "a:x=half,y=0.5", None), "'half' is not a number"),
        ((None, "a:x=0.5,x=0.5", None), "names 'x' twice"),
        ((None, "a:x=0.5", None), "add up to 0.5"),
        ((None, None, "a:x=1.5"), "'1.5' is not a whole number of rows"),
        ((None, None, "a:x=-2"), "'-2' is not a whole number of rows"),
    ],
)
def test_groups_that_cannot_be_are_refused(
    given: tuple[str | None, str | None, str | None], says: str
) -> None:
    with pytest.raises(DataError, match=says):
        groups_asked(*given)


def test_a_recipe_holds_all_that_was_asked_for() -> None:
    recipe = recipe_of(
        asked(
            "--generator", "trees", "--set", "min_leaf=40", "--where", "a=1", "--counts", "b:x=5,y=6",
            "--identifiers", "new", "--texts", "template", "--seed", "3",
        )
    )  # fmt: skip
    assert (recipe.generator, recipe.settings, recipe.where) == ("trees", {"min_leaf": "40"}, {"a": "1"})
    assert (recipe.aside.identifiers, recipe.aside.texts, recipe.seed) == ("new", "template", 3)
    assert recipe.n_rows(1_000) == 11


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Name a generator with --generator"),
        (("--generator", "trees", "--plugin", "a.py:b"), "or one of your own with --plugin"),
        (("--generator", "trees", "--rows", "0"), "at least one row"),
        (("--generator", "trees", "--rows", "100000001"), "at most 100,000,000 are made at once"),
        (("--generator", "trees", "--counts", "a:x=99999999999999"), "at most 100,000,000"),
        (("--generator", "trees", "--rows", "4", "--counts", "a:x=5"), "add up to 5 rows, but 4 rows"),
        (("--generator", "trees", "--set", "file=nowhere.yaml"), "nowhere.yaml: the file cannot be read"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused_before_anything_is_read(
    arguments: tuple[str, ...], says: str
) -> None:
    with pytest.raises(DataError, match=says):
        recipe_of(asked(*arguments))


@pytest.mark.parametrize("seed", ["-1", "one", "1.5"])
def test_a_seed_is_a_whole_number_from_0_up(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        asked("--generator", "trees", "--seed", seed)
    assert ended.value.code == 2
    assert f"{seed!r} is no seed: choose a whole number from 0 up" in capsys.readouterr().err


def test_a_file_is_given_to_the_generator_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("hello", encoding="utf-8")
    with pytest.raises(DataError, match="no setting 'text'"):
        recipe_of(asked("--generator", "trees", "--set", f"file={path}"))
