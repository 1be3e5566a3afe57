"""Formulas over earlier columns: a small grammar of its own, read with Python's parser and never run as Python.

Known are numbers, texts in quotes, True and False, names of earlier columns, ``+ - * / // % **``, comparisons,
``in``, ``and``, ``or``, ``not``, ``a if b else c``, and the functions of ``functions.FUNCTIONS``. Nothing else is:
no attribute, no index, no call of anything else. A missing value makes the result missing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from synthlab.errors import DataError
from synthlab.generators.simulation.parts import (
    EARLIEST,
    LATEST,
    Columns,
    Part,
    Type,
    Values,
    arithmetic,
    chosen,
    compared,
    constant,
    is_known,
    joined,
    negated,
    unary,
)

__all__ = ["Expression", "parsed"]

_LONGEST = 2_000
_MOST_NODES = 300
_DEEPEST = 40


@dataclass(frozen=True)
class Expression:
    """A checked formula: its text, what it gives, and the columns it looks at."""

    text: str
    type: Type
    names: frozenset[str]
    run: Callable[[Columns, int], Values]

    def __call__(self, columns: Columns, n_rows: int) -> Values:
        """Its values, shape (n_rows,).

        Raises
        ------
        DataError
            When a result is endless or undefined though everything it was made from is known.
        """
        with np.errstate(all="ignore"):
            values = self.run(columns, n_rows)
        if self.type is Type.TEXT:
            return values
        known = np.ones(n_rows, dtype=bool)
        for name in self.names:
            known &= is_known(columns[name])
        undefined = np.isinf(values) | (np.isnan(values) & known)
        if undefined.any():
            raise DataError(
                f"The formula {self.text!r} has no finite value in {int(undefined.sum()):,} of {n_rows:,} rows: it "
                "divides by zero, takes a root or logarithm of what has none, or grows beyond all bounds."
            )
        if self.type is Type.DATE and ((values < EARLIEST) | (values > LATEST)).any():
            raise DataError(f"The formula {self.text!r} gives dates outside the years 1700 to 2260.")
        return values


def parsed(text: str, types: Mapping[str, Type]) -> Expression:
    """The formula in this text, over columns of these types.

    Raises
    ------
    DataError
        When it is too long or too deep, is no formula, names what there is not, or mixes types.
    """
    text = " ".join(text.split())
    if not text:
        raise DataError("The formula is empty.")
    if len(text) > _LONGEST:
        raise DataError(f"The formula has {len(text):,} signs; at most {_LONGEST:,} are read.")
    if "\\" in text:
        raise DataError("A formula has no backslash.")
    tree = _tree(text)
    compiler = _Compiler(types)
    part = compiler.part(tree)
    return Expression(text, part.type, frozenset(compiler.names), part.run)


def _tree(text: str) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise DataError(f"The formula {text!r} cannot be read: {error.msg}.") from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise DataError(
            "The formula is nested too deeply, or holds a sign or number that cannot be read."
        ) from error
    nodes, level = [tree], 0
    count = 0
    while nodes:
        count, level = count + len(nodes), level + 1
        if count > _MOST_NODES or level > _DEEPEST:
            raise DataError(
                f"The formula has more than {_MOST_NODES} parts or {_DEEPEST} levels: divide it among several columns."
            )
        nodes = [
            child for node in nodes for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)
        ]
    return tree


def _infix(operator: object) -> str:
    return _OPERATORS.get(type(operator), type(operator).__name__)


_OPERATORS: Mapping[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.MatMult: "@",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


class _Compiler:
    """Turns the nodes that the grammar knows into parts, and refuses all others."""

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.types = types
        self.names: set[str] = set()

    def part(self, node: ast.expr) -> Part:
        if isinstance(node, ast.Constant):
            return constant(node.value)
        if isinstance(node, ast.Name):
            return self.column(node.id)
        if isinstance(node, ast.BinOp):
            return arithmetic(_infix(node.op), self.part(node.left), self.part(node.right))
        if isinstance(node, ast.UnaryOp):
            return unary(node.op, self.part(node.operand))
        if isinstance(node, ast.BoolOp):
            return joined(isinstance(node.op, ast.And), [self.part(value) for value in node.values])
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.IfExp):
            return chosen(self.part(node.test), self.part(node.body), self.part(node.orelse))
        if isinstance(node, ast.Call):
            return self._call(node)
        raise DataError(f"A formula cannot hold {_NAMES_OF.get(type(node), type(node).__name__)}.")

    def column(self, name: str) -> Part:
        if name not in self.types:
            before = ", ".join(self.types) or "there are none"
            raise DataError(f"There is no column {name!r} before this one. Earlier columns: {before}.")
        self.names.add(name)
        return Part(self.types[name], lambda columns, _n_rows: columns[name])

    def _compare(self, node: ast.Compare) -> Part:
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn):
            return self._within(node)
        sides = [self.part(value) for value in (node.left, *node.comparators)]
        return compared(True, list(zip(map(_infix, node.ops), sides, sides[1:], strict=False)))

    def _within(self, node: ast.Compare) -> Part:
        choices = node.comparators[0]
        if not isinstance(choices, ast.List | ast.Tuple) or not choices.elts:
            raise DataError("After in comes a list, for instance in ['a', 'b'].")
        left = self.part(node.left)
        found = compared(False, [("==", left, self.part(choice)) for choice in choices.elts])
        return negated(found) if isinstance(node.ops[0], ast.NotIn) else found

    def _call(self, node: ast.Call) -> Part:
        from synthlab.generators.simulation.functions import FUNCTIONS

        if not isinstance(node.func, ast.Name) or node.keywords:
            raise DataError(
                "A formula calls functions by their name, with values in brackets, and nothing else."
            )
        if node.func.id == "column":
            name = (
                node.args[0].value if len(node.args) == 1 and isinstance(node.args[0], ast.Constant) else None
            )
            if not isinstance(name, str):
                raise DataError("column takes the name of an earlier column in quotes.")
            return self.column(name)
        if node.func.id not in FUNCTIONS:
            known = ", ".join(["column", *FUNCTIONS])
            raise DataError(f"There is no function {node.func.id!r}. The functions are: {known}.")
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            raise DataError("A formula cannot hold a star.")
        return FUNCTIONS[node.func.id](node.func.id, [self.part(argument) for argument in node.args])


_NAMES_OF: Mapping[type, str] = {
    ast.Attribute: "a dot between names", ast.Subscript: "square brackets after a value", ast.Lambda: "lambda",
    ast.List: "a list, except after in", ast.Tuple: "a tuple, except after in", ast.JoinedStr: "an f-string",
    ast.Dict: "braces", ast.Set: "braces", ast.NamedExpr: "an assignment", ast.ListComp: "a loop",
    ast.GeneratorExp: "a loop", ast.SetComp: "a loop", ast.DictComp: "a loop", ast.Await: "await",
}  # fmt: skip
