"""Packs the data set "names": `python assets/names/pack.py FOLDER assets/names/names.npz`. See README.md."""

import re
import sys
from pathlib import Path

import numpy as np

LISTS = {"female": "dist.female.first", "male": "dist.male.first", "surname": "dist.all.last"}
MOST_SURNAMES = 30_000
"""The most common ones of 86,262 of up to 10 letters, the last of which few hundred people bear."""
HELD_OUT_SHARE = 0.1
SEED = 16
_NAME = re.compile(r"[A-Z]{2,10}")


def main() -> None:
    """Read the three lists of a folder and write the data set."""
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    shares = {kind: _shares(folder / file) for kind, file in LISTS.items()}
    shares["surname"] = dict(list(shares["surname"].items())[:MOST_SURNAMES])
    names = sorted(set().union(*shares.values()))
    held_out = np.random.default_rng(SEED).random(len(names)) < HELD_OUT_SHARE
    parts: dict[str, list[str]] = {f"{kind}_{part}": [] for kind in LISTS for part in ("train", "test")}
    for name, is_held_out in zip(names, held_out, strict=True):
        kind = max(LISTS, key=lambda kind: shares[kind].get(name, -1.0))
        parts[f"{kind}_{'test' if is_held_out else 'train'}"].append(name)
    # Sorted names have much in common with those before them: so they are packed smallest.
    texts = {key: "\n".join(part).encode() for key, part in parts.items()}
    np.savez_compressed(target, **{key: np.frombuffer(text, np.uint8) for key, text in texts.items()})
    print({key: len(part) for key, part in parts.items()})


def _shares(path: Path) -> dict[str, float]:
    """Return how many percent bear a name, by the name, the most common first; of up to 10 letters only."""
    rows = (line.split() for line in path.read_text().splitlines() if line.strip())
    return {row[0].lower(): float(row[1]) for row in rows if _NAME.fullmatch(row[0])}


if __name__ == "__main__":
    main()
