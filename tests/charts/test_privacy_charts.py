from __future__ import annotations

from synthlab.charts.privacy import (
    copies_alt_text,
    copies_figure,
    identifiers_alt_text,
    identifiers_figure,
    nearest_alt_text,
    nearest_figure,
    screened_values_alt_text,
    screened_values_figure,
)

LEVEL = {
    "level": "exact",
    "title": "word for word",
    "n_train": 200,
    "m_train": 10,
    "rate_train": 0.05,
    "n_holdout": 100,
    "m_holdout": 1,
    "rate_holdout": 0.01,
}
SCREENED = {name: LEVEL[name] for name in ("level", "title", "n_train", "m_train", "rate_train")}
COLUMN = {"column": "e<mail>", "n_train": 50, "m_train": 5, "n_holdout": 20, "m_holdout": 0}
BINS = [
    {"low": 0.0, "high": 1.0, "to_train": 0.75, "to_holdout": 0.25},
    {"low": 1.0, "high": 2.0, "to_train": 0.25, "to_holdout": 0.75},
]


def test_copies_are_drawn_as_the_shares_found_again():
    train, holdout = copies_figure([LEVEL]).data
    assert (list(train.x), list(holdout.x)) == ([0.05], [0.01])
    assert train.hovertext[0] == "10 of 200 unique records trained on"


def test_a_screening_has_no_bar_for_rows_that_are_not_there():
    figure = copies_figure([SCREENED])
    assert [trace.name for trace in figure.data] == ["trained on"]


def test_nothing_found_again_is_drawn_as_nothing_on_a_readable_axis():
    figure = copies_figure([{**LEVEL, "rate_train": 0.0, "rate_holdout": 0.0}])
    assert figure.layout.xaxis.range == (0, 0.01)


def test_identifiers_are_drawn_by_column_with_markup_as_text():
    figure = identifiers_figure([COLUMN])
    assert [list(trace.x) for trace in figure.data] == [[0.1], [0.0]]
    assert figure.layout.yaxis.ticktext[0] == "e&lt;mail&gt;"


def test_the_groups_differ_in_more_than_colour():
    train, holdout = copies_figure([LEVEL]).data
    assert train.marker.line.width is None
    assert holdout.marker.color == "rgba(0, 0, 0, 0)"


def test_distances_are_drawn_as_steps_over_their_bins():
    train, holdout = nearest_figure(BINS).data
    assert list(train.x) == [0.0, 1.0, 2.0]
    assert (list(train.y), list(holdout.y)) == ([0.75, 0.25, 0.25], [0.25, 0.75, 0.75])
    assert (train.fill, holdout.line.dash) == ("tozeroy", "dash")


def test_the_privacy_figures_are_told_in_words():
    assert copies_alt_text([LEVEL]) == (
        "Unique records found again: word for word, 10 of 200 trained on, 1 of 100 kept aside."
    )
    assert copies_alt_text([SCREENED]) == "Unique records found again: word for word, 10 of 200 trained on."
    assert identifiers_alt_text([COLUMN]).endswith("e<mail>, 5 of 50 trained on, 0 of 20 kept aside.")
    assert "50.3% are nearer" in nearest_alt_text(0.503, 0.49, 0.515)


def test_screened_values_stand_beside_real_ones_that_were_left_out():
    rows = [{"column": f"<b>{n}", "train_rate": 0.1, "holdout_rate": 0.02} for n in range(12)]
    synthetic, real = screened_values_figure(rows).data
    assert (len(synthetic.x), synthetic.x[0], real.x[0]) == (8, 0.1, 0.02)
    assert (synthetic.name, real.name) == ("synthetic", "real, left out")
    assert "10.00% of the synthetic values, 2.00% of real ones left out" in screened_values_alt_text(rows)
    assert screened_values_figure(rows).layout.yaxis.ticktext[0] == "&lt;b&gt;0"
