"""A policy as a YAML file: read with errors that name the line, written back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError

from synthlab.errors import DataError
from synthlab.policy import Policy

__all__ = ["policy_from_yaml", "policy_to_yaml", "read_policy"]


def read_policy(path: Path | str) -> Policy:
    """The policy in this file.

    Raises
    ------
    DataError
        When the file cannot be read, is no YAML, has an unknown field or names an unknown metric; the
        sentence names the line.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"The policy file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"The policy file {path} is not UTF-8 text.") from error
    return policy_from_yaml(text, str(path))


def policy_from_yaml(text: str, name: str = "policy") -> Policy:
    """The policy in this YAML text; ``name`` is how error sentences call the file."""
    try:
        _refuse_aliases(text, name)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_doubled(node, name)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise DataError(f"{name}{where}: this is not YAML: {problem}.") from error
    if not isinstance(content, dict):
        raise DataError(f"{name}: a policy is a mapping with the keys name and rules.")
    try:
        policy = Policy.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        message = str(first["msg"]).removeprefix("Value error, ")
        raise DataError(_at(name, node, first["loc"], message)) from error
    _refuse_unknown_metrics(policy, node, name)
    return policy


def policy_to_yaml(policy: Policy) -> str:
    """The policy as the text of a file that ``policy_from_yaml`` reads back to the same object."""
    content = policy.model_dump(mode="json", exclude_none=True, exclude_defaults=False)
    content["rules"] = [
        {key: value for key, value in rule.items() if value != ""} for rule in content["rules"]
    ]
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    return text


def _refuse_unknown_metrics(policy: Policy, node: yaml.Node | None, name: str) -> None:
    from synthlab.metrics import METRICS

    known = {metric.name: metric for metric in METRICS}
    for index, rule in enumerate(policy.rules):
        if rule.metric not in known:
            message = f"There is no metric {rule.metric!r}. The metrics are: {', '.join(known)}."
            raise DataError(_at(name, node, ("rules", index, "metric"), message))
        if rule.worst_state is not None and known[rule.metric].family != "privacy":
            message = f"worst_state is a limit for privacy checks; {rule.metric!r} is none."
            raise DataError(_at(name, node, ("rules", index, "worst_state"), message))


def _at(name: str, node: yaml.Node | None, loc: Sequence[int | str], message: str) -> str:
    field = ".".join(str(part) for part in loc)
    return f"{name}, line {_line(node, loc)}{f', {field}' if field else ''}: {message.rstrip('.')}."


def _line(node: yaml.Node | None, loc: Sequence[int | str]) -> int:
    """The line, counted from 1, of the deepest node on the way to ``loc``."""
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


def _refuse_aliases(text: str, name: str) -> None:
    """An alias lets a short file stand for an endless one, and no policy needs it."""
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AliasToken):
            line = token.start_mark.line + 1
            raise DataError(f"{name}, line {line}: aliases (*{token.value}) are not used in a policy.")


def _refuse_doubled(node: yaml.Node | None, name: str) -> None:
    """YAML keeps the last of two equal keys silently; a limit must not vanish that way."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise DataError(f"{name}, line {key.start_mark.line + 1}: {key.value!r} is given twice.")
            seen.add(key.value)
            _refuse_doubled(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubled(item, name)
