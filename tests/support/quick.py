"""Trainings of tests that end soon: to compile a few steps takes longer than to take them, and few samples measure."""

import contextlib
import functools
import itertools

import pytest

from vae.film import recording
from vae.jobs import judging
from vae.model import (
    bounds,
    data_parallel,
    encoder_tuning,
    exact_likelihood,
    explanation,
    metrics,
    scores,
    step_loop,
)
from vae.model.step_loop import StepLoop, as_batch
from vae.verdict import kept, learning

FEW_STEPS = 25  # to make a graph of a step takes as long as to take so many
NUM_KINDS = 3  # of strange pictures


def _few_kinds(made):
    """Return what makes the first few kinds of strange pictures in place of all."""
    return lambda *given: dict(itertools.islice(made(*given).items(), NUM_KINDS))


_other_dataset = functools.cache(kept.other_dataset)
FEW = {
    (metrics, "NUM_SAMPLES"): 2,
    (metrics, "NUM_DECODED"): 20,
    (explanation, "NUM_FIXED"): 2,
    (scores, "NUM_SAMPLES"): 2,
    (scores, "NUM_KNOWN"): 60,
    (kept, "NUM_IMAGES"): 60,
    (scores, "NUM_OUTSIDERS"): 60,
    (exact_likelihood, "STEP"): 0.5,
    (exact_likelihood, "TOLERANCE"): 100.0,
    (exact_likelihood, "_IGNORED"): 1.0,
    (scores, "altered"): _few_kinds(scores.altered),
    (scores, "other_dataset"): _other_dataset,
    (recording, "other_dataset"): _other_dataset,
    (learning, "_NUM_LEARNT"): 200,
    (learning, "_NUM_UNUSUAL"): 10,
    (learning, "_PASSES"): 2,
    (learning, "check_set"): _few_kinds(learning.check_set),
    (kept, "_kept"): {},
    (judging, "begin"): lambda config, dataset: None,
    (learning, "_FEWEST"): 2,
    (learning, "_MOST"): 4,
}


_in_a_graph = StepLoop._compiled_chunk


def _few_as_they_are(loop):
    """Return what takes steps of a loop: one by one where there are few, else a graph."""
    if loop.steps * loop.model.config.epochs > FEW_STEPS:
        return _in_a_graph(loop)

    def chunk(images, labels, first, last):
        for step in range(first, last):
            loop._take_step(as_batch(loop.model, images[step], labels[step], loop._sources))
            loop._take_average()

    return chunk


@contextlib.contextmanager
def in_graphs():
    """Let TensorFlow run the steps of trainings and bounds as graphs, without XLA."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (bounds, data_parallel, step_loop):
            patch.setattr(module, "uses_xla", lambda model: False)
        yield


@contextlib.contextmanager
def without_xla():
    """Let TensorFlow run bounds and the steps of short trainings as they are."""
    tuner = encoder_tuning._Tuner
    with_xla = tuner.compile
    with in_graphs(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(tuner, "compile", lambda self, optimizer, **_: with_xla(self, optimizer, run_eagerly=True))
        patch.setattr(StepLoop, "_compiled_chunk", _few_as_they_are)
        patch.setattr(bounds, "compiled", lambda model, function, *changed: function)
        yield


@contextlib.contextmanager
def quick_training():
    """Compile nothing, and measure a finished run with few samples and pictures."""
    with without_xla(), pytest.MonkeyPatch.context() as patch:
        for (module, name), value in FEW.items():
            patch.setattr(module, name, value)
        yield
