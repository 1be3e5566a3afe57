import pytest

from synthlab.charts.association import association_alt_text, association_heatmap
from synthlab.charts.joint import joint_alt_text, joint_figure
from synthlab.charts.missingness import missingness_alt_text, missingness_figure

FACTS = {
    "columns": ["a", "<b>b</b>", "c"],
    "train": [[1.0, 0.5, None], [0.5, 1.0, None], [None, None, 1.0]],
    "synthetic": [[1.0, -0.2, 0.1], [-0.2, 1.0, 0.0], [0.1, 0.0, 1.0]],
    "difference": [[0.0, -0.7, None], [-0.7, 0.0, None], [None, None, 0.0]],
    "measures": [
        [None, "Spearman", "Cramer's V"],
        ["Spearman", None, "Cramer's V"],
        ["Cramer's V"] * 2 + [None],
    ],
}
JOINT = {
    "a_labels": ["p", "<i>q</i>"],
    "b_labels": ["x", "y"],
    "train": [[0.45, None], [0.2, 0.3]],
    "synthetic": [[0.45, 0.05], [0.5, 0.0]],
}


@pytest.mark.parametrize("which", ["train", "synthetic", "difference"])
def test_the_map_holds_the_matrix_that_was_scored(which):
    (heatmap,) = association_heatmap(FACTS, which).data
    assert [list(line) for line in heatmap.z] == FACTS[which]
    assert (heatmap.zmin, heatmap.zmax) == (-1, 1)


def test_the_map_escapes_names_and_says_what_is_undefined():
    figure = association_heatmap(FACTS, "train")
    assert "<b>" not in figure.to_json()
    assert figure.data[0].hovertext[0][2] == "a<br>c<br>Cramer's V: undefined"
    assert figure.data[0].hovertext[0][1] == "a<br>&lt;b&gt;b&lt;/b&gt;<br>Spearman: 0.50"


def test_the_map_of_many_columns_names_some_of_them():
    names = [f"c{place}" for place in range(200)]
    facts = {"columns": names, "train": [[0.0] * 200] * 200}
    figure = association_heatmap(facts, "train")
    assert len(figure.layout.xaxis.tickvals) <= 40
    assert figure.layout.height < 1000


def test_the_maps_sentence_names_the_greatest_pair():
    assert association_alt_text(FACTS, "difference") == (
        "Synthetic minus real: association of 3 columns with each other. Greatest between a and <b>b</b>: -0.70."
    )
    assert association_alt_text({"columns": ["a"], "train": [[1.0]]}, "train").endswith("with each other.")


def test_the_joint_figure_holds_both_tables_on_one_scale():
    real, synthetic = joint_figure(JOINT, "one", "<b>two</b>").data
    assert [list(line) for line in real.z] == JOINT["train"]
    assert [list(line) for line in synthetic.z] == JOINT["synthetic"]
    assert real.zmax == synthetic.zmax == 0.5


def test_the_joint_figure_escapes_and_says_what_is_withheld():
    figure = joint_figure(JOINT, "one", "<b>two</b>")
    assert "<b>" not in figure.to_json()
    assert "<i>" not in figure.to_json()
    assert "real not shown (fewer than 10 rows)" in figure.data[0].hovertext[0][1]


def test_the_joint_sentence_tells_the_cell_that_is_furthest_apart():
    assert joint_alt_text(JOINT, "one", "two") == (
        "one and two together, real beside synthetic. Furthest apart where one is <i>q</i> and two is y: "
        "real 30.0%, synthetic 0.0%."
    )


def test_an_empty_joint_table_is_an_empty_figure():
    empty = {"a_labels": [], "b_labels": [], "train": [], "synthetic": []}
    assert joint_figure(empty, "a", "b").data[0].zmax == 1


ROWS = [
    {"column": "<b>x</b>", "train": 0.2, "synthetic": 0.0, "difference": -0.2},
    {"column": "y", "train": None, "synthetic": 0.0, "difference": None},
    {"column": "z", "train": 0.0, "synthetic": 0.0, "difference": 0.0},
]


def test_columns_without_gaps_are_not_drawn_and_withheld_ones_are():
    real, synthetic = missingness_figure(ROWS).data
    assert list(real.x) == [0.2, None]
    assert list(synthetic.x) == [0.0, 0.0]


def test_the_figure_of_gaps_escapes_names():
    assert "<b>" not in missingness_figure(ROWS).to_json()


def test_the_sentence_on_gaps_names_the_worst_column():
    assert missingness_alt_text(ROWS) == (
        "Share of missing values in 2 columns, real beside synthetic. Worst: <b>x</b>, real 20.0%, synthetic 0.0%."
    )
    assert missingness_alt_text([ROWS[2]]) == "No value is missing in either table."
