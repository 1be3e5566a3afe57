from synthlab.charts.embedding import plane_alt_text, plane_figure

FACTS = {
    "train": [[0.5, None], [0.0, 0.3]],
    "synthetic": [[0.2, 0.1], [0.0, None]],
    "difference": [[-0.3, None], [0.0, None]],
    "explained": [0.4, 0.15],
    "least_rows": 10,
}


def test_both_densities_share_one_scale_and_empty_bins_are_empty():
    real, made = (plane_figure(FACTS, which).data[0] for which in ("train", "synthetic"))
    assert [list(line) for line in real.z] == [[0.5, None], [None, 0.3]]
    assert [list(line) for line in made.z] == [[0.2, 0.1], [None, None]]
    assert (real.zmin, real.zmax) == (made.zmin, made.zmax) == (0, 0.5)


def test_the_difference_is_centred_on_zero():
    (difference,) = plane_figure(FACTS, "difference").data
    assert (difference.zmin, difference.zmax) == (-0.3, 0.3)
    assert difference.z[1][0] == 0
    assert difference.hovertext[0][1] == "real not shown (fewer than 10 rows)<br>synthetic 10.00%"


def test_the_directions_say_how_much_of_the_variance_they_hold():
    figure = plane_figure(FACTS, "train")
    assert figure.layout.xaxis.title.text == "across: 40% of the variance"
    assert figure.layout.yaxis.title.text == "up: 15%"
    assert "40% and 15% of the variance" in plane_alt_text(FACTS, "train")
    assert plane_alt_text(FACTS, "difference").endswith("differs by 30.0% of the rows at most.")
