"""Melodies drawn as piano rolls."""

import numpy as np

from vae.melody import drawing
from vae.melody.tokens import FIRST_NOTE, HOLD, LOWEST, NUM_TOKENS, REST, STEPS, Note, of_notes, to_array


def test_a_note_lies_at_its_pitch_for_its_time_and_leaves_a_gap_before_it():
    picture = drawing.draw(to_array(of_notes([Note(4, 3, LOWEST), Note(7, 1, LOWEST)])[None]) / 255)[0]
    assert picture.shape == drawing.RASTER and picture.dtype == np.uint8
    assert picture[-1].nonzero()[0].tolist() == [*range(13, 21), 22, 23]
    assert (picture[-1] == picture[-2]).all() and not picture[:-2].any()


def test_likelihoods_to_sound_are_those_of_tokens_drawn_many_times():
    rng = np.random.default_rng(0)
    values = rng.dirichlet(np.full(NUM_TOKENS, 0.2), STEPS).astype(np.float32)
    values[:, HOLD] += 1
    values /= values.sum(axis=1, keepdims=True)
    counts = np.zeros((STEPS, NUM_TOKENS - FIRST_NOTE))
    draws = np.stack([rng.choice(NUM_TOKENS, 4000, p=row / row.sum()) for row in values.astype(np.float64)], axis=1)
    for melody in draws:
        now = REST
        for step, token in enumerate(melody):
            now = now if token == HOLD else token
            if now >= FIRST_NOTE:
                counts[step, now - FIRST_NOTE] += 1
    np.testing.assert_allclose(drawing.sounding(values[None])[0][0], counts / len(draws), atol=0.04)
