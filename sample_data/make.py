"""Makes the sample tables from the public data that statsmodels and scikit-learn carry.

Run once, in an environment of its own (statsmodels is not needed to use synthlab):

    python -m venv .samples && .samples/bin/pip install pandas scikit-learn statsmodels
    .samples/bin/python sample_data/make.py
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent

YES_NO = {1: "yes", 0: "no"}
LEANING = {
    1: "extremely liberal",
    2: "liberal",
    3: "slightly liberal",
    4: "moderate",
    5: "slightly conservative",
    6: "conservative",
    7: "extremely conservative",
}
PARTY = {
    0: "strong Democrat",
    1: "weak Democrat",
    2: "independent, nearer Democrat",
    3: "independent",
    4: "independent, nearer Republican",
    5: "weak Republican",
    6: "strong Republican",
}
EDUCATION = {
    1: "grades 1 to 8",
    2: "some high school",
    3: "high school",
    4: "some college",
    5: "college degree",
    6: "master's degree",
    7: "doctorate",
}
INCOME = (
    "below 3,000", "3,000 to 4,999", "5,000 to 6,999", "7,000 to 8,999", "9,000 to 9,999", "10,000 to 10,999",
    "11,000 to 11,999", "12,000 to 12,999", "13,000 to 13,999", "14,000 to 14,999", "15,000 to 16,999",
    "17,000 to 19,999", "20,000 to 21,999", "22,000 to 24,999", "25,000 to 29,999", "30,000 to 34,999",
    "35,000 to 39,999", "40,000 to 44,999", "45,000 to 49,999", "50,000 to 59,999", "60,000 to 74,999",
    "75,000 to 89,999", "90,000 to 104,999", "105,000 and over",
)  # fmt: skip


def from_statsmodels(path: str, **options: object) -> pd.DataFrame:
    return pd.read_csv(str(files("statsmodels.datasets").joinpath(path)), **options)


def health_insurance() -> pd.DataFrame:
    """One row a person: the first study year. A person's later years would be nearly the same row again."""
    source = from_statsmodels("randhie/src/randhie.csv")
    year = source[source["year"] == 1].reset_index(drop=True)
    plans = {0: "free care", 25: "25% coinsurance", 50: "50% coinsurance", 95: "95% coinsurance"}
    plan = year["coins"].map(plans).where(year["idp"] == 0, "individual deductible")
    # Values between 0 and 1 were filled in by the study with an average: nobody observed them.
    limitation = year["physlm"].where(year["physlm"].isin([0, 1])).map(YES_NO)
    race = year["black"].where(year["black"].isin([0, 1])).map({1: "Black", 0: "other"})
    health = np.select(
        [year["hlthg"] == 1, year["hlthf"] == 1, year["hlthp"] == 1], ["good", "fair", "poor"], "excellent"
    )
    return pd.DataFrame(
        {
            "site": "site " + year["site"].astype(int).astype(str),
            "insurance_plan": plan,
            "age": year["xage"].round(1),
            "sex": year["female"].map({1: "female", 0: "male"}),
            "race": race,
            "family_size": year["num"].astype(int),
            "education_years": year["educdec"].round(1),
            "family_income": year["income"].round().astype(int),
            "had_physical_exam": year["tookphys"].map(YES_NO),
            "self_rated_health": health,
            "physical_limitation": limitation,
            "chronic_disease_score": year["disea"].round(1),
            "mental_health_index": year["mhi"].round(1),
            "general_health_index": year["ghindx"].round(1),
            "drug_spending": year["drugdol"].round(2),
            "therapy_visits": year["mentvis"].astype(int),
            "hospital_admissions": year["totadm"].astype(int),
            "saw_a_doctor": (year["mdvis"] > 0).map({True: "yes", False: "no"}),
        }
    )


def election_1996() -> pd.DataFrame:
    source = from_statsmodels("anes96/anes96.csv", sep="\t", quotechar="'")
    return pd.DataFrame(
        {
            "place_population_thousands": source["popul"].astype(int),
            "tv_news_days": source["TVnews"].astype(int),
            "own_leaning": source["selfLR"].map(LEANING),
            "clinton_leaning": source["ClinLR"].map(LEANING),
            "dole_leaning": source["DoleLR"].map(LEANING),
            "party": source["PID"].map(PARTY),
            "age": source["age"].astype(int),
            "education": source["educ"].map(EDUCATION),
            "household_income": source["income"].map(dict(enumerate(INCOME, start=1))),
            "expected_vote": source["vote"].map({0: "Clinton", 1: "Dole"}),
        }
    )


def us_economy() -> pd.DataFrame:
    source = from_statsmodels("macrodata/macrodata.csv")
    quarter = pd.PeriodIndex.from_fields(
        year=source["year"].astype(int), quarter=source["quarter"].astype(int), freq="Q"
    )
    names = {
        "realgdp": "gross_domestic_product",
        "realcons": "consumption",
        "realinv": "private_investment",
        "realgovt": "government_spending",
        "realdpi": "disposable_income",
        "cpi": "consumer_price_index",
        "m1": "money_stock",
        "tbilrate": "treasury_bill_rate",
        "pop": "population_millions",
        "infl": "inflation_rate",
        "realint": "real_interest_rate",
        "unemp": "unemployment_rate",
    }
    table = source[list(names)].rename(columns=names)
    table.insert(0, "quarter_begins", quarter.start_time.strftime("%Y-%m-%d"))
    return table


def breast_cancer() -> pd.DataFrame:
    from sklearn.datasets import load_breast_cancer

    source = load_breast_cancer(as_frame=True)
    table = source.data.rename(columns=lambda name: name.replace(" ", "_"))
    return table.assign(diagnosis=source.target.map(dict(enumerate(source.target_names))))


TABLES = {
    "health_insurance.csv": health_insurance,
    "election_1996.csv": election_1996,
    "us_economy.csv": us_economy,
    "breast_cancer.csv": breast_cancer,
}


def main() -> None:
    for name, make in TABLES.items():
        table = make()
        table.to_csv(HERE / name, index=False, lineterminator="\n")
        print(f"{name}: {len(table):,} rows, {len(table.columns)} columns")


if __name__ == "__main__":
    main()
