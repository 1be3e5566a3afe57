from __future__ import annotations

from synthlab.charts.every_column import every_column_alt_text, every_column_figure

ROWS = [
    {"column": "<b>a", "trtr": 0.9, "tstr": 0.7, "gap": 0.2, "low": 0.15, "high": 0.27, "between_real": 0.01},
    {"column": "b", "trtr": 0.6, "tstr": 0.62, "gap": -0.02, "low": -0.05, "high": 0.01, "between_real": 0.0},
]


def test_bars_begin_at_guessing_and_diamonds_carry_the_interval():
    bar, diamond = every_column_figure(ROWS).data
    assert [base + length for base, length in zip([0.5, 0.5], bar.x, strict=True)] == [0.9, 0.6]
    assert list(diamond.x) == [0.7, 0.62]
    # The synthetic score lies between the real one less the upper and less the lower end of the gap.
    assert [round(0.7 + diamond.error_x.array[0], 6), round(0.7 - diamond.error_x.arrayminus[0], 6)] == [
        0.75,
        0.63,
    ]


def test_names_stay_names():
    figure = every_column_figure(ROWS)
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;a"
    assert "<b>" not in bar_hover(figure)
    assert "<b>a 0.900 and 0.700" in every_column_alt_text(ROWS)


def bar_hover(figure) -> str:
    return "".join(figure.data[0].hovertext)
