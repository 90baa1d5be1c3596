"""Arrays from NumPy files: shapes, ranges and labels that are taken, and one sentence for all others."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vae.data import arrays, found
from vae.data.dataset import DataError
from vae.data.sources import Upload, open_source

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (6, 28, 28), np.uint8)


def npz(save=np.savez, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return Upload("x.npz", file.getvalue())


def read(source, indices=None):
    with open_source(source) as found:
        pairs = list(found.read(range(len(found.labels)) if indices is None else indices))
    return np.stack([image for _, image in pairs]), found


@pytest.mark.parametrize(
    "images",
    [
        IMAGES,
        IMAGES.reshape(6, 784),
        IMAGES[..., None],
        np.repeat(IMAGES[..., None], 3, axis=3),
        IMAGES.astype(np.int64),
        IMAGES.astype(">f4"),
        IMAGES / 255.0,
        (IMAGES / 255.0).astype(np.float32),
        IMAGES.astype(np.float16),
        IMAGES.astype(np.uint16) * 257,
        np.asfortranarray(IMAGES),
        np.kron(IMAGES, np.ones((1, 2, 2), np.uint8)),
    ],
    ids=lambda images: f"{images.dtype}-{images.shape}",
)
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_every_usual_form_gives_the_same_pixels(images, save):
    read_images, found = read(npz(save, images=images))
    np.testing.assert_array_equal(read_images, IMAGES)
    assert found.class_names == ("pictures",)


def test_black_and_white_masks_become_black_and_white():
    for masks in (IMAGES > 128, (IMAGES > 128).astype(np.uint8), (IMAGES > 128).astype(float)):
        np.testing.assert_array_equal(read(npz(images=masks))[0], np.where(IMAGES > 128, 255, 0))


def test_a_plain_npy_and_a_single_array_of_any_name_are_taken():
    file = io.BytesIO()
    np.save(file, IMAGES)
    np.testing.assert_array_equal(read(Upload("x.npy", file.getvalue()))[0], IMAGES)
    np.testing.assert_array_equal(read(npz(shots=IMAGES, kind=np.arange(6)))[0], IMAGES)
    assert read(npz(shots=IMAGES, kind=np.arange(6)))[1].class_names == ("0", "1", "2", "3", "4", "5")


def test_keras_files_are_joined():
    images, found = read(npz(x_train=IMAGES[:4], y_train=[3, 1, 1, 7], x_test=IMAGES[4:], y_test=[7, 3]))
    np.testing.assert_array_equal(images, IMAGES)
    assert found.class_names == ("1", "3", "7") and list(found.labels) == [1, 0, 0, 2, 2, 1]


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ([10, 9, 9, 2, 2, 2], ("2", "9", "10")),
        (np.array(["cat", "dog", "cat", "cat", "ant", "dog"]), ("ant", "cat", "dog")),
        (np.array([b"x", b"y", b"x", b"x", b"x", b"y"]), ("x", "y")),
        (np.array([1.0, 2, 1, 1, 2, 2])[:, None], ("1", "2")),
        (np.array([True, False, True, True, False, True]), ("False", "True")),
        (np.zeros(6, int), ("0",)),
    ],
)
def test_labels_are_numbers_or_names(labels, names):
    _, found = read(npz(images=IMAGES, labels=labels))
    assert found.class_names == names
    wanted = [
        str(int(v)) if isinstance(v, float) else v.decode() if isinstance(v, bytes) else str(v)
        for v in np.ravel(labels).tolist()
    ]
    assert [found.class_names[label] for label in found.labels] == wanted


def test_only_the_wanted_rows_come_even_across_parts(monkeypatch):
    monkeypatch.setattr(arrays, "_PART_BYTES", 784 * 2)
    np.testing.assert_array_equal(read(npz(images=IMAGES), [1, 2, 5])[0], IMAGES[[1, 2, 5]])


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"images": np.zeros((6, 28), np.uint8)}, r"must be \[n, height, width\].*got \[6, 28\]"),
        ({"images": np.zeros((6, 3, 32, 32), np.uint8)}, r"got \[6, 3, 32, 32\]"),
        ({"images": np.zeros((6, 28, 28, 4), np.uint8)}, r"got \[6, 28, 28, 4\]"),
        ({"images": np.zeros((6, 0, 28), np.uint8)}, r"got \[6, 0, 28\]"),
        ({"images": np.zeros((), np.uint8)}, r"got \[\]|0-d|must be"),
        ({"images": np.full((6, 28, 28), np.nan)}, "not numbers"),
        ({"images": np.full((6, 28, 28), np.inf)}, "not numbers"),
        ({"images": np.full((6, 28, 28), -1.0)}, "from 0 to 1, 0 to 255 or 0 to 65,535, got -1 to -1"),
        ({"images": np.full((6, 28, 28), 1e6)}, "got 1e[+]06"),
        ({"images": np.full((6, 28, 28), "a")}, "must be numbers, got <U1"),
        ({"images": np.full((6, 28, 28), 1j)}, "must be numbers, got complex128"),
        ({"images": np.array([IMAGES, None], object)}, "Python objects, which are never unpickled"),
        ({"images": IMAGES, "labels": np.array([None] * 6)}, "Python objects"),
        ({"images": IMAGES, "labels": np.arange(5)}, r"labels of x.npz must be whole numbers or names \[6\]"),
        ({"images": IMAGES, "labels": np.eye(6)}, r"got float64 \[6, 6\]"),
        ({"images": IMAGES, "labels": np.full(6, 0.5)}, "got fractions, NaN or more than 64 bits hold"),
        ({"images": IMAGES, "labels": np.full(6, np.nan)}, "got fractions, NaN or"),
        ({"images": IMAGES, "labels": np.full(6, 1e300)}, "NaN or more than 64 bits hold"),
        ({"images": IMAGES, "labels": np.full(6, -np.inf, np.float16)}, "NaN or more than 64 bits hold"),
        ({"a": IMAGES, "b": IMAGES}, "must hold 'images' .*got a, b"),
        ({}, "must hold 'images'"),
        ({"x_train": IMAGES, "x_test": IMAGES[:, :14]}, "must all have one shape"),
    ],
)
def test_anything_else_is_one_sentence(arrays, message):
    with pytest.raises(DataError, match=message):
        read(npz(**arrays))


@pytest.mark.parametrize("array", [np.zeros(60), np.array(["a"] * 60), np.zeros(60, [("a", "f4")])])
def test_a_plain_npy_of_no_pictures_is_told_what_shape_they_have(array):
    file = io.BytesIO()
    np.save(file, array)
    with pytest.raises(DataError, match=r"the images of x.npy must be \[n, height, width\].*got \[60\]"):
        read(Upload("x.npy", file.getvalue()))


def test_a_cut_off_or_damaged_file_is_one_sentence():
    whole = npz(images=IMAGES).content
    file = io.BytesIO()
    np.save(file, IMAGES)
    for name, content in (
        ("x.npz", whole[: len(whole) // 2]),
        ("x.npy", file.getvalue()[:-1]),
        ("x.npy", b""),
        ("x.npz", b"text"),
        ("x.npz", whole.replace(IMAGES[2].tobytes(), bytes(784))),
    ):
        with pytest.raises(DataError, match="damaged|cut off"):
            read(Upload(name, content))


def test_a_file_that_unpacks_to_far_more_than_pictures_do_is_refused(monkeypatch):
    monkeypatch.setattr(found, "_BOMBS", ((1_000_000, 200),))
    file = io.BytesIO()
    np.savez_compressed(file, images=np.zeros((60, 200, 200), np.uint8))
    with pytest.raises(DataError, match=r"x\.npz claims to unpack from 0\.0 MB"):
        read(Upload("x.npz", file.getvalue()))


ARRAYS = hnp.arrays(
    dtype=st.one_of(
        hnp.boolean_dtypes(), hnp.integer_dtypes(), hnp.unsigned_integer_dtypes(), hnp.floating_dtypes(),
        hnp.complex_number_dtypes(), hnp.unicode_string_dtypes(max_len=3), hnp.datetime64_dtypes(),
    ),
    shape=hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=16),
)  # fmt: skip


@given(images=ARRAYS, labels=st.one_of(st.none(), ARRAYS))
@settings(max_examples=150, deadline=None)
def test_no_array_ends_in_another_error(images, labels):
    arrays = {"images": images} if labels is None else {"images": images, "labels": labels}
    try:
        with open_source(npz(**arrays)) as found:
            read_images = [image for _, image in found.read(range(len(found.labels)))]
    except DataError:
        return
    assert len(read_images) == len(found.labels) == len(images)
    assert all(image.shape == (28, 28) and image.dtype == np.uint8 for image in read_images)
