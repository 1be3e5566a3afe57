"""Every generator there is, by name, and how one is made from settings given as text."""

from __future__ import annotations

from collections.abc import Mapping

from synthlab.errors import DataError
from synthlab.generators import dp_network, forest, independent, noise, rules, sdv_models, smote, trees
from synthlab.generators.base import Generator, GeneratorCard
from synthlab.generators.settings import parsed_settings

__all__ = ["GENERATORS", "generator_card", "make_generator"]

GENERATORS: tuple[GeneratorCard, ...] = (
    independent.CARD,
    trees.CARD,
    forest.CARD,
    sdv_models.GAUSSIAN_COPULA_CARD,
    sdv_models.CTGAN_CARD,
    sdv_models.TVAE_CARD,
    sdv_models.COPULA_GAN_CARD,
    noise.CARD,
    smote.CARD,
    dp_network.CARD,
    rules.CARD,
)


def generator_card(name: str) -> GeneratorCard:
    """The card of the generator with this name; an unknown name is a ``DataError`` that lists the known ones."""
    for card in GENERATORS:
        if card.name == name:
            return card
    known = ", ".join(card.name for card in GENERATORS)
    raise DataError(f"There is no generator {name!r}. The generators are: {known}.")


def make_generator(name: str, settings: Mapping[str, object] | None = None) -> Generator:
    """The named generator with these settings; text is read by the type of the setting's field.

    Raises
    ------
    DataError
        When the generator or a setting is unknown, or a value does not fit; the message says what fits.
    """
    card = generator_card(name)
    return card.make(**parsed_settings(card, settings or {}))
