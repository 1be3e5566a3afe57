"""Where things lie on disk, and the names that may appear there.

home()/
└── <sha256 of the owner>/
    └── <study id>/
        ├── study.json  schema.json  raw.parquet  split.json  uses.json
        ├── tables/<conformed key>.parquet
        ├── splits/<id>/train.parquet, holdout.parquet
        ├── candidates/<id>/candidate.json, provenance.json, table.parquet, report.json
        └── jobs/<id>/spec.json, status.json, log.txt, supervisor.json, worker.json, tmp/
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from synthlab.errors import DataError
from synthlab.studies.files import disk_errors, private_directory

__all__ = [
    "candidate_directory",
    "clean_name",
    "home",
    "is_id",
    "new_id",
    "owner_directory",
    "queue_directory",
]

_ID = re.compile(r"[0-9a-f]{32}")
_OWNER = re.compile(r"[0-9a-f]{64}")
_QUEUE = "queue"
_LONGEST_NAME = 120


def home() -> Path:
    """Where all studies are kept: ``SYNTHLAB_HOME``, else ``~/.synthlab``; made with mode 0700 where absent.

    Raises
    ------
    DataError
        When it cannot be made, or is not a directory.
    """
    path = Path(os.environ.get("SYNTHLAB_HOME") or "~/.synthlab").expanduser().absolute()
    with disk_errors(path):
        if path.exists() and not path.is_dir():
            raise DataError(f"SYNTHLAB_HOME is {path}, which is a file. Set it to a directory.")
        private_directory(path, parents=True)
        # A directory that also holds other things is not ours to close; what we put in it is closed anyway.
        if all(_is_ours(name) for name in os.listdir(path)) and path.stat().st_mode & 0o077:
            with suppress(PermissionError):
                path.chmod(0o700)
    return path


def _is_ours(name: str) -> bool:
    return name == _QUEUE or _OWNER.fullmatch(name) is not None


def owner_directory(root: Path, owner: str) -> Path:
    """The directory of one owner below ``root``; no two owners share one, and none can name another's."""
    if not owner:
        raise ValueError("A study needs an owner.")
    return root / hashlib.sha256(owner.encode()).hexdigest()


def queue_directory(study: Path) -> Path:
    """Where the jobs of all owners wait for a free place, given any study's directory."""
    return study.parents[1] / _QUEUE


def candidate_directory(study: Path, candidate_id: str) -> Path:
    """Where one synthetic table of the study lies."""
    return study / "candidates" / candidate_id


def new_id() -> str:
    """128 random bits as 32 hexadecimal digits: knowing one id says nothing about another."""
    return secrets.token_hex(16)


def is_id(text: object) -> bool:
    """Whether this is an id that ``new_id`` could have given, and so can name nothing but one directory."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def clean_name(name: str, otherwise: str) -> str:
    """A name a person typed, on one line and of bearable length."""
    tidy = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    return tidy[:_LONGEST_NAME].strip() or otherwise
