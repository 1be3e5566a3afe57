"""The coefficients of every generator's cost; those not said otherwise were fitted on 2026-11-30 by
``python -m benchmarks.generator_costs fit``. A coefficient is of the part of the work with its name in ``costs``.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MEASURED"]

MEASURED: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "independent": {
        "seconds": {"once": 0.0154, "train cells": 2.69e-08, "made cells": 3.56e-08},
        "megabytes": {"once": 118, "train cells": 1.44e-05, "made cells": 8.82e-06},
    },
    "trees": {
        "seconds": {
            "once": 0.475,
            "train cells": 5.04e-07,
            "grown cells": 2.49e-07,
            "routed cells": 1.33e-09,
        },
        "megabytes": {"once": 172, "train cells": 6.71e-05, "made cells": 1.39e-05},
    },
    "forest": {
        "seconds": {"once": 0.396, "forest roots": 2.56e-06, "made cells": 8.41e-08},
        "megabytes": {"once": 172, "train cells": 5.81e-05, "made cells": 1.06e-05},
    },
    "dp-network": {
        "seconds": {"once": 0.135, "train cells": 4.53e-07, "train pairs": 6.36e-08, "made cells": 8.66e-10},
        "megabytes": {"once": 150, "train cells": 9.49e-05, "made cells": 3.85e-06},
    },
    "noise": {
        "seconds": {"once": 0.0159, "train cells": 3.58e-08, "made cells": 1.36e-08},
        "megabytes": {"once": 118, "train cells": 1.47e-05, "made cells": 1.07e-05},
    },
    "smote": {
        "seconds": {"once": 0.571, "train cells": 1.82e-06, "pairs": 4.5e-09, "made cells": 2.19e-06},
        "megabytes": {"once": 189, "train cells": 0.000117, "made cells": 7.19e-05},
    },
    "rules": {
        "seconds": {"once": 0.103, "made cells": 6.02e-07},
        "megabytes": {"once": 124, "made cells": 7.84e-05},
    },
    # SDV's seconds, from the runs kept in `benchmarks/generators` and five epochs on three real tables.
    "gaussian-copula": {
        "seconds": {"once": 1.74, "train cells": 8.73e-06},
        "megabytes": {"once": 388, "train cells": 0.00018, "made cells": 3.39e-05},
    },
    "ctgan": {
        "seconds": {"once": 1.37, "train cells": 2.16e-05, "epoch rows": 8.97e-05},
        "megabytes": {"once": 486, "train cells": 0.0002, "made cells": 3.39e-05},
    },
    "tvae": {
        "seconds": {"once": 1.58, "train cells": 1.93e-05, "epoch rows": 1.7e-05},
        "megabytes": {"once": 486, "train cells": 0.0002, "made cells": 3.39e-05},
    },
    "copula-gan": {
        "seconds": {"once": 1.55, "train cells": 2.25e-05, "epoch rows": 9.09e-05},
        "megabytes": {"once": 486, "train cells": 0.0002, "made cells": 3.39e-05},
    },
}
