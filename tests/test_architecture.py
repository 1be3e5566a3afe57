"""The house keeps its shape: floors, thin pages, a quick import, words for everything public."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import synthlab
from synthlab.export.words import METRIC_WORDS
from synthlab.generators import GENERATORS
from synthlab.metrics import METRICS

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "synthlab"
PAGES = ROOT / "pages"

FLOORS = (
    ("errors",),
    ("tables", "provenance"),
    ("statistics",),
    ("generators", "metrics"),
    ("evaluation",),
    ("policy", "policy_file"),
    ("studies", "charts"),
    ("export",),
    ("jobs",),
    ("cli",),
)
FLOOR_OF = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}

HEAVY = ("sklearn", "scipy", "torch", "sdv", "streamlit", "matplotlib", "duckdb", "numba", "plotly")
NEVER_IN_THE_SERVER = ("sklearn", "torch", "sdv")


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The full names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{named(path)} imports relatively: floors cannot be read off that"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "synthlab" and len(parts) > 1 and parts[1] in FLOOR_OF else None


@pytest.mark.parametrize("path", modules(LIBRARY), ids=named)
def test_the_library_never_imports_streamlit_nor_the_pages(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"streamlit", "pages", "app", "asgi"}


def test_every_room_has_a_floor() -> None:
    rooms = {
        path.stem for path in LIBRARY.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "__main__"} == set(FLOOR_OF)


@pytest.mark.parametrize(
    "path", [path for path in modules(LIBRARY) if path.parent != LIBRARY or path.stem in FLOOR_OF], ids=named
)
def test_imports_go_down_the_floors(path: Path) -> None:
    own = path.relative_to(LIBRARY).parts[0].removesuffix(".py")
    above = {
        name
        for name in imported(path)
        if (room := room_of(name)) is not None and room != own and FLOOR_OF[room] > FLOOR_OF[own]
    }
    assert not above


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.py")), ids=named)
def test_a_page_is_thin_and_computes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    assert not {name.split(".")[0] for name in imported(path)} & {
        "pandas",
        "numpy",
        "sklearn",
        "scipy",
        "duckdb",
    }
    tree = ast.parse(text)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("path", [*modules(PAGES), ROOT / "app.py", ROOT / "asgi.py"], ids=named)
def test_pages_write_no_html_and_leave_the_session_to_its_keeper(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    keywords = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert "unsafe_allow_html" not in keywords
    assert "html" not in attributes
    if path.name != "session.py":
        assert "session_state" not in attributes


def loaded_after(statement: str) -> set[str]:
    """The top-level packages in memory after the statement, in a fresh interpreter."""
    code = f"{statement}\nimport sys, json; print(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_the_library_loads_nothing_heavy() -> None:
    assert not loaded_after("import synthlab") & {*HEAVY, "pandas", "numpy"}


def test_importing_the_library_takes_less_than_six_tenths_of_a_second() -> None:
    code = "import time; t = time.process_time(); import synthlab; print(time.process_time() - t)"
    took = [
        float(
            subprocess.run(
                [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(3)
    ]
    assert min(took) < 0.6


def test_the_registries_load_without_what_their_members_compute_with() -> None:
    statement = "from synthlab.metrics import METRICS; from synthlab.generators import GENERATORS"
    assert not loaded_after(statement) & {"sklearn", "torch", "sdv", "scipy", "matplotlib", "duckdb"}


def test_what_the_pages_import_never_brings_a_learner_into_the_server() -> None:
    wanted = sorted(
        {name for path in modules(PAGES) for name in imported(path) if name.startswith("synthlab.")}
    )
    known = [name for name in wanted if (ROOT / f"{name.replace('.', '/')}.py").exists()]
    known += [name for name in wanted if (ROOT / name.replace(".", "/") / "__init__.py").exists()]
    assert known
    statement = "\n".join(f"import {name}" for name in known)
    assert not loaded_after(statement) & set(NEVER_IN_THE_SERVER)


def test_the_public_names_are_all_there_and_typed_as_they_load() -> None:
    assert sorted(synthlab.__all__) == dir(synthlab)
    assert len(set(synthlab.__all__)) == len(synthlab.__all__)
    for name in synthlab.__all__:
        assert getattr(synthlab, name) is not None
    typed = {
        alias.name
        for node in ast.walk(ast.parse((LIBRARY / "__init__.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("synthlab.")
        for alias in node.names
    }
    assert typed == set(synthlab.__all__) - {"__version__"}
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = synthlab.nothing


def test_the_version_is_the_one_of_the_package() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{synthlab.__version__}"' in text


@pytest.mark.parametrize("path", modules(LIBRARY), ids=named)
def test_everything_public_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = {
        element.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
        for element in getattr(node.value, "elts", [])
    }
    definitions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    bare = [node.name for node in definitions if node.name in public and not ast.get_docstring(node)]
    assert not bare
    if tree.body and path.name != "__init__.py":
        assert ast.get_docstring(tree), "a module says what it is for"


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_has_a_method_card_and_its_words_in_the_summary(metric: synthlab.Metric) -> None:
    card = ROOT / "docs" / "metrics" / f"{metric.name}.md"
    assert card.exists(), f"write {named(card)}"
    assert metric.name in METRIC_WORDS, (
        "say in synthlab/export/words.py what its number says and does not say"
    )


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda card: card.name)
def test_every_generator_has_a_card_in_the_docs(generator: synthlab.generators.GeneratorCard) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    assert any(f"`{generator.name}`" in text for text in texts)


def test_no_two_test_files_share_a_name() -> None:
    names = [path.name for path in modules(ROOT / "tests") if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))
