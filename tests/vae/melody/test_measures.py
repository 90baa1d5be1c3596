"""What is said of outputs as melodies."""

import numpy as np

from vae.melody import measures, melodies
from vae.melody.tokens import FIRST_NOTE, HOLD, LOWEST, NUM_PITCHES, STEPS, Note, of_notes, to_array


def _melody(*pitches):
    return of_notes([Note(2 * place, 2, pitch) for place, pitch in enumerate(pitches)])


def test_steps_notes_and_whole_melodies_are_compared_with_those_given():
    given = np.stack([_melody(*[60] * 16), _melody(*[60] * 16)])
    got = given.copy()
    got[1, :3] = FIRST_NOTE, HOLD, FIRST_NOTE  # two notes of sixteen of another pitch
    targets, outputs = to_array(given), to_array(got) / 255
    assert measures.step_share(targets, outputs) == 62 / 64
    assert measures.note_share(targets, outputs) == 30 / 32
    assert measures.exact_share(targets, outputs) == 0.5


def test_a_scale_holds_all_its_notes_and_random_ones_in_part():
    g_major = to_array(_melody(67, 69, 71, 72, 74, 76, 78, 79)[None])
    assert measures.in_scale_share(g_major) == 1
    assert measures.scale_counts(_melody(60, 62, 64, 66)[None])[0].tolist()[0] == 3  # F sharp is not in C major
    rng = np.random.default_rng(0)
    notes = [_melody(*rng.integers(LOWEST, LOWEST + NUM_PITCHES, 15)) for _ in range(500)]
    assert 0.75 < measures.in_scale_share(to_array(np.stack(notes))) < 0.8
    assert measures.in_scale_share(to_array(np.zeros((3, STEPS), np.int8))) == 0


def test_notes_bars_and_known_melodies_are_counted():
    first, second = _melody(*[60, 62] * 8), _melody(60, 62, 64)
    both = to_array(np.stack([first, second]))
    assert measures.notes_a_melody(both) == 9.5
    assert measures.bars_alike(both[:1]) == 1 and measures.bars_alike(both[1:]) == 10 / 16
    assert measures.known_share(both, second[None]) == 0.5


def test_no_held_out_melody_is_one_to_train_on():
    held_out = melodies.read()
    assert measures.known_share(to_array(held_out.test[:200]), held_out.train) == 0
