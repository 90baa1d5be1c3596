import numpy as np

from vae.word.alphabet import to_words
from vae.word.names import CLASS_NAMES, NUM_TRAINING, load, names


def test_no_held_out_name_is_one_to_train_on_and_none_comes_twice():
    known = names()
    assert len(known.train) == NUM_TRAINING
    assert len({*known.train, *known.test}) == len(known.train) + len(known.test) == 33_772


def test_names_are_of_the_class_that_most_bear_them_in():
    known = names()
    label_of = dict(zip((*known.train, *known.test), (*known.train_labels, *known.test_labels), strict=True))
    assert [CLASS_NAMES[label_of[name]] for name in ("mary", "james", "smith")] == ["female", "male", "surname"]
    assert np.bincount(known.test_labels).tolist() == [383, 114, 2811]


def test_the_arrays_are_the_names():
    train_images, train_labels, test_images, test_labels = load()
    assert tuple(to_words(test_images)) == names().test
    assert len(train_images) == len(train_labels) == NUM_TRAINING and len(test_images) == len(test_labels)
