"""A YAML text that a person wrote: read with its lines known, without aliases, doubled keys or endless depth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from synthlab.errors import DataError

__all__ = ["YamlText", "read_yaml"]

_DEEPEST = 30
_LARGEST = 500_000


@dataclass(frozen=True)
class YamlText:
    """What the text holds, and where each piece of it stands. ``name`` is how sentences call the file."""

    name: str
    content: Any
    node: yaml.Node | None

    def error(self, loc: Sequence[int | str], message: str) -> DataError:
        """The message with the line of the piece at ``loc``, the keys and places on the way to it."""
        field = ".".join(str(part) for part in loc)
        return DataError(
            f"{self.name}, line {self.line(loc)}{f', {field}' if field else ''}: {message.rstrip('.')}."
        )

    def line(self, loc: Sequence[int | str]) -> int:
        """The line, counted from 1, of the deepest piece on the way to ``loc``."""
        node = self.node
        line = 1 if node is None else node.start_mark.line + 1
        for part in loc:
            if isinstance(node, yaml.MappingNode):
                found = next((pair for pair in node.value if pair[0].value == part), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                break
        return line


def read_yaml(text: str, name: str, as_written: bool = False) -> YamlText:
    """The text read; with ``as_written`` every scalar stays the text it is, so that ``no`` and ``007`` do.

    Raises
    ------
    DataError
        When it is no YAML, is too large or deep, has an alias or a key twice; the sentence names the line.
    """
    if len(text) > _LARGEST:
        raise DataError(f"{name} has {len(text):,} signs; at most {_LARGEST:,} are read.")
    loader = yaml.BaseLoader if as_written else yaml.SafeLoader
    try:
        _refuse_aliases_and_depth(text, name)
        node = yaml.compose(text, Loader=loader)
        _refuse_doubled(node, name)
        content = yaml.load(text, Loader=loader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DataError(f"{name}, line {line}: this is not YAML: it holds a sign that is no text.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise DataError(f"{name}{where}: this is not YAML: {problem}.") from error
    return YamlText(name, content, node)


def _refuse_aliases_and_depth(text: str, name: str) -> None:
    """An alias lets a short file stand for an endless one, and depth ends the parser's own stack."""
    depth = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        line = token.start_mark.line + 1
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            sign = "*" if isinstance(token, yaml.AliasToken) else "&"
            raise DataError(
                f"{name}, line {line}: anchors and aliases ({sign}{token.value}) are not used here."
            )
        if isinstance(token, _OPENING):
            depth += 1
        elif isinstance(token, _CLOSING):
            depth -= 1
        if depth > _DEEPEST:
            raise DataError(f"{name}, line {line}: this is nested more than {_DEEPEST} levels deep.")


_OPENING = (
    yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)  # fmt: skip
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def _refuse_doubled(node: yaml.Node | None, name: str) -> None:
    """YAML keeps the last of two equal keys silently; a limit or a column must not vanish that way."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise DataError(f"{name}, line {key.start_mark.line + 1}: a key must be a text.")
            if key.value in seen:
                raise DataError(f"{name}, line {key.start_mark.line + 1}: {key.value!r} is given twice.")
            seen.add(key.value)
            _refuse_doubled(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubled(item, name)
