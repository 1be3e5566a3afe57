"""Real public tables that come with the project, so that a first look needs no upload."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from synthlab.errors import DataError

__all__ = ["SAMPLES", "Sample", "sample"]

_FOLDER = Path(__file__).resolve().parents[2] / "sample_data"


@dataclass(frozen=True)
class Sample:
    """One sample table; ``target`` is the column a model would predict, ``what`` a sentence for a newcomer."""

    name: str
    title: str
    path: Path
    target: str
    what: str
    source: str
    licence: str


SAMPLES: tuple[Sample, ...] = (
    Sample(
        name="health-insurance",
        title="Health insurance experiment",
        path=_FOLDER / "health_insurance.csv",
        target="saw_a_doctor",
        what=(
            "5,638 people in their first year of an experiment with insurance plans: plan, age, health, spending, "
            "and whether they saw a doctor."
        ),
        source="RAND Health Insurance Experiment, by way of statsmodels",
        licence="public domain",
    ),
    Sample(
        name="election-1996",
        title="Election survey 1996",
        path=_FOLDER / "election_1996.csv",
        target="expected_vote",
        what="944 voters in the United States: political leaning, age, education, income, and their expected vote.",
        source="American National Election Studies, by way of statsmodels",
        licence="public domain",
    ),
    Sample(
        name="us-economy",
        title="United States economy by quarter",
        path=_FOLDER / "us_economy.csv",
        target="unemployment_rate",
        what="203 quarters from 1959 to 2009: output, consumption, prices, interest rates and unemployment.",
        source="Federal Reserve Bank of St. Louis and Bureau of Labor Statistics, by way of statsmodels",
        licence="public domain",
    ),
    Sample(
        name="breast-cancer",
        title="Breast cancer diagnosis",
        path=_FOLDER / "breast_cancer.csv",
        target="diagnosis",
        what="569 tissue samples: thirty measurements of cell nuclei, and the diagnosis.",
        source="UCI Machine Learning Repository, Breast Cancer Wisconsin (Diagnostic), by way of scikit-learn",
        licence="CC BY 4.0",
    ),
)
"""All samples; the first is the one a newcomer is offered."""


def sample(name: str) -> Sample:
    """The sample of this name.

    Raises
    ------
    DataError
        When there is no such sample, or its file did not come with this installation.
    """
    found = next((each for each in SAMPLES if each.name == name), None)
    if found is None:
        raise DataError(
            f"There is no sample {name!r}. There are: {', '.join(each.name for each in SAMPLES)}."
        )
    if not found.path.exists():
        raise DataError(
            f"The sample table {found.path.name} is not part of this installation. "
            "Run synthlab from its project folder, or upload a table of your own."
        )
    return found
