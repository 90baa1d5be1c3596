"""Views inside files: what is written is what is read, and no other file is taken for one."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vae import __version__
from vae.figures import clips
from vae.figures.views import KEYWORD, View, npz, png, read_view, versions

TEXTS = st.text(max_size=30)


@given(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=4), st.dictionaries(TEXTS, st.floats(allow_nan=False), max_size=3))
def test_a_view_is_read_as_it_was_written(page, query, about):
    view = View(page, query, about)
    text = view.to_text()
    assert text.isascii()
    assert "\n" not in text
    assert View.from_text(text) == view


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "{}",
        '{"latent-explorer": 2, "page": "", "query": {}, "about": {}}',
        '{"latent-explorer": 1, "page": 3, "query": {}, "about": {}}',
        '{"latent-explorer": 1, "page": "", "query": {"z": 1}, "about": {}}',
        '{"latent-explorer": 1, "page": "", "query": [], "about": {}}',
        '{"latent-explorer": 1, "page": "", "query": {}, "about": []}',
        "[" * 100_000,
    ],
)
def test_other_texts_are_no_view(text):
    assert View.from_text(text) is None


def test_versions_name_the_app_and_what_its_pictures_rest_on():
    found = versions()
    assert found[KEYWORD] == __version__
    assert found["numpy"] == np.__version__
    assert {"keras", "tensorflow", "pillow"} <= set(found)


def test_pictures_of_others_and_damaged_files_carry_no_view():
    file = io.BytesIO()
    Image.new("L", (4, 4)).save(file, "PNG")
    own = clips.strip({"arc": np.zeros((3, 28, 28))}, View("interpolate", {}))
    assert read_view(own) == View("interpolate", {})
    for content in (b"", b"GIF89a", file.getvalue(), own[: len(own) // 3], b"\0" * 1000):
        assert read_view(content) is None


def test_pictures_and_arrays_carry_their_view():
    view = View("atlas", {"run": "some-run"}, {"note": "“é”"})
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    content = png(Image.fromarray(picture), view)
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(content))), picture)
    arrays = npz({"codes": picture, "names": np.array(["a", "bc"])}, view)
    with np.load(io.BytesIO(arrays), allow_pickle=False) as file:
        assert list(file) == ["view", "codes", "names"]
        np.testing.assert_array_equal(file["codes"], picture)
        assert file["names"].tolist() == ["a", "bc"]
    assert read_view(content) == read_view(arrays) == view
    plain = io.BytesIO()
    np.savez(plain, codes=picture)
    for other in (plain.getvalue(), arrays[: len(arrays) // 2], arrays[:4]):
        assert read_view(other) is None
