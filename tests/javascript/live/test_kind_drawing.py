"""The browser draws outputs of symbols as Python does, and says the same of them."""

import numpy as np
import pytest

from tests.support.node import in_node
from vae.kind import KINDS
from vae.melody import drawing as melody_drawing
from vae.melody import melodies
from vae.melody.tokens import to_array
from vae.word import drawing as word_drawing


@pytest.mark.parametrize(
    ("name", "drawing", "shape"), [("melody", melody_drawing, (32, 38)), ("word", word_drawing, (10, 27))]
)
def test_the_browser_draws_symbols_as_python_does(name, drawing, shape):
    places, symbols = shape
    values = np.random.default_rng(0).dirichlet(np.full(symbols, 0.05), (3, places))
    drawn = in_node(
        {"ui/live/kinds.js": "KINDS", "ui/live/pixels.js": "lookOf"},
        """([name, shape, all]) => all.map((values) => {
          const [height, width] = KINDS[name].raster(shape);
          const words = new Uint32Array(height * width);
          KINDS[name].fill(words, Float32Array.from(values.flat()), lookOf([0, 0, 0], null));
          return [height, width, [...words].map((one) => one >>> 24)];
        })""",
        [name, [*shape, 1], values.tolist()],
    )
    for (height, width, pixels), expected in zip(drawn, drawing.draw(values), strict=True):
        assert (height, width) == drawing.RASTER
        np.testing.assert_allclose(np.reshape(pixels, drawing.RASTER), expected, atol=1)


def test_the_browser_says_of_a_melody_what_python_does():
    tokens = melodies.read().test[:100]
    said = in_node({"ui/live/melody_notes.js": "melodyText"}, "(all) => all.map(melodyText)", tokens.tolist())
    assert said == KINDS["melody"].texts(to_array(tokens))
