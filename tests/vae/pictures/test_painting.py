"""A picture file as a painted prior."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vae.config import RunConfig
from vae.pictures.image_files import ImageError
from vae.pictures.painting import painting_of
from vae.prior.draws import shape_of


@pytest.mark.parametrize(("paper", "ink"), [("white", "black"), ("black", "white")])
def test_what_is_drawn_is_where_codes_are_to_lie(tmp_path, paper, ink):
    picture = Image.new("RGB", (320, 320), paper)
    ImageDraw.Draw(picture).rectangle((160, 20, 300, 140), fill=ink)
    picture.save(tmp_path / "shape.png")
    config = RunConfig(name="run", family="adversarial", prior="painted", painting=painting_of(tmp_path / "shape.png"))
    rows, columns = np.nonzero(shape_of(config))
    assert rows.min() > 96 and columns.min() >= 95 and rows.max() > 175 and columns.max() > 175


def test_a_file_that_is_no_picture_is_refused(tmp_path):
    (tmp_path / "shape.png").write_bytes(b"no picture")
    with pytest.raises(ImageError, match="shape.png"):
        painting_of(tmp_path / "shape.png")
