"""How much each column's word on the target weighs, learned from noisy sums over the train rows.

A network in which the target is a parent of every column counts one hint several times, once for each column that
gives it, since it knows only a part of what columns have to do with each other. A few weights, learned from the rows
themselves, mend that; being few, they stand much noise. Then every cell of every column is corrected, as far as its
rows lie clearly beside what the model says of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from synthlab.generators.dp_noise import Noise, Noisy
from synthlab.generators.dp_structure import Parent
from synthlab.generators.dp_target import Hint, Told, as_chances, network_word, words
from synthlab.generators.encoding import Codes

__all__ = ["Weighing"]

Floats = npt.NDArray[np.float64]

_STEPS = 4
_FIRST_WEIGHT = 0.5
_SPREAD = 0.3  # how far weights and corrections are thought to lie from where they start
_SWEEPS = 5
_MOST_AT_ONCE = 0.5
_ENOUGH = 5
_AT_A_TIME = 20_000


@dataclass(frozen=True)
class Weighing:
    """What the target's model is learned from.

    ``codes`` are those of the train rows, looked at through ``noise`` alone. ``drawn`` are rows of the network, as
    good as they are; where the question is how columns lie to each other they stand in for the train rows, at no
    cost. ``n_rows`` is the noisy number of train rows, ``shares`` are the noisy ones of the target's cells.
    """

    target: Parent
    shares: Floats
    hints: tuple[Hint, ...]
    codes: Mapping[str, Codes]
    drawn: Mapping[str, Codes]
    n_rows: int
    noise: Noise

    def learned(self, rho: float) -> Told:
        """The model, half of ``rho`` spent on weights, half on corrections."""
        told = self._weighed(rho / 2)
        return self._with_shares(self._corrected(told, rho / 2))

    def _of_groups(self) -> Floats:
        return np.bincount(self.target.groups, weights=self.shares).astype(np.float64)

    def _weighed(self, rho: float) -> Told:
        """Weights of each column's word, of the network's, and offsets: Newton's method with noisy sums."""
        n_hints, of_groups = len(self.hints), self._of_groups()
        start = np.concatenate([np.full(n_hints, _FIRST_WEIGHT), [0.0], np.log(np.maximum(of_groups, 1e-9))])
        now = start
        for _ in range(_STEPS):
            pull = self.noise.sums(self._pulls(now), rho / _STEPS, f"weights of {self.target.name}")
            hold = pull.sigma / _SPREAD
            curvature = _curvature(self._features(self.drawn), now) * self.n_rows
            step = pull.counts - hold * (now - start)
            now = now + np.linalg.solve(curvature + hold * np.eye(len(now)), step)
        cells = np.zeros((len(of_groups), len(self.shares)))
        cells[self.target.groups, np.arange(len(self.shares))] = self.shares
        cells[of_groups <= 0, :] = 1.0
        says = tuple(now[place] * words(hint.shares) for place, hint in enumerate(self.hints))
        cells /= cells.sum(axis=1, keepdims=True)
        return Told(self.target, cells, self.hints, says, float(now[n_hints]), now[n_hints + 1 :])

    def _features(self, codes: Mapping[str, Codes]) -> Floats:
        """What each column and the network say of each group, and the groups: (n_rows, n_groups, n_weights)."""
        n_groups = self.target.n_groups
        features = [
            np.where(codes[hint.family.name] >= 0, words(hint.shares)[:, codes[hint.family.name]], 0.0).T
            for hint in self.hints
        ]
        features.append(network_word(self.hints, codes, n_groups))
        groups = np.broadcast_to(np.eye(n_groups), (len(features[0]), n_groups, n_groups))
        return np.concatenate([np.stack(features, axis=2), groups], axis=2)

    def _pulls(self, now: Floats) -> Floats:
        """Which way each train row's own group pulls the weights, shape (n_rows, n_weights)."""
        n_rows = len(self.codes[self.target.name])
        pulls = [np.zeros((0, len(now)))]
        for at in range(0, n_rows, _AT_A_TIME):
            part = {name: codes[at : at + _AT_A_TIME] for name, codes in self.codes.items()}
            features = self._features(part)
            off = self._off(part, as_chances(features @ now))
            pulls.append(np.einsum("rk,rkf->rf", off, features))
        return np.concatenate(pulls)

    def _off(self, codes: Mapping[str, Codes], chances: Floats) -> Floats:
        """1 for a row's own group less the chances, shape (n_rows, n_groups); 0 where it has no group."""
        own = codes[self.target.name]
        off = -chances
        off[np.arange(len(own)), self.target.groups[own]] += 1
        off[own < 0] = 0
        return off

    def _corrected(self, told: Told, rho: float) -> Told:
        """Each cell's word moved to where drawn rows are off from the model as the train rows are."""
        places = [(self.codes[hint.family.name], hint.shares.shape[1]) for hint in self.hints]
        off = self._off(self.codes, told.chances(self.codes))
        noisy = self.noise.sums_by_cell(off / 2**0.5, places, rho, f"corrections of {self.target.name}")
        cells = [self.drawn[hint.family.name] for hint in self.hints]
        chances = told.chances(self.drawn)
        wanted = [self._wanted(sums, own, chances) for sums, own in zip(noisy, cells, strict=True)]
        moves = _fitted(wanted, cells, np.log(np.maximum(chances, 1e-300)))
        return replace(told, says=tuple(a + b.T for a, b in zip(told.says, moves, strict=True)))

    def _wanted(self, noisy: Noisy, own: Codes, chances: Floats) -> Floats:
        """How many drawn rows of each cell should have each group, shape (n_cells, n_groups)."""
        n_cells, share = len(noisy.counts), self.n_rows / len(chances)
        off = (noisy.counts - noisy.counts.mean(axis=1, keepdims=True)) * 2**0.5
        expected = (_tally(chances * (1 - chances), own, n_cells) * share * _SPREAD) ** 2
        off *= expected / (expected + 2 * noisy.sigma**2)
        have = _tally(chances, own, n_cells)
        return np.asarray(np.maximum(have + off / share, 0.2 * have), dtype=np.float64)

    def _with_shares(self, told: Told) -> Told:
        """Offsets such that the groups come out in their shares."""
        shares, chances = self._of_groups(), told.chances(self.drawn)
        logits, offsets = np.log(np.maximum(chances, 1e-300)), told.offsets
        for _ in range(20):
            mean = as_chances(logits).mean(axis=0)
            step = np.log(np.maximum(shares, 1e-9) / np.maximum(mean, 1e-9))
            logits, offsets = logits + step, offsets + step
        return replace(told, offsets=offsets)


