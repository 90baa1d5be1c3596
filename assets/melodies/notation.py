"""Reads tunes written in ABC: their bars as notes, in sixteenths from the bar's beginning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SHARPS, _FLATS = "FCGDAEB", "BEADGCF"
_MAJOR = {"Cb": -7, "Gb": -6, "Db": -5, "Ab": -4, "Eb": -3, "Bb": -2, "F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4,
          "B": 5, "F#": 6, "C#": 7}  # fmt: skip
_MODES = {"maj": 0, "ion": 0, "": 0, "mix": -1, "dor": -2, "m": -3, "min": -3, "aeo": -3, "phr": -4, "lyd": 1}
_ACCIDENTALS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
_UNHEARD = re.compile(r'%.*|"[^"]*"|\{[^}]*\}|![^!\n]*!|\+[^+\s]*\+|[~.uvTHLMOPSJR`\\$*]')
_TOKEN = re.compile(
    r"\[(?P<inline>[A-Za-z]):(?P<value>[^\]]*)\]"
    r"|(?P<bar>:*\|+[\]|:\[]*:*\|?|::+|\[\|)"
    r"|\((?P<tuplet>\d)(?::(?P<into>\d?))?(?::(?P<count>\d?))?"
    r"|(?P<chord>\[[^\]|:]*[A-Ga-g][^\]|:]*\])(?P<chord_length>\d*/*\d*)"
    r"|(?P<accidental>\^\^?|__?|=)?(?P<note>[A-Ga-gzx])(?P<octave>[',]*)(?P<length>\d*/*\d*)"
    r"|(?P<broken>[<>]+)|(?P<tie>-)"
)
_INTO = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
"""Into the time of how many so many notes of a tuplet go."""


@dataclass
class Note:
    """One note or rest: its MIDI pitch, None for a rest, and when it begins and how long it is, in whole notes."""

    pitch: int | None
    start: Fraction
    length: Fraction
    is_tied: bool = False


@dataclass
class Bar:
    """One bar: its notes, and whether what stands before it in the file leads into it."""

    notes: list[Note] = field(default_factory=list)
    is_joined: bool = True

    @property
    def length(self) -> Fraction:
        """How long it is, in whole notes."""
        return sum((note.length for note in self.notes), Fraction(0))


@dataclass
class Tune:
    """One tune: its fields by letter, how many sharps its key has, and its bars."""

    fields: dict[str, str]
    sharps: int
    bars: list[Bar]


class NotReadError(Exception):
    """A tune has something that this reader does not know."""


def tunes(text: str) -> Iterator[dict[str, str]]:
    """Split a file into tunes, each its fields by letter (the first of each) and its music under ""."""
    for part in re.split(r"(?m)^(?=X:)", text):
        if part.startswith("X:") and re.search(r"(?m)^K:", part):
            head, music = re.split(r"(?m)^(?=K:)", part, maxsplit=1)
            fields = {line[0]: line[2:].strip() for line in reversed(head.splitlines()) if re.match(r"[A-Z]:", line)}
            key, _, music = music.partition("\n")
            yield {**fields, "K": key[2:].strip(), "": music}


def read(fields: dict[str, str]) -> Tune:
    """Read one tune's music.

    Raises:
        NotReadError: it changes its metre, has voices, or something in it is not understood.
    """
    reader = _Reader(fields)
    for line in fields[""].splitlines():
        header = re.match(r"([A-Za-z]):(.*)", line)
        if header and not line.startswith(("z:", "a:")):
            reader.change(header[1], header[2].strip())
        else:
            reader.line(line)
    return Tune(fields, sharps(fields["K"]), [*reader.bars, reader.bar])


def sharps(key: str) -> int:
    """Return how many sharps a key has, flats below zero."""
    match = re.match(r"\s*([A-G][#b]?)\s*([A-Za-z]{0,3})", key)
    if not match:
        raise NotReadError(f"key {key}")
    mode = match[2].lower()
    if mode not in _MODES:
        raise NotReadError(f"mode {key}")
    return _MAJOR[match[1]] + _MODES[mode]


class _Reader:
    def __init__(self, fields: dict[str, str]):
        self.metre = fields.get("M", "C")
        self.unit = Fraction(fields["L"].split()[0]) if "L" in fields else _default_unit(self.metre)
        self.signature = _signature(sharps(fields["K"]))
        self.bars: list[Bar] = []
        self.bar = Bar(is_joined=False)
        self.accidentals: dict[str, int] = {}
        self.tuplet: list[Fraction] = []
        self.broken = Fraction(1)

    def change(self, letter: str, value: str) -> None:
        if letter == "K":
            self.signature = _signature(sharps(value))
        elif letter == "L":
            self.unit = Fraction(value)
        elif (letter == "M" and value != self.metre) or (letter == "V" and value.strip() != "1"):
            raise NotReadError(f"{letter}:{value}")

    def line(self, line: str) -> None:
        for token in _TOKEN.finditer(_UNHEARD.sub("", line)):
            if token["inline"]:
                self.change(token["inline"], token["value"].strip())
            elif token["bar"]:
                self._end_bar(token["bar"], line)
            elif token["tuplet"]:
                count, into = int(token["tuplet"]), token["into"]
                self.tuplet = [Fraction(int(into or _INTO.get(count, 2)), count)] * int(token["count"] or count)
            elif token["chord"]:
                top = re.findall(r"(\^\^?|__?|=)?([A-Ga-g])([',]*)(\d*/*\d*)", token["chord"])[-1]
                self._add(top[0] or None, top[1], top[2], token["chord_length"] or top[3])
            elif token["note"]:
                self._add(token["accidental"], token["note"], token["octave"], token["length"])
            elif token["broken"]:
                self._break(token["broken"])
            elif token["tie"] and self.bar.notes:
                self.bar.notes[-1].is_tied = True

    def _end_bar(self, sign: str, line: str) -> None:
        if self.bar.notes:
            self.bars.append(self.bar)
            self.bar = Bar()
        # Where a part is repeated or ends, what stands next is not always what is heard next.
        self.bar.is_joined = self.bar.is_joined and not (":" in sign or len(sign.strip(":")) > 1)
        self.accidentals = {}

    def _add(self, accidental: str | None, letter: str, octave: str, length: str) -> None:
        duration = self.unit * _length(length) * self.broken * (self.tuplet.pop() if self.tuplet else 1)
        self.broken = Fraction(1)
        pitch = None if letter in "zx" else self._pitch(accidental, letter, octave)
        self.bar.notes.append(Note(pitch, self.bar.length, duration))

    def _pitch(self, accidental: str | None, letter: str, octave: str) -> int:
        name = letter.upper()
        if accidental is not None:
            self.accidentals[letter + octave] = _ACCIDENTALS[accidental]
        shift = self.accidentals.get(letter + octave, self.signature.get(name, 0))
        rise = octave.count("'") - octave.count(",") + (1 if letter.islower() else 0)
        return 60 + _LETTERS[name] + 12 * rise + shift

    def _break(self, signs: str) -> None:
        if not self.bar.notes:
            raise NotReadError("a broken rhythm without a note")
        short = Fraction(1, 2 ** len(signs))
        first, self.broken = (2 - short, short) if signs[0] == ">" else (short, 2 - short)
        self.bar.notes[-1].length *= first


def _default_unit(metre: str) -> Fraction:
    """Return what a letter alone lasts where a tune does not say: a sixteenth in metres below 3/4, else an eighth."""
    return Fraction(1, 16) if re.fullmatch(r"\d/\d", metre) and Fraction(metre) < Fraction(3, 4) else Fraction(1, 8)


def _signature(count: int) -> dict[str, int]:
    return dict.fromkeys(_SHARPS[:count], 1) if count > 0 else dict.fromkeys(_FLATS[:-count], -1)


def _length(text: str) -> Fraction:
    above, slashes, below = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()
    if slashes and not below:
        return Fraction(int(above or 1), 2 ** len(slashes))
    return Fraction(int(above or 1), int(below or 1))
