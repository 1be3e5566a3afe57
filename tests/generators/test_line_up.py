from synthlab.generators import GENERATORS
from synthlab.generators.line_up import LineUp, MeasuredTable, line_up, most_like


def measured(table: str, n_train: int, n_columns: int, n_numbers: int) -> MeasuredTable:
    return MeasuredTable(
        table=table,
        n_train=n_train,
        n_holdout=100,
        n_columns=n_columns,
        n_numbers=n_numbers,
        generators={},
    )


SMALL_WORDS = measured("small, words", 500, 10, 0)
LARGE_WORDS = measured("large, words", 8_000, 10, 0)
LARGE_NUMBERS = measured("large, numbers", 8_000, 10, 10)
AMONG = LineUp(date="2026-01-01", most_rows=0, tables=(SMALL_WORDS, LARGE_WORDS, LARGE_NUMBERS))


def test_the_nearest_table_is_alike_in_rows_and_in_its_share_of_numbers() -> None:
    assert most_like(700, 10, 1, AMONG) is SMALL_WORDS
    assert most_like(9_000, 12, 2, AMONG) is LARGE_WORDS
    assert most_like(9_000, 12, 11, AMONG) is LARGE_NUMBERS


def test_half_of_the_columns_being_numbers_weighs_as_much_as_four_times_the_rows() -> None:
    # From 2,000 rows of words it is two doublings to either table of words; four tenths of numbers more tip it.
    assert most_like(2_001, 10, 0, AMONG) is LARGE_WORDS
    assert most_like(1_999, 10, 0, AMONG) is SMALL_WORDS
    assert most_like(8_000, 10, 6, AMONG) is LARGE_NUMBERS
    assert most_like(8_000, 10, 4, AMONG) is LARGE_WORDS


def test_an_empty_table_has_a_nearest_one_too() -> None:
    assert most_like(0, 0, 0, AMONG) is SMALL_WORDS


def test_the_package_carries_figures_of_several_tables_and_of_registered_generators_only() -> None:
    found = line_up()
    names = {card.name for card in GENERATORS}
    assert len(found.tables) >= 5
    for table in found.tables:
        assert {"independent", "trees"} <= {name.partition(":")[0] for name in table.generators}
        for name, reached in table.generators.items():
            assert name.partition(":")[0] in names
            assert reached.seeds >= 1
            assert 0 <= reached.pairs <= 1
            assert 0 <= reached.C2ST <= 1
            assert all(len(states) == reached.seeds for states in reached.privacy.values())


def test_trees_goes_before_each_of_sdvs_generators_on_every_table_as_the_docs_say() -> None:
    sdv = {"gaussian-copula", "ctgan", "tvae", "copula-gan"}
    for table in line_up().tables:
        own = table.generators["trees"]
        rivals = {name: one for name, one in table.generators.items() if name.partition(":")[0] in sdv}
        assert {name.partition(":")[0] for name in rivals} == sdv
        assert all(own.C2ST < one.C2ST and own.pairs > one.pairs for one in rivals.values()), table.table
        assert all(one.seeds == 3 for one in table.generators.values()), table.table
