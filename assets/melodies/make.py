"""Makes the data set "melodies": `python assets/melodies/make.py CORPUS assets/melodies`. See README.md beside this."""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from notation import Bar, NotReadError, Tune, read, tunes

STEPS, STEPS_A_BAR = 32, 16
REST, HOLD, FIRST_NOTE = 0, 1, 2
"""Tokens: nothing sounds, the note goes on, and the lowest pitch."""
LOWEST, NUM_PITCHES = 55, 36
"""MIDI pitches from the fiddle's lowest string, G below middle C, to three octaves above."""
MIDDLE = 72
LEAST_NOTES = 4
HELD_OUT_SHARE = 0.16
SEED = 16
KINDS = ("reel", "hornpipe", "strathspey", "air")
_FOUR_QUARTERS = {"C": 1, "C|": 1, "4/4": 1, "2/2": 1, "2/4": 2}
"""How many bars of four quarters a bar is written out as: reels in 2/4 are those in C with all values halved."""
_CALLED = {"highland fling": "strathspey", "fling": "strathspey"}
_SECTIONS = ((1, 625, "air"), (1176, 1555, "reel"), (1556, 1780, "hornpipe"))
"""O'Neill's book by its numbers; what it calls neither is left out."""
_COLLECTIONS = {"ryansMammoth": "Ryan's Mammoth Collection", "oneills1850": "O'Neill's Music of Ireland"}


@dataclass(frozen=True)
class Melody:
    """One tune as windows of two bars.

    Attributes:
        collection: the book that it stands in.
        file: the file that it was read from.
        tune: as it was read.
        kind: number of its kind in KINDS.
        windows: their tokens, int8 [n, STEPS], none twice.
    """

    collection: str
    file: str
    tune: Tune
    kind: int
    windows: np.ndarray

    @property
    def title(self) -> str:
        """What it is called."""
        return self.tune.fields.get("T", "").strip(" .")


def main() -> None:
    """Read the corpus in the first folder and write the data set into the second."""
    corpus, folder = Path(sys.argv[1]), Path(sys.argv[2])
    melodies = [melody for collection in _COLLECTIONS for melody in _melodies(corpus / collection)]
    held_out = _held_out(melodies)
    _write(folder, melodies, held_out)
    print(f"{len(melodies)} tunes, {sum(held_out)} of them held out")
    print(Counter(KINDS[melody.kind] for melody in melodies))


def _melodies(folder: Path) -> Iterator[Melody]:
    seen: set[tuple[str, ...]] = set()
    for path in sorted(folder.glob("*.abc")):
        for fields in tunes(path.read_text(encoding="utf-8", errors="replace")):
            kind = _kind(folder.name, fields)
            number = (fields["X"],) if folder.name == "oneills1850" else (path.stem, fields["X"])
            if kind is None or fields.get("M") not in _FOUR_QUARTERS or number in seen:
                continue  # O'Neill's numbers were copied out twice here and there
            try:
                tune = read(fields)
            except NotReadError as error:
                print(f"{path.name} {fields['X']}: {error}")
                continue
            windows = _windows(tune)
            if len(windows):
                seen.add(number)
                yield Melody(_COLLECTIONS[folder.name], path.name, tune, KINDS.index(kind), windows)


def _kind(collection: str, fields: dict[str, str]) -> str | None:
    """Return what kind of tune one is: as its file says, or the section of the book that it stands in."""
    rhythm = fields.get("R", "").strip(' ."').lower()
    rhythm = _CALLED.get(rhythm, rhythm)
    if rhythm in KINDS:
        return rhythm
    if rhythm or collection != "oneills1850":
        return None
    number = int(re.sub(r"\D", "", fields["X"]))
    return next((kind for first, last, kind in _SECTIONS if first <= number <= last), None)


