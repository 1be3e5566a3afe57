import pytest

from synthlab.errors import DataError
from synthlab.tables.yaml_text import read_yaml


def test_a_text_is_read_with_the_lines_of_its_pieces() -> None:
    read = read_yaml("a: 1\nb:\n  - x\n  - c: no\n", "file")
    assert read.content == {"a": 1, "b": ["x", {"c": False}]}
    assert [read.line(loc) for loc in ((), ("a",), ("b", 1), ("b", 1, "c"), ("b", 7), ("z",))] == [
        1, 1, 4, 4, 2, 1,
    ]  # fmt: skip
    assert str(read.error(("b", 1, "c"), "wrong.")) == "file, line 4, b.1.c: wrong."


def test_scalars_stay_as_they_are_written_on_request() -> None:
    read = read_yaml("no: 007\nyes: 1e3\nday: 2024-01-01", "file", as_written=True)
    assert read.content == {"no": "007", "yes": "1e3", "day": "2024-01-01"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [1", "file, line 1: this is not YAML|file, line 2: this is not YAML"),
        ("a: 1\na: 2", "file, line 2: 'a' is given twice"),
        ("a:\n  b: 1\n  b: 2", "file, line 3: 'b' is given twice"),
        ("a: &x 1", r"file, line 1: anchors and aliases \(&x\)"),
        ("a: *x", r"file, line 1: anchors and aliases \(\*x\)"),
        ("? [a, b]\n: 1", "file, line 1: a key must be a text"),
        ("[" * 50, "file, line 1: this is nested more than 30 levels deep"),
        ("{a: " * 60, "file, line 1: this is nested more than 30 levels deep"),
        ("- " * 60 + "x", "nested more than 30 levels deep"),
        ("x" * 600_000, "at most 500,000 are read"),
        ("a: !!python/object/apply:os.system ['id']", "this is not YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_yaml(text, "file")


def test_a_bomb_of_anchors_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(DataError, match="anchors and aliases"):
        read_yaml("\n".join(lines), "file")


def test_a_tag_is_ignored_where_scalars_stay_as_written_and_runs_nothing() -> None:
    read = read_yaml("a: !!python/object/apply:os.system ['id']", "file", as_written=True)
    assert read.content == {"a": ["id"]}
