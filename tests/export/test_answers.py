"""What a person had asked of the table leaves with it: sentences, tables and pictures, and names stay names."""

from __future__ import annotations

import pytest
from hand_made import provenance, report, tstr

from synthlab.export.html import to_html
from synthlab.export.markdown import to_markdown
from synthlab.export.pictures_inquiries import pictures_of_told
from synthlab.export.summary import Summary, summarise
from synthlab.metrics.inquiries import inquiry_kind
from synthlab.metrics.inquiry import Told
from synthlab.metrics.utility.mixing import MixPoint, MixSettings, MixSweep

KIND = inquiry_kind("mix-sweep")


def sweep() -> MixSweep:
    settings = MixSettings(shares=(0.0, 1.0), added=(0.0, 4.0), seeds=2)
    points = tuple(
        MixPoint(
            mode=mode, share=share, seed=seed, n_real=9, n_synthetic=9, score=0.9 - share / 20 - seed / 100, error=0.001,
            slices={"recall of <b>x|y": 0.5}, slice_errors={"recall of <b>x|y": 0.0},
        )
        for mode, shares in (("replace", settings.shares), ("add", settings.added))
        for share in shares
        for seed in (0, 1)
    )  # fmt: skip
    return MixSweep(settings=settings, seed=0, target="y", score="AUC", n_test=99, points=points)


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summarise(report(tstr()), provenance(), inquiries=[(KIND, sweep())])


def test_an_answer_stands_in_the_summary_with_its_tables_and_pictures(summary: Summary) -> None:
    (answer,) = summary.answers
    assert answer.question == "How much synthetic is too much?"
    assert [picture.name for picture in answer.pictures] == ["mix-sweep-in-place", "mix-sweep-on-top"]
    assert all(picture.svg.startswith("<svg") for picture in answer.pictures)


def test_both_writers_say_it_and_leave_names_as_they_are(summary: Summary) -> None:
    page, text = to_html(summary), to_markdown(summary)
    assert "<h3>How much synthetic is too much?</h3>" in page
    assert "Already 100% synthetic rows cost 5.0 points of AUC" in page
    assert "recall of &lt;b&gt;x|y" in page
    assert "<td>0.8450</td>" in page
    assert "## How much synthetic is too much?" in text
    assert "![In place of real rows, AUC by share" in text
    assert "| recall of &lt;b&gt;x\\|y |" in text
    assert "| 100% | 0.8450 |" in text


def test_an_answer_without_points_is_left_out() -> None:
    empty = sweep().model_copy(update={"points": ()})
    assert summarise(report(tstr()), provenance(), inquiries=[(KIND, empty)]).answers == ()
    assert pictures_of_told(Told(("Nothing.",), "")) == ()
