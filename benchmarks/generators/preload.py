"""What every run needs, imported once in the process that the runs' processes come from."""

import sklearn.ensemble
import sklearn.model_selection

import benchmarks.generators.measuring

__all__ = ["benchmarks", "sklearn"]
