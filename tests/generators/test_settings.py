import pytest

from synthlab.errors import DataError
from synthlab.generators import make_generator
from synthlab.generators.sdv_models import CTGAN, GaussianCopula
from synthlab.generators.trees import Trees


def test_text_settings_take_their_fields_types() -> None:
    assert make_generator("trees", {"min_leaf": "30", "blend": "0.5"}) == Trees(min_leaf=30, blend=0.5)
    assert make_generator("ctgan", {"epochs": " 7 ", "enforce_min_max": "no"}) == CTGAN(
        epochs=7, enforce_min_max=False
    )
    assert make_generator("gaussian-copula", {"distribution": "norm"}) == GaussianCopula(distribution="norm")


def test_settings_may_already_have_their_types() -> None:
    assert make_generator("trees", {"min_leaf": 30}) == Trees(min_leaf=30)
    assert make_generator("trees") == Trees()


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        (
            "tree",
            {},
            "There is no generator 'tree'. The generators are: independent, trees, ",
        ),
        ("trees", {"leaf": "3"}, "has no setting 'leaf'. Its settings are: privacy, min_leaf, "),
        ("trees", {"min_leaf": "3.5"}, "'3.5'; it must be a whole number"),
        ("trees", {"blend": "nan"}, "'nan'; it must be a number"),
        ("trees", {"min_leaf": "0"}, "min_leaf is 0; it must be at least 1"),
        ("trees", {"min_count": "1"}, "min_count is 1; it must be at least 2"),
        ("trees", {"blend": "-1"}, "blend is -1.0; it must be between 0 and 10"),
        ("trees", {"spike_share": "2"}, "spike_share is 2.0; it must be between 0 and 1"),
        ("independent", {"min_count": "1"}, "at least 2"),
        ("ctgan", {"batch_size": "55"}, "a multiple of 10"),
        ("tvae", {"epochs": "0"}, "epochs is 0; it must be at least 1"),
        ("tvae", {"enforce_min_max": "maybe"}, "'maybe'; it must be true or false"),
        ("gaussian-copula", {"distribution": "cauchy"}, "'cauchy'; it must be one of beta, norm,"),
    ],
)
def test_a_wrong_setting_says_what_fits(name: str, settings: dict[str, str], says: str) -> None:
    with pytest.raises(DataError, match=says):
        make_generator(name, settings)


def test_a_wrong_distribution_is_refused_in_code_too() -> None:
    with pytest.raises(DataError, match="must be one of beta"):
        GaussianCopula(distribution="cauchy")  # type: ignore[arg-type]


def test_the_repr_of_a_generator_names_every_setting() -> None:
    assert repr(make_generator("independent")) == "Independent(min_count=5)"
