"""The Generate page tells what was measured on a table of like size, and what that does not say."""

from __future__ import annotations

import pytest

from pages.parts.like_yours import _table, _worst
from synthlab.generators.line_up import Measured, MeasuredTable
from synthlab.studies.store import Store
from synthlab.studies.store import home as studies_home

OWNER = "A" * 32
TABLE = ("age,smoker\n" + "".join(f"{20 + n % 50},{'yes' if n % 3 else 'no'}\n" for n in range(900))).encode()


def reached(c2st: float, *membership: str) -> Measured:
    states = {"membership": membership, "copies": ("no leak found",) * len(membership)}
    return Measured(
        seeds=len(membership),
        marginals=0.9,
        pairs=0.8,
        C2ST=c2st,
        utility_lost=None,
        seconds=1.5,
        privacy=states,
    )


def test_the_generate_page_names_the_nearest_table_beside_the_sizes_of_both(visit):
    visit().file_uploader[0].upload("people.csv", TABLE).run()
    store = Store(studies_home(), OWNER)
    study = store.open(store.studies()[0].id)
    study.lock_split()
    app = visit("generate", study=study.id)
    said = "\n".join(str(one.value) for one in app.markdown)
    assert "**German credit** comes nearest to yours" in said
    assert "Yours: 600 training rows, 2 columns, 1 of them numbers or dates." in said
    assert "There: 667 training rows, 22 columns, 6 of them numbers or dates." in said
    assert "not what you will get here" in said


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("trace", "trace"), "trace"),
        (("no leak found", "leak found", "trace"), "leak found (1 of 3)"),
        (("no leak found", "cannot tell"), "cannot tell (1 of 2)"),
        (("a reason why it was not made",), "not tested"),
    ],
)
def test_the_worst_state_of_all_splits_is_shown_with_how_often_it_came(states, shown):
    assert _worst(states) == shown


def test_generators_are_listed_from_the_hardest_to_tell_from_real_and_unknown_ones_left_out():
    generators = {
        "trees": reached(0.7, "trace"),
        "trees:privacy=close": reached(0.5, "leak found"),
        "gone since": reached(0.4, "trace"),
    }
    table = MeasuredTable(
        table="adult", n_train=10, n_holdout=5, n_columns=2, n_numbers=1, generators=generators
    )
    assert table.title == "Adult census income"
    assert _table(table)["Generator"].tolist() == ["Trees (privacy close)", "Trees"]
    assert _table(table)["Members found"].tolist() == ["leak found", "trace"]
