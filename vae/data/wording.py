"""Texts are written for pictures; of runs whose outputs are something else they say what that is."""

import re
from collections.abc import Iterable

from vae.config import RunConfig
from vae.data import datasets
from vae.kind import KINDS
from vae.likelihoods import PICTURE

_SAID = re.compile(r"\b(?:([Aa])n? )?(picture|image)(s?)\b", re.IGNORECASE)
_OF_ANY_KIND = "example", "examples"


def names_of(config: RunConfig) -> tuple[str, str]:
    """Return what one and several outputs of a run are called, by the name that its data have for them.

    Pictures are pictures, also where they are of digits, and so is what the data have no name for of its kind's own.
    """
    return names_of_data(config.dataset, config.kind)


def names_of_data(dataset: str, kind: str) -> tuple[str, str]:
    """Return the same of a run of a data set whose outputs are of a kind, a name in `vae.kind`."""
    names = datasets.noun(dataset), datasets.nouns(dataset)
    return (KINDS[kind].noun, KINDS[kind].nouns) if PICTURE in (kind, names[0]) else names


def said_of(config: RunConfig, text: str) -> str:
    """Return what a text says of pictures, or images, said of what a run has: "a picture" is "a name", say."""
    return said_of_all((config,), text)


def said_of_all(configs: Iterable[RunConfig], text: str) -> str:
    """Return the same, said of the outputs of several runs, see `names_in_common`; of any run there may be for none."""
    noun, nouns = names_in_common(configs)
    return text if noun == PICTURE else said_as(noun, nouns, text)


def names_in_common(configs: Iterable[RunConfig]) -> tuple[str, str]:
    """Return what one and several outputs of several runs are called: "examples" where these are not called alike."""
    names = {names_of(config) for config in configs}
    return names.pop() if len(names) == 1 else _OF_ANY_KIND


def said_as(noun: str, nouns: str, text: str) -> str:
    """Return what a text says of pictures said of something else, by the names of one and of several."""

    def said(found: re.Match[str]) -> str:
        article, word, several = found.groups()
        name = nouns if several else noun
        name = name.capitalize() if word[0].isupper() else name
        return f"{article}{'n' if name[0] in 'aeiou' else ''} {name}" if article else name

    return _SAID.sub(said, text)
