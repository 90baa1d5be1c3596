"""What a canvas in the browser shows, as bytes: lists of numbers take Playwright a hundred times as long."""

import base64

import numpy as np

_RED = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let i = 0; i < data.length; i += 4) text += String.fromCharCode(data[i]);
  return [canvas.height, btoa(text)];
}"""


def red(canvas):
    """Return the red of a canvas, given its locator: uint8 [height, width]."""
    height, text = canvas.evaluate(_RED)
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, -1)
