"""What a picture is like in numbers, against pictures whose numbers are known."""

import numpy as np

from vae.verdict.traits import NUM_NUMBERS, TRAITS, numbers, traits


def facts(picture):
    return dict(zip((trait.title for trait in TRAITS), traits(picture[None])[0], strict=True))


def test_the_traits_of_a_frame_and_a_dot():
    picture = np.zeros((28, 28), np.uint8)
    picture[4:20, 6:16] = 255
    picture[7:17, 9:13] = 0
    picture[24, 24] = 255
    told = facts(picture)
    assert (told["parts"], told["holes"]) == (2, 1)
    assert told["ink"] == 16 * 10 - 10 * 4 + 1
    assert (told["height"], told["width"]) == (21, 19)
    assert told["thickest stroke"] == 3 and told["grey among the ink"] == 0 and told["brightness along the rim"] == 0
    assert told["length of edges"] == 2 * (16 + 10) + 2 * (10 + 4) + 4
    assert abs(told["ink in its box"] - 100 * told["ink"] / (21 * 19)) < 0.01


def test_nothing_has_numbers_too_and_the_scale_of_greys_does_not_matter():
    empty = np.zeros((1, 28, 28), np.uint8)
    assert numbers(empty).shape == (1, NUM_NUMBERS) and not numbers(empty).any()
    some = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    np.testing.assert_allclose(numbers(some), numbers(some / np.float32(255)), rtol=1e-5)
    assert numbers(some[:0]).shape == (0, NUM_NUMBERS)


def test_a_lying_stroke_has_the_edges_of_a_standing_one_turned():
    lying = np.zeros((1, 28, 28), np.uint8)
    lying[:, 13:15, 4:24] = 255
    sums = [numbers(picture)[0, : 8 * 16].reshape(8, 16).sum(axis=1) for picture in (lying, np.rot90(lying, 1, (1, 2)))]
    assert np.argmax(sums[0]) == 4 and np.argmax(sums[1]) == 0
    np.testing.assert_allclose(np.sort(sums[0]), np.sort(sums[1]), atol=1e-3)
