from synthlab.charts.palette import REAL, SYNTHETIC
from synthlab.charts.subgroups import subgroups_alt_text, subgroups_figure

ROWS = [
    {
        "column": "job", "group": "<b>nurse</b>", "distance": 0.12, "low": 0.1, "high": 0.14, "reference": 0.03,
        "reference_low": 0.02, "reference_high": 0.05, "n_equal": 210, "worst": "<i>pay</i>",
    },
    {
        "column": "job", "group": "clerk", "distance": 0.03, "low": 0.02, "high": 0.05, "reference": 0.03,
        "reference_low": 0.02, "reference_high": 0.05, "n_equal": 400, "worst": "",
    },
]  # fmt: skip


def test_each_group_stands_with_its_interval_beside_its_own_chance_level():
    groups, chance = subgroups_figure(ROWS).data
    assert list(groups.x) == [0.12, 0.03]
    assert list(groups.error_x.array) == [0.14 - 0.12, 0.05 - 0.03]
    assert list(chance.base) == [0.02, 0.02]
    assert [base + width for base, width in zip(chance.base, chance.x, strict=True)] == [0.05, 0.05]
    assert (groups.marker.color, chance.marker.color) == (SYNTHETIC, REAL)
    assert "<b>" not in subgroups_figure(ROWS).to_json().replace("\\u003c", "<")


def test_the_words_name_the_worst_group_and_how_many_lie_beyond_chance():
    assert subgroups_alt_text(ROWS) == (
        "Distance from the real rows within 2 groups of job, worst first: <b>nurse</b> 12.0%, chance up to 5.0%. "
        "1 of them lie beyond chance."
    )
    assert subgroups_alt_text([]).startswith("No group")
