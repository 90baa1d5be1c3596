"""Melodies as a kind of outputs: what `vae.kind` asks of them."""

from collections.abc import Callable, Mapping

import numpy as np

from vae.kind import Measure
from vae.melody import drawing, midi
from vae.melody import measures as share
from vae.melody.tokens import FIRST_NOTE, pitch_class_name, to_tokens
from vae.shape import PictureShape


def _as_midi(values: np.ndarray) -> bytes:
    return midi.write(to_tokens(values))


MEASURED: Mapping[str, Measure] = {
    "steps_right": Measure("Sixteenths given back", "how many sixteenths of new melodies come back right"),
    "notes_right": Measure(
        "Notes given back", "how many notes of new melodies begin where they should, at their pitch"
    ),
    "melodies_exact": Measure(
        "Melodies given back whole", "how often a new melody comes back right in every sixteenth"
    ),
    "in_scale": Measure(
        "In one scale, samples", "how many notes of a draw lie in one major scale, the best of twelve", 0
    ),
    "in_scale_data": Measure("In one scale, data", "the same of new melodies", 0),
    "num_notes": Measure("Notes, samples", "how many notes a draw has on average", 0, is_share=False),
    "num_notes_data": Measure("Notes, data", "the same of new melodies", 0, is_share=False),
    "bars_alike": Measure("Bars alike, samples", "how much of its first bar a draw repeats in its second", 0),
    "bars_alike_data": Measure("Bars alike, data", "the same of new melodies", 0),
    "already_known": Measure(
        "Samples already known", "how often a draw is one of the melodies that it learned from", -1
    ),
}
FILES_IN_TURN: Mapping[str, Callable[[np.ndarray], bytes]] = {".mid": _as_midi}
"""What several melodies, [n, 32, 38], are saved as, one after the other."""
FILES: Mapping[str, Callable[[np.ndarray], bytes]] = {".mid": lambda values: _as_midi(values[None])}
"""What one is saved as; its sound is the browser's alone, see ui/live/melody_wav.js."""


def raster(shape: PictureShape) -> PictureShape:
    """Return the shape of a piano roll; all melodies have one."""
    return PictureShape(*drawing.RASTER)


def draw(values: np.ndarray) -> np.ndarray:
    """Draw piano rolls, uint8 [n, 72, 96]."""
    return drawing.draw(values)


def texts(values: np.ndarray) -> list[str]:
    """Say how many notes there are and in which scale, such as "14 notes in the scale of C major"."""
    tokens = to_tokens(values)
    counts = (tokens >= FIRST_NOTE).sum(axis=1)
    return [_text(int(count), scales) for count, scales in zip(counts, share.scale_counts(tokens), strict=True)]


def _text(count: int, scales: np.ndarray) -> str:
    if count == 0:
        return "No notes"
    notes = f"{count} {'note' if count == 1 else 'notes'}"
    scale = f"in the scale of {pitch_class_name(int(scales.argmax()))} major"
    most = int(scales.max())
    return f"{notes} {scale}" if most == count else f"{notes}, {most} of them {scale}"


def measures(training: np.ndarray, held_out: np.ndarray, outputs: np.ndarray, samples: np.ndarray) -> dict[str, float]:
    """Measure melodies that come back, and samples against held-out tunes; see `vae.kind.Kind.measures`."""
    return {
        "steps_right": share.step_share(held_out, outputs),
        "notes_right": share.note_share(held_out, outputs),
        "melodies_exact": share.exact_share(held_out, outputs),
        "in_scale": share.in_scale_share(samples),
        "in_scale_data": share.in_scale_share(held_out),
        "num_notes": share.notes_a_melody(samples),
        "num_notes_data": share.notes_a_melody(held_out),
        "bars_alike": share.bars_alike(samples),
        "bars_alike_data": share.bars_alike(held_out),
        "already_known": share.known_share(samples, to_tokens(training)),
    }
