"""Planted in the real table and looked for in everything that leaves: nothing real, extreme or rare gets out."""

from __future__ import annotations

import base64
import io
import re
import zipfile

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from synthlab.evaluation import evaluate
from synthlab.export.bundle import Exhibit, exhibit_files
from synthlab.jobs.tasks import Recipe, made
from synthlab.metrics import METRICS
from synthlab.metrics.base import Comparison
from synthlab.policy import default_policy, judge
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.splitting import split

CANARIES = (
    "987654321",
    "987,654,321",
    "9.8765432",
    "-876543219",
    "Zanzibarquux",
    "mallory.quux@canary.example",
    "the heron of Quuxton",
    "2071-",
    "perhapsquux",
)


def planted_table(n: int = 400) -> pd.DataFrame:
    """A table with one extreme at either end, one rare category and class, one e-mail, one text and one far date."""
    rng = np.random.default_rng(11)
    town = rng.choice(["Ulm", "Bonn", "Kiel"], n).astype(object)
    income = np.round(rng.lognormal(10, 0.5, n)).astype(int).astype(object)
    day = pd.to_datetime("2020-01-01") + pd.to_timedelta(rng.integers(0, 700, n), unit="D")
    days = day.strftime("%Y-%m-%d").to_numpy(dtype=object)
    mail = np.array([f"person{i}@mail.example" for i in range(n)], dtype=object)
    text = np.array(
        [f"{rng.integers(1e9)} came on a {rng.integers(1e6)} day, said {i}" for i in range(n)], dtype=object
    )
    churn = np.where(rng.random(n) < 0.3, "yes", "no").astype(object)
    # In rows that the default seed puts into train and into holdout alike.
    for row in (0, 1, 2, 3):
        town[row], mail[row], text[row] = (
            "Zanzibarquux",
            f"{row}mallory.quux@canary.example",
            f"{row} the heron of Quuxton",
        )
    for row in (0, 2, 4):
        income[row] = 987654321
    for row in (1, 3, 5):
        income[row] = -876543219
    days[[0, 1]] = "2071-03-09"
    churn[[5, 6, 7]] = "perhapsquux"
    return pd.DataFrame(
        {"town": town, "income": income.astype(str), "day": days, "mail": mail, "story": text, "churn": churn},
        dtype="string",
    )  # fmt: skip


def everything_in(files: dict[str, bytes]) -> dict[str, str]:
    """Each file as text a searcher could find things in: unpacked, decoded, with its statistics."""
    found = {}
    for name, content in files.items():
        texts = [content.decode(errors="replace")]
        if name.endswith(".parquet"):
            table = pq.read_table(io.BytesIO(content))
            texts += [str(pq.ParquetFile(io.BytesIO(content)).metadata.row_group(0).to_dict())]
            texts += [
                str(chunk.dictionary)
                for column in table.columns
                for chunk in column.chunks
                if hasattr(chunk, "dictionary")
            ]
            texts += [table.to_pandas().to_csv()]
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                texts += [book.read(member).decode() for member in book.namelist()]
        if name.endswith(".html"):
            inlined = re.findall(r"base64,([A-Za-z0-9+/=]+)", texts[0])
            texts += [base64.b64decode(picture).decode() for picture in inlined]
        found[name] = "\n".join(texts)
    return found


def bundle_of(generator: str) -> dict[str, bytes]:
    frame = planted_table()
    schema = infer_schema(frame).with_target("churn")
    assert {"town", "income", "day", "churn"} == {column.name for column in schema.modelled}
    parts = split(conform(frame, schema), schema)
    recipe = Recipe(generator, rows=300)
    synthetic, provenance = made(recipe, parts.train, schema, parts.receipt.train_sha256, lambda *_: None)
    report = evaluate(Comparison(parts.train, parts.holdout, synthetic, schema), METRICS)
    policy = default_policy()
    return exhibit_files(
        Exhibit("Demo", synthetic, schema, judge(report, policy), provenance, parts.receipt, policy)
    )


def test_the_search_finds_what_is_there() -> None:
    files = {
        "a.html": b'<img src="data:image/svg+xml;base64,'
        + base64.b64encode(b"<text>Zanzibarquux</text>")
        + b'">'
    }
    assert "Zanzibarquux" in everything_in(files)["a.html"]
    frame = pd.DataFrame({"a": pd.Categorical(["x"], categories=["x", "Zanzibarquux"])})
    assert "Zanzibarquux" in everything_in({"t.parquet": frame.to_parquet()})["t.parquet"]


@pytest.mark.parametrize("generator", ["trees", "independent"])
def test_no_canary_leaves_in_any_file(generator: str) -> None:
    files = everything_in(bundle_of(generator))
    assert len(files) > 10
    escaped = [(canary, name) for name, text in files.items() for canary in CANARIES if canary in text]
    assert escaped == []
