"""The browser draws melodies as Python does, and says the same of them."""

import numpy as np

from tests.support.node import in_node
from vae.kind import KINDS
from vae.melody import melodies
from vae.melody.drawing import RASTER, draw
from vae.melody.tokens import to_array


def test_the_browser_draws_a_melody_as_python_does():
    values = np.random.default_rng(0).dirichlet(np.full(38, 0.05), (3, 32))
    drawn = in_node(
        {"ui/live/kind_melody.js": "melody", "ui/live/pixels.js": "lookOf"},
        """(all) => all.map((values) => {
          const [height, width] = melody.raster([32, 38, 1]);
          const words = new Uint32Array(height * width);
          melody.fill(words, Float32Array.from(values.flat()), lookOf([0, 0, 0], null));
          return [height, width, [...words].map((one) => one >>> 24)];
        })""",
        values.tolist(),
    )
    for (height, width, pixels), expected in zip(drawn, draw(values), strict=True):
        assert (height, width) == RASTER
        np.testing.assert_allclose(np.reshape(pixels, RASTER), expected, atol=1)


def test_the_browser_says_of_a_melody_what_python_does():
    tokens = melodies.read().test[:100]
    said = in_node({"ui/live/melody_notes.js": "melodyText"}, "(all) => all.map(melodyText)", tokens.tolist())
    assert said == KINDS["melody"].texts(to_array(tokens))
