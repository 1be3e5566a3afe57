"""The commands and their options; nothing heavy is imported for ``--help``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from synthlab import __version__
from synthlab.cli.chain import add_chain

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["build_parser"]

_ABOUT = """\
Decide whether a synthetic table may stand in for a real one: fidelity, utility and privacy, measured against
real rows that no generator saw. Nothing leaves this machine.
"""

_CODES = """\
exit codes:
  0   done; with --policy, the policy is met
  1   the policy is not met (or, under a policy, a leak was found); a bundle differs from what it states
  2   the input is wrong: the message says what was found and what to do
  3   the policy asks for something that could not be concluded
  70  a fault of synthlab itself
"""


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; ``command`` names the module under ``synthlab.cli`` that runs it."""
    parser = argparse.ArgumentParser(
        prog="synthlab",
        description=_ABOUT,
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"synthlab {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for add in (_app, _run, _split, _generate, _evaluate, _audit, _collapse, _bundle, _verify):
        add(commands)
    return parser


def _command(commands: Commands, name: str, what: str, more: str = "") -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=what, description=f"{what[0].upper()}{what[1:]}. {more}".strip(), allow_abbrev=False
    )


def _app(commands: Commands) -> None:
    parser = _command(
        commands, "app", "start the dashboard", "It listens on this machine only, unless told otherwise."
    )
    parser.add_argument("--port", type=int, help="where to listen (default: 8501, or the next free one)")
    parser.add_argument(
        "--address", default="127.0.0.1", help="interface to listen on (default: %(default)s)"
    )


def _run(commands: Commands) -> None:
    parser = _command(
        commands, "run", "the whole path: split, generate, evaluate, bundle",
        "Cuts a holdout from REAL before anything is fitted, makes a synthetic table from the rest, measures it "
        "against both, and writes report, summary, table and bundle.zip into DIR.",
    )  # fmt: skip
    _real(parser)
    _generator(parser)
    _split_options(parser)
    _target(parser)
    _policy(parser)
    _minimum_count(parser)
    _common(parser)
    _out(parser, "DIR", "directory for report.json, report.html, summary.md, the table and bundle.zip")
    _formats(parser)


def _split(commands: Commands) -> None:
    parser = _command(
        commands, "split", "cut a table into train and holdout, with a receipt",
        "For a generator elsewhere: give it train.csv, keep holdout.csv from it, and come back with `evaluate`.",
    )  # fmt: skip
    _real(parser)
    _split_options(parser, with_coin=True)
    _target(parser)
    _common(parser)
    _out(parser, "DIR", "directory for train.csv, holdout.csv, split.json and schema.json")


def _generate(commands: Commands) -> None:
    parser = _command(
        commands, "generate", "make a synthetic table from a train table, or from rules alone",
        "Every row of TRAIN is shown to the generator. How the table was made is written beside it.",
    )  # fmt: skip
    parser.add_argument(
        "train", metavar="TRAIN", type=Path, nargs="?",
        help="the table that the generator may see; left out with --generator rules, which needs none",
    )  # fmt: skip
    _generator(parser)
    _target(parser)
    _common(parser)
    _out(parser, "FILE", "the synthetic table: .csv, .parquet or .xlsx")


def _evaluate(commands: Commands) -> None:
    parser = _command(
        commands, "evaluate", "measure a synthetic table made anywhere against the real one",
        "With --holdout, REAL is what the generator saw and the holdout is what it did not. Without it, no row of "
        "REAL is known to be unseen, so privacy is screened only and cleared of nothing.",
    )  # fmt: skip
    _real(parser)
    parser.add_argument("synthetic", metavar="SYNTHETIC", type=Path, help="the synthetic table")
    parser.add_argument(
        "--holdout", metavar="FILE", type=Path, help="real rows that the generator did not see"
    )
    parser.add_argument(
        "--trained-on", choices=("train", "all", "unknown"),
        help="what the synthetic table was made from (default: train with --holdout, else unknown)",
    )  # fmt: skip
    parser.add_argument(
        "--map", metavar="COL=NAME", action="append", default=[],
        help="take the real column COL from the synthetic column NAME; COL= leaves it out",
    )  # fmt: skip
    parser.add_argument(
        "--provenance", metavar="FILE", type=Path, help="provenance.json that came with SYNTHETIC"
    )
    parser.add_argument(
        "--receipt",
        metavar="FILE",
        type=Path,
        help="split.json of `synthlab split`, which made both real tables",
    )
    _target(parser)
    _policy(parser)
    _minimum_count(parser)
    _common(parser)
    _out(parser, "DIR", "directory for report.json, report.html, summary.md and the table as it was scored")
    _formats(parser)


def _audit(commands: Commands) -> None:
    parser = _command(
        commands, "audit", "train a generator with and without planted people, and guess who was there",
        "For whoever owns the generator (--plugin takes one of your own). Coins decide which planted people are in "
        "training; what guessing them shows is a lower bound on epsilon, never an upper one.",
    )  # fmt: skip
    parser.add_argument("train", metavar="TRAIN", type=Path, help="real rows; some of them become canaries")
    _generator(parser)
    parser.add_argument(
        "--canaries",
        metavar="N",
        type=int,
        default=100,
        help="people planted by coins (default: %(default)s)",
    )
    parser.add_argument(
        "--fits", metavar="N", type=int, help="trainings (default: 1; with --person 200, at least 100)"
    )
    parser.add_argument(
        "--person", metavar="ROW", type=int,
        help="audit this one row, counted from 0: half of the trainings with it, half without",
    )  # fmt: skip
    parser.add_argument(
        "--delta",
        metavar="D",
        type=float,
        default=0.0,
        help="delta of the claim (default: that of --set, else 0)",
    )
    _target(parser)
    _common(parser)
    _out(parser, "FILE.json", "the result; it holds no row of anybody")


