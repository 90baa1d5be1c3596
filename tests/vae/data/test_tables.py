"""Tables of pixels: with and without headings and labels, and lines that are no pictures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vae.data import tables
from vae.data.dataset import DataError
from vae.data.sources import Upload, open_source
from vae.pictures.image_files import ImageError

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (4, 28, 28), np.uint8)
PIXELS = [",".join(map(str, image.ravel())) for image in IMAGES]
HEADINGS = ",".join(f"pixel{index}" for index in range(784))
LABELS = ("3", "1", "1", "20")


def read(text, name="x.csv"):
    with open_source(Upload(name, text if isinstance(text, bytes) else text.encode())) as found:
        pairs = list(found.read(range(len(found.labels))))
    good = [(index, image) for index, image in pairs if not isinstance(image, ImageError)]
    labels = [found.class_names[found.labels[index]] for index, _ in good]
    return (
        np.array([image for _, image in good]),
        labels,
        [str(e) for _, e in pairs if isinstance(e, ImageError)],
        found,
    )


FIRST = [f"{label},{pixels}" for label, pixels in zip(LABELS, PIXELS, strict=True)]
LAST = [f"{pixels},{label}" for label, pixels in zip(LABELS, PIXELS, strict=True)]


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        (PIXELS, ["pictures"] * 4),
        ([HEADINGS, *PIXELS], ["pictures"] * 4),
        (FIRST, LABELS),
        ([f"label,{HEADINGS}", *FIRST], LABELS),
        ([f"Label,{','.join(map(str, range(784)))}", *FIRST], LABELS),
        ([f"{HEADINGS},class", *LAST], LABELS),
        ([f"cat{line}" for line in FIRST], [f"cat{label}" for label in LABELS]),
        (
            [line[: line.rindex(",") + 1] + "a " + line[line.rindex(",") + 1 :] for line in LAST],
            [f"a {label}" for label in LABELS],
        ),
        ([line.replace(",", ";") for line in FIRST], LABELS),
        ([line.replace(",", "\t") for line in FIRST], LABELS),
        (['"' + line.replace(",", '","') + '"' for line in FIRST], LABELS),
        (["\ufeff" + FIRST[0], "", *FIRST[1:], "  ", ""], LABELS),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_table_gives_the_same_pictures(lines, labels, end):
    images, names, problems, _ = read(end.join(lines))
    np.testing.assert_array_equal(images, IMAGES)
    assert names == list(labels) and problems == []


def test_fractions_from_0_to_1_and_smaller_squares_are_taken():
    fractions = [",".join(f"{value / 255:.6f}" for value in image.ravel()) for image in IMAGES]
    np.testing.assert_array_equal(read("\n".join(fractions))[0], IMAGES)
    flat = "\n".join(",".join(["7"] * 64) + ",1" for _ in range(3))
    images, _, _, found = read(flat)
    assert images.shape == (3, 28, 28) and "first column" in " ".join(found.notes)


def test_lines_that_are_no_pictures_are_named_by_their_numbers():
    bad = ["1,2,3", "5," + "x," * 783 + "1", "5," + "," * 783, "5," + "nan," * 783 + "1", "5," + "300," * 783 + "1",
           "5," + "-1," * 783 + "1", 'a"b,"']  # fmt: skip
    images, names, problems, _ = read("\n".join(["label," + HEADINGS, *FIRST * 40, *bad, *FIRST]))
    assert len(images) == 164 and names == list(LABELS) * 41
    wanted = ["has 3 values instead of 785", "text or nothing", "text or nothing", "no number",
              "values from 1 to 300 instead of 0 to 255", "values from -1 to 1 instead", "instead of 785"]  # fmt: skip
    for number, (problem, part) in enumerate(zip(problems, wanted, strict=True), 162):
        assert problem.startswith(f"line {number} ") and part in problem


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must have as many pixels"),
        ("hello world\nhow are you", "square picture and may.*got 1 values"),
        (",".join(["1"] * 780), "got 780 values"),
        ("\r".join([",".join(["1"] * 784)] * 3), "first line of .* cannot be read.*end as on Linux or Windows"),
        ("1," + "1" * 200_000, "first line of .* cannot be read"),
        (HEADINGS, "holds no pictures: expected a line"),
        (b"\x89PNG\0\0" + bytes(900), "is no text"),
        (HEADINGS + "\n" + "a," * 783 + "b", "no pictures that can be read: line 2 holds text"),
        ("\n".join([",".join(["-5"] * 784)] * 3), "from 0 to 1, 0 to 255 or 0 to 65,535, got -5 to -5"),
        (",".join(["1"] * 3) + ",label," + ",".join(["1"] * 781), "first or last"),
    ],
)
def test_what_is_no_table_of_pictures_is_one_sentence(text, message):
    with pytest.raises(DataError, match=message):
        read(text)


def test_a_line_without_an_end_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "_MAX_LINE", 5000)
    with pytest.raises(DataError, match="expected one picture a line"):
        read("1," * 4000)


@given(text=st.text(alphabet='01239.,;\t\n"-eEnai x\r\0', max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_text_ends_in_another_error(text):
    try:
        read(text)
    except DataError as error:
        assert "x.csv" in str(error) or "classes" in str(error)
