"""The whole experiment once: gates, attacks, one shuffle of the labels over all of them, controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthlab.errors import NotMeasurable
from synthlab.metrics.base import Comparison, Skipped, State
from synthlab.metrics.privacy.attacks.suspicion import Prepared, prepare
from synthlab.metrics.privacy.battery import Battery, attacked
from synthlab.metrics.privacy.controls import Controls, run_controls
from synthlab.metrics.privacy.engine.effects import Effect, effect_at, effect_of, smallest_detectable
from synthlab.metrics.privacy.engine.pool import CAP, Experiment, make_experiment
from synthlab.metrics.privacy.engine.shuffle import (
    ShuffleTest,
    Statistic,
    shuffle_test,
    statistics_of,
)
from synthlab.metrics.privacy.engine.states import Tolerance, state_of, worst
from synthlab.metrics.privacy.gates import LEAST_HOLDOUT, Blind, blind_baseline, duplicates_gate

__all__ = ["ALPHA", "STREAM", "Finding", "Result", "run"]

STREAM = "privacy experiment"
"""The random stream that all checks of the experiment share."""

ALPHA = 0.04
"""False alarms of the whole experiment; copies and identifiers have the other 0.01 of the report's 0.05."""

MOST_PAIRS = 2e9
TOLERANCES: Mapping[str, Tolerance] = {
    "inference": Tolerance(success=0.05),
    "singling-out": Tolerance(success=0.01),
    "linkability": Tolerance(success=0.01),
}


@dataclass(frozen=True)
class Finding:
    """One statistic of one check: its test, its effect, what it could have seen, and its state.

    ``by_chance`` holds 95 of 100 values of the effect when labels are shuffled; ``n_attacked`` is the number of
    rows it speaks of.
    """

    attack: str
    statistic: str
    kind: str
    z: float
    p: float
    p_adjusted: float
    effect: Effect
    smallest_detectable: float
    by_chance: tuple[float, float]
    tolerance: float
    n_attacked: float
    may_clear: bool
    state: State


@dataclass(frozen=True)
class Result:
    """What the experiment says: findings by check, most telling first, and what else a reader needs."""

    experiment: Experiment
    prepared: Prepared
    findings: Mapping[str, Sequence[Finding]]
    battery: Battery
    blind: Blind
    controls: Controls
    critical: float

    def state(self, check: str) -> State:
        """LEAK FOUND or TRACE where any statistic says so; NO LEAK FOUND where all that may clear do."""
        found = self.findings[check]
        alarm = worst(finding.state for finding in found if finding.state in (State.LEAK_FOUND, State.TRACE))
        if alarm is not State.NOT_TESTED:
            return alarm
        clearing = [finding.state for finding in found if finding.may_clear]
        return worst(clearing) if clearing else State.CANNOT_TELL


def run(comparison: Comparison, rng: np.random.Generator) -> Result | Skipped:
    """The experiment on this comparison, done once and kept with it.

    ``Skipped`` with state INVALID where the two real groups differ by more than chance, NOT TESTED where there are
    too few people.
    """
    key = f"{STREAM} {rng.bit_generator.state['state']}"
    if key not in comparison.shared:
        comparison.shared[key] = _run(comparison, rng)
    kept: Result | Skipped = comparison.shared[key]
    return kept


def _run(comparison: Comparison, rng: np.random.Generator) -> Result | Skipped:
    try:
        experiment = make_experiment(comparison, rng, _cap(len(comparison.synthetic)))
    except NotMeasurable as reason:
        return Skipped(str(reason), State.NOT_TESTED if comparison.holdout is None else State.INVALID)
    if min(experiment.n_holdout, experiment.n_train) < LEAST_HOLDOUT:
        return Skipped(
            f"Only {experiment.n_holdout:,} people were kept aside and {experiment.n_train:,} trained on; the "
            f"experiment needs {LEAST_HOLDOUT} of each.",
            State.NOT_TESTED,
        )
    duplicates = duplicates_gate(experiment)
    if duplicates.is_beyond_chance:
        return Skipped(
            f"{duplicates.across:,} pairs of identical records stand on both sides of the split where chance gives "
            f"{duplicates.expected:,.0f}: the same people may be on both sides. Split again, by person.",
            State.INVALID,
        )
    prepared = prepare(experiment.pool)
    if not prepared.coded.columns:
        return Skipped("The synthetic table fills none of the modelled columns.", State.NOT_TESTED)
    blind = blind_baseline(experiment, prepared.coded, rng)
    if blind.is_drift:
        return Skipped(
            f"Your two real files differ from each other (told apart with an AUC of {blind.auc:.3f} without the "
            "synthetic table), so a difference in attack success proves nothing. Split one table at random.",
            State.INVALID,
        )
    return _attacked(experiment, prepared, blind, rng)


def _attacked(experiment: Experiment, prepared: Prepared, blind: Blind, rng: np.random.Generator) -> Result:
    battery = attacked(prepared, rng)
    checks = [
        (check, statistic)
        for check, scores in battery.scores.items()
        for s in scores
        for statistic in statistics_of(s)
    ]
    test = shuffle_test(experiment, [statistic for _, statistic in checks], rng, ALPHA)
    controls = run_controls(experiment, prepared, battery.suspected, rng, test.critical)
    found: dict[str, list[Finding]] = {check: [] for check in battery.scores}
    for index, (check, statistic) in enumerate(checks):
        n_attacks = battery.n_clearing(check)
        can_clear = controls.passed and battery.may_clear(statistic)
        found[check].append(_finding(check, statistic, test, index, experiment, n_attacks, can_clear, rng))
    ordered = {
        check: sorted(findings, key=lambda finding: (finding.p_adjusted, -finding.z))
        for check, findings in found.items()
    }
    return Result(experiment, prepared, ordered, battery, blind, controls, test.critical)


def _finding(
    check: str,
    statistic: Statistic,
    test: ShuffleTest,
    index: int,
    experiment: Experiment,
    n_attacks: int,
    can_clear: bool,
    rng: np.random.Generator,
) -> Finding:
    effect = effect_of(statistic, experiment, rng, n_attacks)
    tolerance = TOLERANCES.get(check, Tolerance()).of(statistic.kind)
    # A score that is the same for everybody could not have told anybody from anybody.
    may_clear = bool(can_clear and test.sd[index] > 0)
    p = float(test.p_adjusted[index])
    return Finding(
        statistic.attack,
        statistic.name,
        statistic.kind,
        float(test.z[index]),
        float(test.p[index]),
        p,
        effect,
        smallest_detectable(test, index, experiment),
        (effect_at(test, index, experiment, -1.96), effect_at(test, index, experiment, 1.96)),
        tolerance,
        float(statistic.weights.sum() if statistic.kind == "window" else statistic.among.sum()),
        may_clear,
        state_of(p, effect, tolerance, ALPHA, may_clear),
    )


def _cap(n_synthetic: int) -> int:
    """Rows a side: 20,000, fewer where the synthetic table is so long that every pair would take minutes."""
    return int(min(CAP, max(2_500, MOST_PAIRS / (2 * n_synthetic))))
