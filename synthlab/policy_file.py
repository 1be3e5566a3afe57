"""A policy as a YAML file: read with errors that name the line, written back."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from synthlab.errors import DataError
from synthlab.policy import Policy
from synthlab.tables.yaml_text import YamlText, read_yaml

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
    read = read_yaml(text, name)
    content = read.content
    if not isinstance(content, dict):
        raise DataError(f"{name}: a policy is a mapping with the keys name and rules.")
    try:
        policy = Policy.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        message = str(first["msg"]).removeprefix("Value error, ")
        raise read.error(first["loc"], message) from error
    _refuse_unknown_metrics(policy, read)
    return policy


def policy_to_yaml(policy: Policy) -> str:
    """The policy as the text of a file that ``policy_from_yaml`` reads back to the same object."""
    content = policy.model_dump(mode="json", exclude_none=True, exclude_defaults=False)
    content["rules"] = [
        {key: value for key, value in rule.items() if value != ""} for rule in content["rules"]
    ]
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    return text


def _refuse_unknown_metrics(policy: Policy, read: YamlText) -> None:
    from synthlab.metrics import METRICS

    known = {metric.name: metric for metric in METRICS}
    for index, rule in enumerate(policy.rules):
        if rule.metric not in known:
            message = f"There is no metric {rule.metric!r}. The metrics are: {', '.join(known)}."
            raise read.error(("rules", index, "metric"), message)
        if rule.worst_state is not None and known[rule.metric].family != "privacy":
            message = f"worst_state is a limit for privacy checks; {rule.metric!r} is none."
            raise read.error(("rules", index, "worst_state"), message)
