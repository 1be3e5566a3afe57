import dataclasses
import subprocess
import sys

import pytest

from synthlab.errors import DataError
from synthlab.generators import GENERATORS, generator_card
from synthlab.generators.base import GeneratorCard


def test_names_are_unique_and_found() -> None:
    names = [card.name for card in GENERATORS]
    assert len(set(names)) == len(names)
    assert [generator_card(name) for name in names] == list(GENERATORS)
    with pytest.raises(DataError, match="There is no generator 'magic'"):
        generator_card("magic")


@pytest.mark.parametrize("card", GENERATORS, ids=lambda card: card.name)
def test_a_card_tells_everything(card: GeneratorCard) -> None:
    made = card.make()
    assert dataclasses.is_dataclass(made)
    assert set(card.settings_help) == {field.name for field in dataclasses.fields(made)}
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, next(iter(card.settings_help)), 1)
    for text in (card.title, card.what, card.privacy, card.licence, *card.settings_help.values()):
        assert text.strip()


@pytest.mark.parametrize("name", ["gaussian-copula", "ctgan", "tvae", "copula-gan"])
def test_cards_of_sdv_name_its_licence_and_its_leak(name: str) -> None:
    card = generator_card(name)
    assert "Business Source License 1.1" in card.licence
    assert "exact real least and greatest value" in card.privacy


def test_the_list_of_generators_loads_no_heavy_library() -> None:
    heavy = ("sdv", "torch", "ctgan", "copulas", "sklearn", "scipy", "joblib")
    code = f"import sys, synthlab.generators; print([name for name in {heavy!r} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"
