from __future__ import annotations

from synthlab.charts.attacks import attacks_alt_text, attacks_figure, rates_alt_text, rates_figure

ROW = {
    "attack": "nearest record, rank",
    "statistic": "AUC",
    "kind": "auc",
    "value": 0.6,
    "low": 0.55,
    "high": 0.65,
    "chance": 0.5,
    "tolerance": 0.55,
    "train_rate": None,
    "holdout_rate": None,
    "p_adjusted": 0.001,
    "smallest_detectable": 0.52,
}
RATE = {
    **ROW,
    "attack": "<b>pay</b> by memory",
    "kind": "success",
    "chance": 0.0,
    "train_rate": 0.4,
    "holdout_rate": 0.3,
    "baseline": 0.1,
}


def test_each_attack_is_a_dot_with_its_interval_beside_chance_and_tolerance():
    figure = attacks_figure([ROW])
    dots, guessing, tolerance = figure.data
    assert (list(dots.x), round(dots.error_x.array[0], 6), round(dots.error_x.arrayminus[0], 6)) == (
        [0.6],
        0.05,
        0.05,
    )
    assert (list(guessing.x), list(tolerance.x)) == ([0.5, 0.5], [0.55])
    assert figure.layout.yaxis.ticktext[0] == "nearest record, rank"


def test_rates_stand_side_by_side_with_the_constant_guess_and_markup_as_text():
    trained, aside, constant = rates_figure([RATE]).data
    assert (list(trained.x), list(aside.x), list(constant.x)) == ([0.4], [0.3], [0.1])
    assert rates_figure([RATE]).layout.yaxis.ticktext[0] == "&lt;b&gt;pay&lt;/b&gt; by memory"


def test_rows_without_an_attack_and_those_beyond_eight_are_not_drawn():
    assert len(attacks_figure([{"column": "pay"}, *[ROW] * 12]).data[0].x) == 8


def test_the_pictures_are_told_in_a_sentence():
    assert "60.0% (55.0% to 65.0%)" in attacks_alt_text([ROW])
    assert "40.0% of people trained on, 30.0% of people kept aside" in rates_alt_text([RATE])
    assert attacks_alt_text([]) == rates_alt_text([]) == "No attack was run."


def test_the_deciding_attack_is_drawn_in_any_case_beside_chance_and_the_control():
    decides = {**ROW, "attack": "small cells", "statistic": "top 1%", "kind": "window", "value": 0.52}
    beside = {
        "attack": "small cells", "statistic": "top 1%", "chance_low": 0.4, "chance_high": 0.6, "blind_auc": 0.51,
    }  # fmt: skip
    chance, dots, control, *_ = attacks_figure([*[ROW] * 12, decides], beside).data
    assert len(dots.x) == 8
    assert (dots.x[7], list(chance.x), list(chance.y)) == (0.52, [0.4, 0.6], [7, 7])
    assert (list(control.x), list(control.y)) == ([0.51], [8])


def test_the_difference_of_two_rates_carries_its_interval():
    row = {**RATE, "value": 0.1, "low": 0.04, "high": 0.16}
    bar = rates_figure([row]).data[0]
    assert round(bar.x[0] - bar.error_x.arrayminus[0], 6) == round(0.3 + 0.04, 6)
    assert round(bar.x[0] + bar.error_x.array[0], 6) == round(0.3 + 0.16, 6)
