"""What each number says and what it does not, one sentence each, and how numbers are written for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from synthlab.evaluation import Outcome

__all__ = ["METRIC_WORDS", "SDV_GENERATORS", "SDV_NOTE", "Words", "number", "says", "says_not"]

SDV_GENERATORS = frozenset({"gaussian-copula", "ctgan", "tvae", "copula-gan"})

SDV_NOTE = (
    "This table was made with SDV, which is under the Business Source License 1.1: it may not be used to offer "
    "a commercial synthetic-data service to others. Each release becomes MIT-licensed four years after it came out."
)


@dataclass(frozen=True)
class Words:
    """``says`` may use {value}, {low}, {high} and {reference}; ``says_not`` is plain text."""

    says: str
    says_not: str


METRIC_WORDS: Mapping[str, Words] = {
    "marginals": Words(
        "On average over the columns, a share of {value} of the rows would have to change bins for the "
        "synthetic column to match the real one.",
        "It does not say that columns go together as they should, nor anything about privacy.",
    ),
    "pairs": Words(
        "On average over all pairs of columns, a share of {value} of the rows would have to move for the two "
        "columns together to match.",
        "It does not say that three or more columns go together, nor anything about privacy.",
    ),
    "association": Words(
        "The strength of association between two columns differs by {value} on average, on a scale from 0 to 1.",
        "Two pairs can be equally strong and differ in shape; look at the joint pictures of the worst pairs.",
    ),
    "missingness": Words(
        "The share of missing values differs by {value} on average over the columns.",
        "It does not say that values are missing for the same reasons, or in the same rows, as in the real table.",
    ),
    "k-marginal": Words(
        "Taken three columns at a time, the synthetic table scores {value} of 1000 points; as many real rows "
        "score {reference}.",
        "It does not say that four columns go together, and points of tables with other columns cannot be compared.",
    ),
    "detection": Words(
        "Given one real and one synthetic row, a classifier picks the synthetic one with a chance of {value}; "
        "0.5 is a coin.",
        "A coin toss says nothing about privacy: a copy of the real rows is one too. One odd column suffices for "
        "a high value.",
    ),
    "tails": Words(
        "How often extremes, rare levels, round and missing values occur differs from the real table by a "
        "relative {value} on average; 1 would be that they are lost.",
        "It does not say that extremes stand in the right rows, nor how far out they lie.",
    ),
    "coverage": Words(
        "A share of {value} of the real rows has a synthetic row near it; real rows reach {reference} of each other.",
        "It does not say that regions are as full as they should be; a copy of the real rows covers all of them.",
    ),
    "rules": Words(
        "Of the rules that hold in every real row, or in all but one of a hundred, a synthetic row breaks a share of {value} "
        "on average.",
        "It does not say that looser rules are kept, and a rule that was found need not be meant.",
    ),
    "dates": Words(
        "On average over calendars and gaps, a share of {value} of the dates would have to move to fall on the days, "
        "hours and distances of the real ones; as many real rows score {reference}.",
        "It does not say in which years dates lie, nor that they go together with other columns.",
    ),
    "text": Words(
        "On average over lengths, words and formats, free text and identifiers are a relative {value} away from the "
        "real ones; as many real rows are {reference} away.",
        "It does not say that a text makes sense or fits its row, nor that nobody is named in it.",
    ),
    "subgroups": Words(
        "Within the groups, a share of {value} of the rows would have to change bins, on average over groups and "
        "columns; between real rows of the same groups it is {reference}.",
        "It does not say that groups have their share, nor that columns go together within them; groups of few rows are "
        "withheld.",
    ),
    "embedding": Words(
        "In the plane in which real rows differ most, a share of {value} of the rows would have to move to another bin; "
        "between real rows it is {reference}.",
        "It does not say that the tables agree outside this plane, which holds a part of the variance only.",
    ),
    "tstr": Words(
        "A model trained on the synthetic table scores {value} less on held-out real rows than the same model "
        "trained on real rows.",
        "It speaks for this target and these models; another target or another use may fare differently.",
    ),
    "every-column": Words(
        "On average over the columns, a column is told from the others {value} of AUC worse after training on "
        "synthetic rows; two real tables differ by {reference}.",
        "It does not say that columns depend on each other in the same shape, nor that the task at hand fares as well.",
    ),
    "importance": Words(
        "Models trained on either table rank the columns by importance with a correlation of {value}; two halves of "
        "the real rows do so with {reference}.",
        "It does not say that columns act in the same direction, nor that predictions are as good.",
    ),
    "conclusions": Words(
        "A share of {value} of the conclusions of a regression is the same on synthetic rows; other real rows keep "
        "{reference}.",
        "It does not say that effects have the same size, nor that another regression would fare as well.",
    ),
    "representation": Words(
        "On average over the marked columns, a share of {value} of the rows would have to change group for every "
        "group to have its share; chance alone gives {reference}.",
        "It does not say that a group's rows are like its people, nor that decisions made from the table are fair.",
    ),
    "amplification": Words(
        "Groups are {value} further apart in a model's decisions after training on synthetic rows than after training "
        "on real ones.",
        "It does not say that decisions are just: the real table may be as unfair.",
    ),
    "identifiers": Words(
        "{value} identifying values of the real table occur in the synthetic one.",
        "It does not say that a person cannot be recognised from the other columns taken together.",
    ),
    "copies": Words(
        "Rows that are unique in the real table and occur word for word in the synthetic one, against what "
        "chance gives on rows that the generator never saw.",
        "It does not see rows that were changed slightly, nor single values that were copied.",
    ),
    "values": Words(
        "Attackers who look for rare values tell training people from kept-aside ones {value} of the time; 0.5 is "
        "guessing.",
        "It does not see combinations of common values that were copied.",
    ),
    "membership": Words(
        "Attackers tell training people from kept-aside ones {value} of the time; 0.5 is guessing.",
        "It does not say what an attacker with the model, other releases or linked tables could do.",
    ),
    "vulnerable": Words(
        "Among people who stand alone, attackers are right {value} of the time; 0.5 is guessing.",
        "It does not say that these people cannot be singled out or linked.",
    ),
    "singling-out": Words(
        "The share of training people who are singled out is {value} higher than that of kept-aside people.",
        "That somebody can be singled out is no leak by itself: chance isolates people too.",
    ),
    "inference": Words(
        "Secrets of training people are guessed {value} more often than those of kept-aside people.",
        "It does not count what statistics teach about everybody; that is told apart.",
    ),
    "linkability": Words(
        "The two halves of a record are linked {value} more often for training people than for others.",
        "It is the least sensitive of the attacks: silence says little.",
    ),
    "dp-claim": Words(
        "A share of {value} of the guesses who was in training is right; 0.5 is guessing. Only what contradicts the "
        "claimed epsilon counts.",
        "It does not say that a claim holds which it does not contradict, and no epsilon follows from it: attacks on "
        "rows find little of what there is.",
    ),
    "nearest-record-share": Words(
        "A share of {value} of the synthetic rows is nearer to a row the generator saw than to one it did not; "
        "0.5 is what chance gives.",
        "It is shown because it is familiar. It is weak: it misses a hundredth of all rows being copied, and it "
        "is never a verdict.",
    ),
}

_UNKNOWN = Words(
    "The measured value is {value}.",
    "One number never speaks for the whole table; read it beside the others.",
)


def number(value: float | None) -> str:
    """The number with three significant digits, thousands grouped; a dash where there is none."""
    if value is None:
        return "–"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def says(outcome: Outcome) -> str:
    """What the outcome says: the metric's own sentence where it gave one, with the numbers filled in."""
    own = outcome.facts.get("sentence")
    if isinstance(own, str) and own:
        return own
    words = METRIC_WORDS.get(outcome.metric, _UNKNOWN)
    return words.says.format(
        value=number(outcome.value),
        low=number(outcome.low),
        high=number(outcome.high),
        reference=number(outcome.reference),
    )


def says_not(outcome: Outcome) -> str:
    """What nobody may read into the outcome."""
    return METRIC_WORDS.get(outcome.metric, _UNKNOWN).says_not
