"""What somebody typed or wrote into a file, read as words that the networks know."""

import unicodedata
from dataclasses import dataclass

from vae.word.alphabet import LENGTH, SYMBOLS
from vae.words import one_line

MOST_WORDS = 1000
_LEFT_OUT = frozenset(" -'’.\t")
_MOST_SHOWN = 24


class WordError(ValueError):
    """A text is no word that can be encoded; the message says why."""


@dataclass(frozen=True)
class WordsRead:
    """What a list gave.

    Attributes:
        words: of small letters a to z, in their order.
        problems: a sentence for every line that is no word, and for lines beyond those that are read.
    """

    words: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_word(text: str) -> str:
    """Return a word of small letters a to z; accents, hyphens, apostrophes and spaces in it are left out.

    Raises:
        WordError: nothing is left, a character is no letter from a to z, or there are too many.
    """
    shown = one_line(text, _MOST_SHOWN)
    parts = unicodedata.normalize("NFKD", text.strip()[: 40 * LENGTH]).casefold()
    letters = [part for part in parts if part not in _LEFT_OUT and not unicodedata.combining(part)]
    strange = next((letter for letter in letters if letter not in SYMBOLS), None)
    if strange is not None:
        raise WordError(f"“{shown}” has {_described(strange)}: this run knows the letters a to z only")
    if not letters:
        raise WordError("A name of one to ten letters is expected, got none")
    if len(letters) > LENGTH:
        raise WordError(f"“{shown}” has {_count(len(letters))} letters: this run knows names of up to {LENGTH}")
    return "".join(letters)


def read_list(text: str) -> WordsRead:
    """Read a name from every line, or from what stands between commas and semicolons; empty ones are passed over."""
    lines = [line.strip() for line in text.replace(",", "\n").replace(";", "\n").splitlines()]
    lines = [line for line in lines if line]
    words, problems = [], []
    for line in lines[:MOST_WORDS]:
        try:
            words.append(read_word(line))
        except WordError as error:
            problems.append(f"{error}.")
    if len(lines) > MOST_WORDS:
        problems.append(f"{MOST_WORDS:,} names are read at once: the last {len(lines) - MOST_WORDS:,} are left out.")
    return WordsRead(tuple(words), tuple(problems))


def decoded(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        WordError: it is no text.
    """
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise WordError("A text file with a name in every line is expected, and this is none in UTF-8")


def _described(letter: str) -> str:
    name = unicodedata.name(letter, "a character without a name").lower()
    return f"“{letter}” ({name})" if letter.isprintable() else name


def _count(number: int) -> str:
    return f"{number}" if number < 40 * LENGTH else "hundreds of"
