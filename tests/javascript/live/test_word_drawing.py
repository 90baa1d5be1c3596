"""The browser draws words as Python does."""

import numpy as np

from tests.support.node import in_node
from vae.word.drawing import RASTER, draw


def test_the_browser_draws_a_word_as_python_does():
    values = np.random.default_rng(0).dirichlet(np.full(27, 0.05), (3, 10))
    drawn = in_node(
        {"ui/live/kind_word.js": "WORD_KIND", "ui/live/pixels.js": "lookOf"},
        """(all) => all.map((values) => {
          const [height, width] = WORD_KIND.raster([10, 27, 1]);
          const words = new Uint32Array(height * width);
          WORD_KIND.fill(words, Float32Array.from(values.flat()), lookOf([0, 0, 0], null));
          return [height, width, [...words].map((one) => one >>> 24)];
        })""",
        values.tolist(),
    )
    for (height, width, pixels), expected in zip(drawn, draw(values), strict=True):
        assert (height, width) == RASTER
        np.testing.assert_allclose(np.reshape(pixels, RASTER), expected, atol=1)
