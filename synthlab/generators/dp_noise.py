"""Every look at the train rows that a differentially private fit takes: four questions, answered by OpenDP.

Noise comes from the operating system's secure randomness. OpenDP offers no seed, and there should be none: whoever
knows the seed can take the noise off again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthlab.generators.dp_accounting import Ledger, Spend

__all__ = ["Noise", "Noisy", "gaussian_scale"]

Floats = npt.NDArray[np.float64]
Place = tuple[npt.NDArray[np.int32], int]
"""The cell of each row in a column (-1: none), and the number of cells."""

_POINT = 1_000  # scores are handed over as whole thousandths
_LEAST_SCALE = 1e-3
_UNIT = 1_000_000  # vectors are added up in whole millionths
# What a vector's last digit comes to may depend on which rows stand beside it, since processors work on several at
# once: a thousandth more than a row's own millionths covers that.
_MOVES = _UNIT + 1_000


@dataclass(frozen=True)
class Noisy:
    """Counts with noise, any shape, and the standard deviation of the noise."""

    counts: Floats
    sigma: float


def gaussian_scale(rho: float, rows_per_person: int) -> float:
    """The standard deviation that makes counts ``rho``-zCDP where one person has at most so many rows."""
    return max(_LEAST_SCALE, rows_per_person / math.sqrt(2 * rho))


@dataclass(frozen=True)
class Noise:
    """Questions to the train rows of people with at most ``rows_per_person`` rows each, entered in ``ledger``.

    What is entered is what OpenDP's own privacy map says of the very measurement that answers.
    """

    ledger: Ledger
    rows_per_person: int = 1

    def counts(self, counts: npt.NDArray[np.int64], rho: float, what: str) -> Noisy:
        """A histogram or contingency table, where a row is in one cell at most: discrete Gaussian noise in every cell.

        Source
        ------
        Canonne, Kamath and Steinke (2020), arXiv 2004.00010.
        """
        return self._noisy(np.asarray(counts, dtype=np.int64), 1, rho, what)

    def sums(self, vectors: Floats, rho: float, what: str) -> Noisy:
        """The sum of a vector from each row, shape (n_rows, n), none longer than 1: discrete Gaussian noise.

        A longer vector is shortened to 1, one that is not finite counts as 0. What a row gives may depend on that
        row and on noisy results only.

        Source
        ------
        Abadi et al. (2016), Deep Learning with Differential Privacy, arXiv 1607.00133 (shortening); noise as in
        ``counts``.
        """
        return self._noisy(_whole(vectors, _UNIT).sum(axis=0), _MOVES, rho, what)

    def sums_by_cell(self, vectors: Floats, places: Sequence[Place], rho: float, what: str) -> list[Noisy]:
        """For each column of ``places`` the sums of the vectors of the rows in each cell, shape (n_cells, n).

        A row's vector goes to one cell of each column at most, so it is shortened to one over the square root of
        their number: all that a row adds is together no longer than 1.
        """
        whole = _whole(vectors * len(places) ** 0.5, int(_UNIT / len(places) ** 0.5))
        tables = [_by_cell(whole, place) for place in places]
        noisy = self._noisy(np.concatenate(tables), _MOVES, rho, what)
        ends = np.cumsum([len(table) for table in tables])[:-1]
        return [Noisy(part, noisy.sigma) for part in np.split(noisy.counts, ends)]

    def _noisy(self, numbers: npt.NDArray[np.int64], moves: int, rho: float, what: str) -> Noisy:
        """Whole numbers with noise, where a row moves them by at most ``moves`` (L2); more than 1: in millionths."""
        from opendp import domains, measurements, metrics

        _switch_on()
        scale = gaussian_scale(rho, self.rows_per_person)
        space = domains.vector_domain(domains.atom_domain(T="i64")), metrics.l2_distance(T="i64")
        measurement = measurements.make_gaussian(*space, scale * moves)
        self.ledger.add(Spend(what, measurement.map(self.rows_per_person * moves)))
        drawn = np.asarray(measurement(numbers.ravel().tolist()), dtype=np.float64).reshape(numbers.shape)
        unit = _UNIT if moves > 1 else 1
        return Noisy(drawn / unit, scale * moves / unit)

    def found(
        self, counts: Mapping[str, int], rho: float, delta: float, least: int, what: str
    ) -> tuple[dict[str, float], float]:
        """The values that many rows have, with noisy counts, and the noise's standard deviation.

        A value is given only if its noisy count is above a threshold that a value of one person passes with a
        chance of at most ``delta``; ``least - 1`` is taken off each count before (and put back), so that values
        with fewer rows than ``least`` are never given. That moves no count by more than a row moves it.
        """
        from opendp import domains, measurements, metrics

        _switch_on()
        k, scale = self.rows_per_person, gaussian_scale(rho, self.rows_per_person)
        space = (
            domains.map_domain(domains.atom_domain(T="String"), domains.atom_domain(T="i64")),
            metrics.l02inf_distance(metrics.absolute_distance(T="i64")),
        )
        threshold = k + scale * _normal_quantile(delta / k)
        while True:
            measurement = measurements.make_gaussian_threshold(*space, scale, threshold=math.ceil(threshold))
            spent_rho, spent_delta = measurement.map((k, k, k))
            if spent_delta <= delta:
                break
            threshold += max(1.0, scale / 10)
        self.ledger.add(Spend(what, spent_rho, spent_delta))
        given = measurement({value: n - (least - 1) for value, n in counts.items() if n >= least})
        return {str(value): float(n + least - 1) for value, n in given.items()}, scale

    def chosen(self, scores: Floats, rho: float, what: str) -> int:
        """The place of a high score, where one row moves no score by more than 1: the exponential mechanism.

        Scores are handed over in whole thousandths, and a thousandth is added to what a row may move them, which
        covers the rounding of floating-point sums.
        """
        from opendp import domains, measurements, measures, metrics

        _switch_on()
        moves = self.rows_per_person * _POINT + 1
        scale = max(_LEAST_SCALE, moves / math.sqrt(2 * rho))
        space = domains.vector_domain(domains.atom_domain(T="i64")), metrics.linf_distance(T="i64")
        measurement = measurements.make_noisy_max(*space, measures.zero_concentrated_divergence(), scale)
        self.ledger.add(Spend(what, measurement.map(moves)))
        return int(measurement(np.floor(scores * _POINT).astype(np.int64).tolist()))


def _whole(vectors: Floats, most: int) -> npt.NDArray[np.int64]:
    """Vectors as whole numbers of length at most ``most``: 1 becomes that, what is longer is shortened to it."""
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
        shortened = vectors * ((1 - 1e-9) * most / np.maximum(lengths, 1.0))
    # What is cut off towards 0 is no longer than before, and before it was a little shorter than that.
    return np.where(np.isfinite(lengths), shortened, 0.0).astype(np.int64)


def _by_cell(whole: npt.NDArray[np.int64], place: Place) -> npt.NDArray[np.int64]:
    """Sums of whole vectors by cell; exact, since floating-point numbers hold whole ones of this size."""
    cells, n_cells = place
    known = cells >= 0
    sums = [np.bincount(cells[known], weights=column[known], minlength=n_cells) for column in whole.T]
    return np.stack(sums, axis=1).astype(np.int64)


def _normal_quantile(chance: float) -> float:
    from statistics import NormalDist

    return -NormalDist().inv_cdf(min(chance, 0.5))


def _switch_on() -> None:
    # OpenDP asks to be told that mechanisms proven by contributors, with a written proof each, may be used.
    from opendp import mod

    mod.enable_features("contrib")
