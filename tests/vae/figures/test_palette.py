"""The class colours are told apart with and without colour blindness, on light and on dark pages."""

import ast
import configparser
import itertools
from pathlib import Path

import numpy as np
import pytest

from vae.figures.palette import CLASS_COLORS, CLASS_COLORS_DARK, class_colors

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TAB10 = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf")


def linear_rgb(color: str) -> np.ndarray:
    values = np.array([int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson (2020): distances in this space are about even to the eye."""
    to_lms = np.array(
        [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.68069955, 0.10739696], [0.08830246, 0.28171884, 0.6299787]]
    )
    to_lab = np.array([[0.21045426, 0.79361778, -0.00407205], [1.9779985, -2.4285922, 0.45059371],
                       [0.02590404, 0.78277177, -0.80867577]])  # fmt: skip
    return to_lab @ np.cbrt(to_lms @ rgb)


def closest_pair(colors: tuple[str, ...], matrix: np.ndarray) -> float:
    seen = [oklab(np.clip(np.asarray(matrix) @ linear_rgb(color), 0, 1)) for color in colors]
    return min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))


def contrast(color: str, background: str) -> float:
    """WCAG 2 contrast ratio."""
    light = sorted(float(np.dot([0.2126, 0.7152, 0.0722], linear_rgb(c))) + 0.05 for c in (color, background))
    return light[1] / light[0]


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("colors", [CLASS_COLORS, CLASS_COLORS_DARK], ids=["light", "dark"])
def test_any_two_classes_differ_for_every_kind_of_vision(colors, vision):
    assert closest_pair(colors, VISION[vision]) > 0.08


def test_the_measure_finds_fault_with_a_palette_that_is_not_colour_blind_safe():
    assert closest_pair(TAB10, VISION["protan"]) < 0.02


def test_colours_stand_out_from_the_pages_background():
    theme = configparser.ConfigParser()
    theme.read(Path(__file__).parents[3] / ".streamlit" / "config.toml")
    light, dark = (theme[f"theme.{name}"]["backgroundcolor"].strip('"') for name in ("light", "dark"))
    assert min(contrast(color, light) for color in CLASS_COLORS) > 1.9
    assert min(contrast(color, dark) for color in CLASS_COLORS_DARK) > 3.0
    # letters in it are to be read
    assert contrast(class_colors(11)[0], light) > 4.5 and contrast(class_colors(11, dark=True)[0], dark) > 4.5


def test_more_classes_than_can_be_told_apart_share_one_colour():
    assert class_colors(10) == CLASS_COLORS and class_colors(3, dark=True) == CLASS_COLORS_DARK[:3]
    for dark in (False, True):
        shared = class_colors(11, dark)
        assert len(shared) == 11 and len(set(shared)) == 1
        assert shared[0] not in (*CLASS_COLORS, *CLASS_COLORS_DARK)
    assert class_colors(0) == ()


@pytest.mark.parametrize(("section", "dark"), [("theme.light", False), ("theme.dark", True)])
def test_the_theme_gives_charts_the_same_class_colours(section, dark):
    config = configparser.ConfigParser()
    config.read(Path(__file__).parents[3] / ".streamlit" / "config.toml")
    assert tuple(ast.literal_eval(config[section]["chartcategoricalcolors"])) == class_colors(10, dark)
    assert len(ast.literal_eval(config[section]["chartsequentialcolors"])) == 10
