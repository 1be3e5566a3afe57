"""Where a synthetic table comes from; travels with every candidate and every bundle."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Claims", "PrivacySpend", "Provenance"]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


Answer = Literal["yes", "no", "unknown"]


class Claims(BaseModel):
    """What the owner of a table made elsewhere says of it; the privacy experiment rests on these.

    ``made_from``: exactly the train rows, all rows, some of them ("contains"), or unknown. ``split_at_random``:
    whether the kept-aside rows were drawn at random. ``row_is_person``: whether no person has two rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_from: Literal["train", "all", "contains", "unknown"]
    split_at_random: Answer = "unknown"
    row_is_person: Answer = "unknown"


class PrivacySpend(BaseModel):
    """One look at the train rows under a proof: ``rho`` of zero-concentrated privacy, and a chance ``delta``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    rho: float
    delta: float = 0.0


class Provenance(BaseModel):
    """How a synthetic table was made, as far as is known.

    ``kind`` is simulated, generated, augmented, privacy-preserving or unknown; ``generator`` the name used
    with ``--generator`` or "made elsewhere"; ``trained_on`` train, all, unknown or none; ``source_sha256`` maps
    each table that went in to its hash; ``groups`` maps a column to how many rows each of its values was to
    have; ``set_aside`` says which columns that no generator sees were made anew; ``epsilon`` and ``delta`` are
    set only where there is a proof, ``ledger`` says what was spent on what; ``claims`` are the answers of
    whoever brought a table made elsewhere.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    generator: str
    settings: dict[str, object] = Field(default_factory=dict)
    seed: int | None = None
    rows: int = 0
    where: dict[str, str] = Field(default_factory=dict)
    groups: dict[str, str] = Field(default_factory=dict)
    set_aside: dict[str, str] = Field(default_factory=dict)
    epsilon: float | None = None
    delta: float | None = None
    ledger: tuple[PrivacySpend, ...] = ()
    trained_on: str = "train"
    source_sha256: dict[str, str] = Field(default_factory=dict)
    licence: str = ""
    versions: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    claims: Claims | None = None
    made_at: str = Field(default_factory=_now)
