"""What levels hold, in words."""

from pathlib import Path

from ui.live.levels import level_texts, measured_text
from vae.config import RunConfig
from vae.runs.store import Run

CONFIG = RunConfig(name="ladder", family="ladder", latent_dim=6)
FIGURES = [
    {"value": 0.2, "class": 0.25, "slant": 0.1, "stroke": 0.61},
    {"value": 0.3, "class": 0.4, "slant": 0.3, "stroke": 0.1},
    {"value": 0.64, "class": 0.75, "slant": 1.3, "stroke": 0.05, "kl": 4.52},
]


def run_of(config, metrics):
    return Run(Path("run"), config, metrics, False, None, None)


def test_a_level_is_called_after_what_it_holds_more_of_than_the_others():
    run = run_of(CONFIG, {f"level_{k}": {**one, "num_images": 2000} for k, one in enumerate(FIGURES, start=1)})
    first, second, third = level_texts(run)
    assert (first.title, second.title) == ("Level 1: stroke width", "Level 2")
    assert third.title == "Level 3: which digit and slant"
    assert third.figures == "picture 64% · which digit 75% · slant 100% · stroke width 5% · 4.5 nats"
    assert "taken from another digit, measured on 2,000 test digits" in measured_text(run)


def test_without_figures_levels_have_their_names_alone_and_other_codes_have_none():
    assert [(one.title, one.figures) for one in level_texts(run_of(CONFIG, {}))] == [
        ("Level 1", ""), ("Level 2", ""), ("Level 3", "")
    ]  # fmt: skip
    assert measured_text(run_of(CONFIG, {})) == "" and level_texts(run_of(RunConfig(name="flat"), {})) == ()