def _windows(tune: Tune) -> np.ndarray:
    """Return every two bars that follow each other, on the white keys, int8 [n, STEPS]."""
    scale = _FOUR_QUARTERS[tune.fields["M"]]
    pitches = [note.pitch for bar in tune.bars for note in bar.notes if note.pitch is not None]
    if not pitches:
        return np.zeros((0, STEPS), np.int8)
    shift = (-7 * tune.sharps) % 12
    # Of the octaves the one whose middle note lies nearest to that of all.
    shift = min((shift, shift - 12), key=lambda shift: abs(np.mean(pitches) + shift - MIDDLE))
    found: dict[bytes, np.ndarray] = {}
    for first, second in zip(tune.bars[:-1], tune.bars[1:], strict=True):
        if second.is_joined and first.length * scale == second.length * scale == 1:
            tokens = _tokens(first, second, scale, shift)
            if tokens is not None:
                found.setdefault(tokens.tobytes(), tokens)
    return np.array(list(found.values()), np.int8).reshape(-1, STEPS)


def _tokens(first: Bar, second: Bar, scale: int, shift: int) -> np.ndarray | None:
    """Return two bars as tokens, or None where a note lies out of range or there are few."""
    tokens, last = np.full(STEPS, HOLD, np.int8), -1
    tied: int | None = None
    for index, note in [(0, note) for note in first.notes] + [(1, note) for note in second.notes]:
        step = index * STEPS_A_BAR + round(note.start * scale * STEPS_A_BAR)
        is_going_on = tied is not None and tied == note.pitch
        tied = note.pitch if note.is_tied else None
        if is_going_on or step == last or step >= STEPS:  # of notes on one sixteenth the first is heard
            continue
        last = step
        if note.pitch is None:
            tokens[step] = REST
            continue
        token = FIRST_NOTE + note.pitch + shift - LOWEST
        if not FIRST_NOTE <= token < FIRST_NOTE + NUM_PITCHES:
            return None
        tokens[step] = token
    for step in range(1, STEPS):  # a rest is written at every sixteenth, so that nothing goes on from one
        if tokens[step] == HOLD and tokens[step - 1] == REST:
            tokens[step] = REST
    return tokens if (tokens >= FIRST_NOTE).sum() >= LEAST_NOTES else None


def _held_out(melodies: list[Melody]) -> list[bool]:
    """Return which tunes are held out: whole ones, with all that share their title or two bars with them."""
    kin = list(range(len(melodies)))

    def root(index: int) -> int:
        while kin[index] != index:
            index = kin[index]
        return index

    firsts: dict[object, int] = {}
    for index, melody in enumerate(melodies):
        title = re.sub(r"\W|\bthe\b", "", melody.title.lower())
        for mark in (title, *(window.tobytes() for window in melody.windows)):
            if mark:
                kin[root(index)] = root(firsts.setdefault(mark, index))
    families = [root(index) for index in range(len(melodies))]
    sizes = Counter(families)
    order = np.random.default_rng(SEED).permutation(sorted(family for family in sizes if sizes[family] <= 6))
    wanted, chosen = HELD_OUT_SHARE * len(melodies), set()
    for family in order.tolist():
        if wanted <= 0:
            break
        chosen.add(family)
        wanted -= sizes[family]
    return [family in chosen for family in families]


def _write(folder: Path, melodies: list[Melody], held_out: list[bool]) -> None:
    arrays: dict[str, np.ndarray] = {}
    for part, is_held_out in (("train", False), ("test", True)):
        rows = [index for index, is_out in enumerate(held_out) if is_out is is_held_out]
        counts = [len(melodies[index].windows) for index in rows]
        order = np.random.default_rng(SEED).permutation(sum(counts))  # the first ones are shown as an example of all
        arrays[f"x_{part}"] = np.concatenate([melodies[index].windows for index in rows])[order]
        arrays[f"y_{part}"] = np.repeat([melodies[index].kind for index in rows], counts).astype(np.uint8)[order]
        arrays[f"tune_{part}"] = np.repeat(rows, counts).astype(np.uint16)[order]
        print(part, arrays[f"x_{part}"].shape, np.bincount(arrays[f"y_{part}"]))
    np.savez_compressed(folder / "melodies.npz", **arrays)
    with (folder / "tunes.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("collection", "file", "number", "title", "kind", "key", "windows", "held_out"))
        for melody, is_out in zip(melodies, held_out, strict=True):
            fields, kind = melody.tune.fields, KINDS[melody.kind]
            where = (melody.collection, melody.file, fields["X"].strip(), melody.title)
            writer.writerow((*where, kind, fields["K"], len(melody.windows), int(is_out)))


if __name__ == "__main__":
    main()
