"""Fits the cost of every generator to timed runs of small made tables, and says how far off it is on real ones.

python -m benchmarks.generator_costs fit                     the table in synthlab/generators/costs_measured.py
python -m benchmarks.generator_costs fit trees forest        some generators only
python -m benchmarks.generator_costs check                   estimates beside what three real tables took

Each run is a process of its own, on one thread, forked from one that has loaded pandas and scipy. Seconds are of
processor time, what the generator imports included; memory is that of the whole process at its peak.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from synthlab.generators import GENERATORS, generator_card, make_generator
from synthlab.generators.base import silent
from synthlab.generators.costs import Work, amounts, estimated
from synthlab.generators.simulation.table import read_simulation
from synthlab.tables.conform import conform
from synthlab.tables.inference import infer_schema
from synthlab.tables.schema import Schema
from synthlab.tables.splitting import split

_NETWORK = ("once", "train cells", "made cells", "epoch rows", "epoch cells")
_SECONDS: Mapping[str, tuple[str, ...]] = {
    "independent": ("once", "train cells", "made cells"),
    "noise": ("once", "train cells", "made cells"),
    "trees": ("once", "train cells", "grown cells", "routed cells"),
    "forest": ("once", "forest cells", "forest roots", "made cells"),
    "smote": ("once", "train cells", "pairs", "made cells", "made levels"),
    "gaussian-copula": ("once", "train cells", "made cells"),
    "dp-network": ("once", "train cells", "train pairs", "made cells"),
    "rules": ("once", "made cells"),
    "ctgan": _NETWORK,
    "tvae": _NETWORK,
    "copula-gan": _NETWORK,
}
_MEGABYTES: Mapping[str, tuple[str, ...]] = {
    name: ("once", "train cells", "train levels", "made cells", "made levels")
    if parts is _NETWORK
    else ("once", "train cells", "made cells")
    for name, parts in _SECONDS.items()
} | {"rules": ("once", "made cells")}
_SIMULATIONS = Path(__file__).parents[1] / "sample_data" / "simulations"
_SIZES = [
    # train rows, rows to make, columns, levels a category
    (1_000, 1_000, 5, 5), (1_000, 30_000, 15, 20), (5_000, 5_000, 15, 20), (5_000, 5_000, 60, 5),
    (20_000, 20_000, 15, 5), (20_000, 1_000, 15, 60), (15_000, 15_000, 40, 20), (60_000, 60_000, 10, 20),
]  # fmt: skip
_NETWORK_SIZES = {
    # the same, and how many epochs
    (1_000, 1_000, 5, 5): 1, (1_000, 8_000, 15, 20): 1, (4_000, 1_000, 15, 5): 1, (3_000, 1_000, 15, 20): 4,
    (3_000, 1_000, 15, 60): 2,
}  # fmt: skip
_CHECKED = ("adult", "telco", "bike")
_LEAST_SECONDS = 0.02  # what is quicker is not told apart


def table(n_rows: int, n_columns: int, n_levels: int) -> tuple[pd.DataFrame, Schema]:
    """A made table: every second column a number, the others categories, all from three hidden factors."""
    rng = np.random.default_rng(0)
    hidden = rng.normal(size=(n_rows, 3))
    columns: dict[str, object] = {}
    for place in range(n_columns):
        line = hidden[:, place % 3] + rng.normal(size=n_rows)
        if place % 2:
            cuts = np.linspace(-2.5, 2.5, n_levels - 1)
            codes = np.searchsorted(cuts, line)
            columns[f"c{place}"] = pd.Categorical.from_codes(codes, [f"{n:03d}" for n in range(n_levels)])
        else:
            columns[f"c{place}"] = np.round(line * 100, place % 4)
    frame = pd.DataFrame(columns)
    schema = infer_schema(frame).with_target("c1")
    return conform(frame, schema), schema


def spent(
    name: str, settings: Mapping[str, str], size: tuple[int, int, int, int] | None, real: str = ""
) -> tuple[Work, float, float]:
    """The work that one run was, its seconds and its megabytes."""
    if size is not None and "text" in settings:
        simulation = read_simulation(settings["text"])
        train, schema, n_made = simulation.draw(100, np.random.default_rng(0)), simulation.schema, size[1]
    elif size is not None:
        train, schema = table(size[0], size[2], size[3])
        n_made = size[1]
    else:
        from benchmarks.generators.measuring import table as real_table

        frame, schema = real_table(real)
        train = split(frame, schema, holdout_share=0.2, seed=0).train
        n_made = len(train)
    made = make_generator(name, settings)
    began = time.process_time()
    made.fit(train, schema, np.random.default_rng(0), silent).sample(n_made, np.random.default_rng(1))
    seconds = time.process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Work.on(train, schema, n_made), seconds, megabytes


def _alone(*asked: object) -> tuple[Work, float, float]:
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        return pool.apply(spent, asked)


def _runs(name: str) -> list[tuple[Mapping[str, str], Work, float, float]]:
    card = generator_card(name)
    found = []
    if "epochs" in card.settings_help:
        wanted = [({"epochs": str(epochs)}, size) for size, epochs in _NETWORK_SIZES.items()]
    elif "SDV" in card.title:
        wanted = [({}, size) for size in _NETWORK_SIZES]
    elif name == "rules":
        written = [path.read_text(encoding="utf-8") for path in sorted(_SIMULATIONS.glob("*.yaml"))]
        wanted = [({"text": text}, size) for size in _SIZES for text in written]
    else:
        wanted = [({}, size) for size in _SIZES]
    for settings, size in wanted:
        work, seconds, megabytes = _alone(name, settings, size)
        told = {key: value for key, value in settings.items() if key != "text"}
        print(f"# {name} {told} {work}: {seconds:.2f} s, {megabytes:.0f} MB", flush=True)
        found.append((told, work, seconds, megabytes))
    return found


def fit(names: Sequence[str]) -> None:
    """Prints each generator's entry of the table of costs."""
    for name in names:
        runs = _runs(name)
        print(f'    "{name}": {{')
        for what, parts, measured in (
            ("seconds", _SECONDS[name], [max(run[2], _LEAST_SECONDS) for run in runs]),
            ("megabytes", _MEGABYTES[name], [run[3] for run in runs]),
        ):
            coefficients = fitted(name, parts, runs, measured)
            listed = ", ".join(f'"{part}": {value:.3g}' for part, value in coefficients.items())
            print(f'        "{what}": {{{listed}}},')
        print("    },", flush=True)


