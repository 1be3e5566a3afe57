"""What the finished runs say, as Markdown and as the small copy that the package carries."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.generators.measuring import REAL, TABLES
from benchmarks.generators.records import Record, mean

__all__ = ["better_than_sdv", "package_copy", "printed", "write_package_copy"]

ATTACKS = ("copies", "values", "membership", "singling-out")
SDV = ("gaussian-copula", "tvae", "ctgan", "copula-gan")
_COPY = Path(__file__).resolve().parents[2] / "synthlab" / "generators" / "line_up.json"
_STATES = {
    "no leak found": "none",
    "trace": "trace",
    "leak found": "LEAK",
    "cannot tell": "unclear",
    "invalid": "invalid",
}
_HEAD = ("generator", "seeds", "marginals", "pairs", "C2ST", "TSTR", *ATTACKS, "fit s", "sample s", "MB")


def printed(records: Sequence[Record]) -> str:
    """A table of means over seeds for each real table, and where `trees` is not better than SDV's."""
    parts: list[str] = []
    for name, size, found in _by_table(records):
        real = mean([one for one in found if one["generator"] == REAL], "TSTR")
        scored = "" if real is None else f", real rows score {real:.3f}"
        parts.append(
            f"**{name}** ({size['n_train']:,} train and {size['n_holdout']:,} kept-aside rows, "
            f"{size['n_columns']} columns{scored})\n"
        )
        parts.append("| " + " | ".join(_HEAD) + " |")
        parts.append("|" + "---|" * len(_HEAD))
        ranked = sorted(_by_generator(found), key=lambda pair: mean(pair[1], "C2ST") or 2.0)
        parts.extend(_line(generator, runs) for generator, runs in ranked)
        parts.append("")
    return "\n".join([*parts, *better_than_sdv(records)])


def better_than_sdv(records: Sequence[Record]) -> list[str]:
    """A sentence a table: whether `trees` at its default has the better pairs and C2ST than each of SDV's."""
    said = []
    for name, _, found in _by_table(records):
        runs = dict(_by_generator(found))
        rivals = {generator: of for generator, of in runs.items() if _kind(generator) in SDV}
        if "trees" not in runs or not rivals:
            continue
        for figure, sign in (("pairs", 1), ("C2ST", -1)):
            own = mean(runs["trees"], figure)
            for rival, of in rivals.items():
                other = mean(of, figure)
                if own is not None and other is not None and sign * own <= sign * other:
                    said.append(
                        f"{name}: {rival} is as good or better in {figure}, {other:.3f} against {own:.3f}."
                    )
        compared = ", ".join(sorted(rivals))
        said.append(f"{name}: `trees` was held against {compared}.")
    return said


def package_copy(records: Sequence[Record]) -> dict[str, object]:
    """The figures that the Generate page shows, rounded; of those runs that used the commonest number of rows."""
    usual = Counter(record["most_rows"] for record in records).most_common(1)[0][0]
    records = [record for record in records if record["most_rows"] == usual]
    tables = []
    for name, size, found in _by_table(records):
        real = {one["seed"]: one["TSTR"] for one in found if one["generator"] == REAL}
        generators = {
            generator: _summary(runs, real) for generator, runs in _by_generator(found) if _judged(runs)
        }
        tables.append({"table": name, **size, "generators": generators})
    return {"date": max(record["date"] for record in records), "most_rows": usual, "tables": tables}


def write_package_copy(records: Sequence[Record], path: Path = _COPY) -> None:
    path.write_text(json.dumps(package_copy(records), indent=1) + "\n", encoding="utf-8")


def _summary(runs: Sequence[Record], real: Mapping[int, float]) -> dict[str, object]:
    judged = _judged(runs)
    losses = [real[one["seed"]] - one["TSTR"] for one in judged if one["seed"] in real]
    lost = round(sum(losses) / len(losses), 3) if losses else None
    figures = {name: round(mean(judged, name) or 0.0, 3) for name in ("marginals", "pairs", "C2ST")}
    seconds = round(sum(mean(judged, name) or 0.0 for name in ("fit_s", "sample_s")), 1)
    states = {name: [str(one["privacy"][name][0]) for one in judged] for name in ATTACKS}
    return {"seeds": len(judged), **figures, "utility_lost": lost, "seconds": seconds, "privacy": states}


def _line(generator: str, runs: Sequence[Record]) -> str:
    judged = _judged(runs)
    if not judged:
        return f"| `{generator}` | {len(runs)} | " + str(runs[0].get("refused")) + " |" * (len(_HEAD) - 2)
    figures = [f"{mean(judged, name):.3f}" for name in ("marginals", "pairs", "C2ST", "TSTR")]
    states = [_states([str(one["privacy"][name][0]) for one in judged]) for name in ATTACKS]
    cost = [f"{mean(judged, 'fit_s'):.1f}", f"{mean(judged, 'sample_s'):.1f}", f"{mean(judged, 'MB'):.0f}"]
    return "| " + " | ".join([f"`{generator}`", str(len(judged)), *figures, *states, *cost]) + " |"


def _states(found: Sequence[str]) -> str:
    counts = Counter(_STATES.get(state, "not tested") for state in found)
    if len(counts) == 1:
        return next(iter(counts))
    return ", ".join(f"{state} {count}" for state, count in counts.items())


def _judged(runs: Sequence[Record]) -> list[Record]:
    return [run for run in runs if "C2ST" in run]


def _kind(generator: str) -> str:
    return generator.partition(":")[0]


def _by_table(records: Sequence[Record]) -> Iterator[tuple[str, dict[str, int], list[Record]]]:
    for name in dict.fromkeys([*TABLES, *(record["table"] for record in records)]):
        found = [record for record in records if record["table"] == name]
        if found:
            counts = ("n_train", "n_holdout", "n_columns", "n_numbers")
            sized = next((one for one in found if "n_train" in one), None)
            if sized is not None:
                yield name, {count: int(sized[count]) for count in counts}, found


def _by_generator(found: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    for generator in dict.fromkeys(record["generator"] for record in found):
        if generator != REAL:
            yield generator, [record for record in found if record["generator"] == generator]
