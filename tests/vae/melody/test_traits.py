"""What is known of melodies beside their kind."""

import numpy as np

from vae.data import datasets
from vae.melody import melodies
from vae.melody.tokens import Note, of_notes
from vae.melody.traits import TRAITS, traits


def test_traits_are_counted_from_the_notes():
    even = of_notes([Note(2 * place, 2, 60 + place) for place in range(16)])
    dotted = of_notes([Note(0, 3, 72), Note(3, 1, 72), Note(4, 3, 60), Note(7, 1, 60)])
    found = traits(np.stack([even, dotted]))
    assert set(found) == set(TRAITS)
    assert found["notes"].tolist() == [16, 4] and found["compass"].tolist() == [15, 12]
    assert found["height"].tolist() == [7.5, 6] and found["unevenness"].tolist() == [0, 50]


def test_maps_can_be_coloured_by_them_and_strathspeys_are_the_uneven_ones():
    known = {one.name: one for one in datasets.attributes_of("melodies")}
    assert [known[title].unit for title, _, _ in TRAITS.values()] == [unit for _, unit, _ in TRAITS.values()]
    labels = melodies.read().test_labels
    uneven = known["Unevenness"].values
    assert uneven.shape == labels.shape and uneven.dtype == np.float32
    means = [uneven[labels == label].mean() for label in range(4)]
    assert np.argmax(means) == melodies.CLASS_NAMES.index("strathspey")