def fitted(
    name: str,
    parts: tuple[str, ...],
    runs: Sequence[tuple[Mapping[str, str], Work, float, float]],
    measured: Sequence[float],
) -> dict[str, float]:
    """Coefficients, none negative, with the least squared relative error over these runs; those of 0 left out."""
    card = generator_card(name)
    typed = [{key: int(value) for key, value in run[0].items()} for run in runs]
    table = np.array([amounts(card, parts, run[1], own) for own, run in zip(typed, runs, strict=True)])
    relative = table / np.asarray(measured)[:, None]
    scale = relative.max(axis=0)
    solved = nnls(relative / scale, np.ones(len(measured)))[0] / scale
    return {part: float(value) for part, value in zip(parts, solved, strict=True) if value > 0}


def check(names: Sequence[str]) -> None:
    """Prints, for each generator and each of three real tables, what it took and what was estimated."""
    for name in names:
        if name == "rules":
            continue  # it learns from no table
        card = generator_card(name)
        settings = {"epochs": "5"} if "epochs" in card.settings_help else {}
        for real in _CHECKED:
            work, seconds, megabytes = _alone(name, settings, None, real)
            said = estimated(card, work, {key: int(value) for key, value in settings.items()})
            if said is not None:
                print(
                    f"{name:16} {real:8} {work.n_train:7,} x {work.n_columns:3}: {seconds:7.2f} s, estimated "
                    f"{said.seconds:7.2f} ({said.seconds / max(seconds, _LEAST_SECONDS):.2f} times); "
                    f"{megabytes:6.0f} MB, estimated {said.megabytes:6.0f} ({said.megabytes / megabytes:.2f} times)",
                    flush=True,
                )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["fit", "check"])
    parser.add_argument("generators", nargs="*", default=[card.name for card in GENERATORS])
    asked = parser.parse_args()
    names = [name for name in asked.generators if name in _SECONDS]
    (fit if asked.what == "fit" else check)(names)


if __name__ == "__main__":
    main()
