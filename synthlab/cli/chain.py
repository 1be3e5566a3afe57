"""What can be said of a chain of generations on the command line."""

from __future__ import annotations

import argparse

__all__ = ["add_chain"]


def add_chain(parser: argparse.ArgumentParser) -> None:
    """The options of ``synthlab collapse`` that no other command has."""
    parser.add_argument(
        "--generator", metavar="NAME", required=True, help="for instance trees; a wrong name lists all"
    )
    parser.add_argument(
        "--set", metavar="key=value", dest="settings", action="append", default=[],
        help="a setting of the generator",
    )  # fmt: skip
    parser.add_argument(
        "--generations",
        metavar="N",
        type=int,
        default=5,
        help="how many follow on the real rows (default: 5)",
    )
    parser.add_argument(
        "--anchor", metavar="SHARE", type=float, action="append", default=[],
        help="share of real rows in every generation, a line for each (default: 0 and 0.5)",
    )  # fmt: skip
    parser.add_argument(
        "--most-rows", metavar="N", type=int, default=5_000,
        help="rows of each generation, at most the train rows (default: 5000)",
    )  # fmt: skip
