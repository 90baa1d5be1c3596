"""Only what is MNIST's own, the recipe for digits and their judge, knows its pictures' size or grey alone."""

import re

from tests.support.repository import ROOT

# MNIST's own recipe, in both languages, what judges ink that it made, the lesson on MNIST, and the shape's own module.
MNISTS_OWN = re.compile(
    r"vae/(shape\.py|pictures/|verdict/(letters|strangers|traits|judge|learning|court)\.py|lesson/)|ui/live/prepare\.js|ui/learn/"
)
# Numbers and names that only look like it.
OTHERS = {
    ("ui/live/melody_wav.js", "setUint32(28, "),
    ("ui/shell/view_file.js", "short(28)"),
    ("ui/train/own_pictures.py", "_SIDES = (16, 28, 32, 64)"),
    ("vae/runs/dimensions.py", "_BANDS = (11 / 28, 17 / 28)"),
    ("vae/figures/clips.py", '{"L": "gray", "RGB": "rgb24"}'),
    ("vae/figures/comparison_figures.py", "_BAR = 28"),
    ("vae/motion/shapes.py", '"L": [(0, 1)'),
}
SIZES = re.compile(r"(?<![\w.])(28|784)(?![\w.])|\"L\"|IMAGE_SHAPE")


def test_only_what_is_mnists_own_knows_its_size():
    files = [ROOT / "app.py", *(path for name in ("vae", "ui", "pages") for path in (ROOT / name).rglob("*.*"))]
    found = []
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        if path.suffix not in (".py", ".js", ".html") or MNISTS_OWN.match(name):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            is_known = any(name == other and text in line for other, text in OTHERS)
            if SIZES.search(line) and not is_known:
                found.append(f"{name}:{number}: {line.strip()}")
    assert found == []