def _collapse(commands: Commands) -> None:
    parser = _command(
        commands, "collapse", "generate from generated rows, again and again, and see what is lost",
        "Fits the generator to real rows, then to its own rows, generation after generation, with and without real "
        "rows among them. Stopped, it goes on where it was when it is asked the same again with the same DIR.",
    )  # fmt: skip
    _real(parser)
    add_chain(parser)
    _split_options(parser)
    _target(parser)
    _common(parser)
    _out(parser, "DIR", "directory for collapse.json, collapse.md and its pictures")


def _bundle(commands: Commands) -> None:
    parser = _command(commands, "bundle", "put an evaluated directory into one file that can be verified")
    parser.add_argument("directory", metavar="DIR", type=Path, help="what `run` or `evaluate` wrote")
    _out(parser, "BUNDLE.zip", "the zip to write")


def _verify(commands: Commands) -> None:
    parser = _command(
        commands, "verify", "recompute a bundle's hashes and scores, and say what differs",
        "Hashes are always recomputed; scores only where the real table is given.",
    )  # fmt: skip
    parser.add_argument(
        "bundle", metavar="BUNDLE.zip", type=Path, help="what `bundle` or the Export page wrote"
    )
    parser.add_argument("--real", metavar="FILE", type=Path, help="the real table, whole: it is split again")
    parser.add_argument(
        "--holdout", metavar="FILE", type=Path, help="the holdout, where it was given to `evaluate`"
    )
    _read(parser)


def _real(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "real", metavar="REAL", type=Path, help="the real table: CSV, TSV, Parquet, Excel or JSON lines"
    )


def _target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--target", metavar="COL", help="the column a model is to predict")
    parser.add_argument(
        "--schema", metavar="FILE", type=Path, help="schema JSON (default: inferred from the values)"
    )


def _generator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--generator", metavar="NAME", help="for instance trees; a wrong name lists all")
    parser.add_argument(
        "--plugin", metavar="FILE.py:FACTORY",
        help="a generator of your own in place of --generator; the file is run with your rights",
    )  # fmt: skip
    parser.add_argument(
        "--set", metavar="key=value", dest="settings", action="append", default=[],
        help="a setting of the generator; file=PATH gives it the text of a file",
    )  # fmt: skip
    parser.add_argument(
        "--rows", metavar="N", type=int, help="rows to make (default: as many as were learned from)"
    )
    parser.add_argument(
        "--where", metavar="col=value", action="append", default=[],
        help="only rows in which the column has the value",
    )  # fmt: skip
    parser.add_argument("--balance", metavar="COL", help="as many rows of each value of the column")
    parser.add_argument(
        "--shares", metavar="COL:a=0.5,b=0.5", help="these shares of the rows for values of a column"
    )
    parser.add_argument(
        "--counts", metavar="COL:a=2000,b=300",
        help="so many rows of each value of a column; an entry with a comma goes in double quotes",
    )  # fmt: skip
    parser.add_argument(
        "--identifiers", choices=("withheld", "new"), default="withheld",
        help="new: identifiers newly made in the same format, never a real one (default: withheld)",
    )  # fmt: skip
    parser.add_argument(
        "--texts", choices=("withheld", "template"), default="withheld",
        help="template: texts of words that at least 5 rows share, in random order (default: withheld)",
    )  # fmt: skip


def _split_options(parser: argparse.ArgumentParser, with_coin: bool = False) -> None:
    share = parser.add_mutually_exclusive_group()
    if with_coin:
        share.add_argument(
            "--coin", action="store_true",
            help="a fair coin for each row, or each group of --by: about half is kept aside",
        )  # fmt: skip
    share.add_argument(
        "--holdout-share",
        metavar="SHARE",
        type=float,
        default=1 / 3,
        help="share kept aside (default: a third)",
    )
    parser.add_argument(
        "--by",
        metavar="COL",
        help="keep rows with the same value together; a date column: the latest rows are kept aside",
    )


def _minimum_count(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--minimum-count", metavar="N", type=int, default=10,
        help="withhold what stands for fewer real rows than this from all that is written (default and least: 10)",
    )  # fmt: skip


def _policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", metavar="FILE", type=Path, help="the organisation's limits, a YAML file")


def _seed(text: str) -> int:
    if not text.strip().isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: choose a whole number from 0 up")
    return int(text)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", metavar="N", type=_seed, default=0, help="same seed, same result (default: 0)"
    )
    _read(parser)


def _read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--read", metavar="key=value", dest="reading", action="append", default=[],
        help="how to read REAL where detection errs: delimiter, encoding, decimal, thousands, quote, header, missing, sheet",
    )  # fmt: skip


def _out(parser: argparse.ArgumentParser, what: str, more: str) -> None:
    parser.add_argument("--out", metavar=what, type=Path, required=True, help=more)


def _formats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--formats", metavar="LIST", default="csv,parquet,xlsx",
        help="formats of the synthetic table, separated by commas (default: %(default)s)",
    )  # fmt: skip