def _curvature(features: Floats, now: Floats) -> Floats:
    """How fast the pull falls as weights grow, a row in the mean; shape (n_weights, n_weights)."""
    chances = as_chances(features @ now)
    mean = np.einsum("rk,rkf->rf", chances, features)
    spread = (features * np.sqrt(chances)[:, :, None]).reshape(-1, len(now))
    return np.asarray((spread.T @ spread - mean.T @ mean) / len(features), dtype=np.float64)


def _tally(chances: Floats, own: Codes, n_cells: int) -> Floats:
    """Sums of chances by cell, shape (n_cells, n_groups)."""
    return np.stack([np.bincount(own, weights=column, minlength=n_cells) for column in chances.T], axis=1)


def _fitted(wanted: Sequence[Floats], cells: Sequence[Codes], logits: Floats) -> list[Floats]:
    """What to add to the logits in each cell of each column, (n_cells, n_groups), so that all tallies fit.

    Source
    ------
    Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table: cell by cell in turn.
    """
    moves = [np.zeros_like(want) for want in wanted]
    for _ in range(_SWEEPS):
        for place, (want, own) in enumerate(zip(wanted, cells, strict=True)):
            have = _tally(as_chances(logits), own, len(want))
            step = np.log(np.maximum(want, 1e-9) / np.maximum(have, 1e-9))
            step = np.clip(step, -_MOST_AT_ONCE, _MOST_AT_ONCE)
            step[have.sum(axis=1) < _ENOUGH] = 0
            moves[place] += step
            logits = logits + step[own]
    return moves
