"""The coefficients of every generator's cost; those not said otherwise were fitted on 2026-11-20 by
``python -m benchmarks.generator_costs fit``. A coefficient is of the part of the work with its name in ``costs``.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MEASURED"]

MEASURED: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "independent": {
        "seconds": {"once": 0.014, "train cells": 9.67e-08, "made cells": 6.02e-08},
        "megabytes": {"once": 117, "train cells": 1.28e-05, "made cells": 1.01e-05},
    },
    "trees": {
        "seconds": {
            "once": 0.621,
            "train cells": 5.03e-07,
            "grown cells": 3.22e-07,
            "routed cells": 1.21e-08,
        },
        "megabytes": {"once": 166, "train cells": 4.77e-05, "made cells": 1.04e-05},
    },
    "forest": {
        "seconds": {
            "once": 0.578,
            "forest cells": 2.42e-08,
            "forest roots": 2.98e-06,
            "made cells": 2.37e-07,
        },
        "megabytes": {"once": 165, "train cells": 5.93e-05, "made cells": 1.04e-05},
    },
    "dp-network": {
        "seconds": {"once": 0.0978, "train pairs": 7.26e-08, "made cells": 1.45e-07},
        "megabytes": {"once": 140, "train cells": 1.14e-05, "made cells": 1.29e-05},
    },
    "noise": {
        "seconds": {"once": 0.0148, "train cells": 9.8e-08, "made cells": 4.79e-08},
        "megabytes": {"once": 117, "train cells": 1.51e-05, "made cells": 1.09e-05},
    },
    "smote": {
        "seconds": {"once": 0.817, "train cells": 1.91e-06, "pairs": 1.56e-08, "made cells": 3.78e-06},
        "megabytes": {"once": 185, "train cells": 0.000117, "made cells": 7.01e-05},
    },
    "rules": {
        "seconds": {"once": 0.103, "made cells": 6.02e-07},
        "megabytes": {"once": 124, "made cells": 7.84e-05},
    },
    # SDV's, from fewer runs: what `docs/generators.md` says of Adult, and the runs kept in `benchmarks/generators`.
    "gaussian-copula": {
        "seconds": {"once": 2.7, "train cells": 1.14e-05, "made cells": 1.71e-06},
        "megabytes": {"once": 388, "train cells": 0.00018, "made cells": 3.39e-05},
    },
    "ctgan": {
        "seconds": {"once": 2.9, "train cells": 3.6e-05, "made cells": 8e-07, "epoch rows": 0.00015},
        "megabytes": {"once": 486, "train cells": 0.0002, "made cells": 3.39e-05},
    },
    "tvae": {
        "seconds": {"once": 2.9, "train cells": 2.4e-05, "made cells": 8e-07, "epoch rows": 2.7e-05},
        "megabytes": {"once": 486, "train cells": 0.0002, "made cells": 3.39e-05},
    },
    # Never timed by itself: CTGAN's, and the copula's distribution of each column.
    "copula-gan": {
        "seconds": {"once": 2.9, "train cells": 4.7e-05, "made cells": 8e-07, "epoch rows": 0.00015},
        "megabytes": {"once": 486, "train cells": 0.0002, "made cells": 3.39e-05},
    },
}
