"""The compiled loop of the label shuffles; imported on the first call, since loading the compiler takes half a second."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthlab.statistics.compiled import compiled

__all__ = ["deal"]


@compiled
def deal(
    order: npt.NDArray[np.int64], places: npt.NDArray[np.float64], marked: npt.NDArray[np.float32]
) -> None:
    """Mark as many persons of each shuffle as ``places`` has columns, drawn without replacement.

    ``places`` are uniform in [0, 1), shape (n_shuffles, n_drawn); ``marked``, shape (n_shuffles, n_persons), is filled
    with 1 for the drawn and 0 for the others. ``order`` is any order of all persons, used as scratch: a partial
    shuffle is uniform whatever it starts from.
    """
    n_shuffles, n_persons = marked.shape
    n_drawn = places.shape[1]
    for shuffle in range(n_shuffles):
        for person in range(n_persons):
            marked[shuffle, person] = np.float32(0.0)
        for place in range(n_drawn):
            other = place + int(places[shuffle, place] * (n_persons - place))
            drawn = order[other]
            order[other] = order[place]
            order[place] = drawn
            marked[shuffle, drawn] = np.float32(1.0)
