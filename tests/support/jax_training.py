"""Trains with Keras on the backend that VAE_BACKEND names and keeps in an .npz file what test_jax_steps.py compares."""

import dataclasses
import sys
from typing import Any

import numpy as np

from vae import backend
from vae.config import RunConfig
from vae.data import datasets

CONFIG = RunConfig("one", dataset="digits", hidden_sizes=(8,), batch_size=64, epochs=2, learning_rate=1e-2)
SURE = {"plain": {"variational": False}, "averaged": {"variational": False, "weight_average": 0.9}}
"""Trainings without a draw: the whole of them is compared."""
NOISY = {"vae": {"beta": 0.5}, "learnt-width": {"likelihood": "gaussian_learnt"}, "conditional": {"conditional": True}}
"""Trainings whose noise is given to them."""
NUM_STEPS = 5
LOOKED_AT = {
    "adversarial": {"family": "adversarial", "prior": "petals"}, "importance": {"family": "importance"},
    "hierarchical": {"family": "hierarchical", "latent_dim": 18, "hidden_sizes": (8, 8)},
    "ladder": {"family": "ladder", "latent_dim": 6, "hidden_sizes": (8, 8, 8)}, "mixture": {"family": "mixture"},
    "wasserstein": {"family": "wasserstein"}, "binarised": {"likelihood": "bernoulli_binarized"},
    "convolutional": {"architecture": "convolutional", "hidden_sizes": (4, 4)},
}  # fmt: skip
"""Trainings that draw as their backend does: their figures are compared."""


def small_digits() -> Any:
    """Return some of scikit-learn's digits."""
    digits = datasets.load("digits")
    return dataclasses.replace(
        digits, train_images=digits.train_images[:200], train_labels=digits.train_labels[:200],
        test_images=digits.test_images[:50], test_labels=digits.test_labels[:50],
    )  # fmt: skip


def built(config: RunConfig) -> Any:
    """Return a model with first weights that are the same on every backend: each draws others from one seed."""
    from vae.model.vae import build

    model, rng = build(config), np.random.default_rng(0)
    for variable in model.trainable_variables:
        if len(variable.shape) > 1:
            variable.assign(rng.normal(size=variable.shape) / np.sqrt(np.prod(variable.shape[:-1])))
    return model


def trained(changes: dict[str, Any], begin: Any = built) -> dict[str, np.ndarray]:
    """Return the figures of every epoch and the weights at the end.

    Args:
        changes: what is other than in CONFIG.
        begin: makes the model of a configuration.
    """
    from vae.model.training import train

    model = begin(dataclasses.replace(CONFIG, **changes))
    results = list(train(model, small_digits()))
    figures = [[result.loss, result.kl, result.val_loss, *result.terms.values()] for result in results]
    return {"figures": np.array(figures), **weights(model)}


def looked_at(case: str) -> dict[str, np.ndarray]:
    """Return the same of a case of LOOKED_AT, from first weights of the backend's own."""
    from vae.model.vae import build

    return trained(LOOKED_AT[case], build)


def stepped(changes: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return the weights after some steps with noise that is given, and the mean of what they cost."""
    import keras

    from vae.model.step_loop import as_batch, new_loop

    config = dataclasses.replace(CONFIG, **changes)
    model, digits, rng = built(config), small_digits(), np.random.default_rng(0)
    loop = new_loop(model, 16, NUM_STEPS)
    rows = rng.integers(0, 200, (NUM_STEPS, 16))
    noise = rng.normal(size=(NUM_STEPS, 16, config.latent_dim)).astype(np.float32)
    images, labels = digits.train_images[rows], digits.train_labels[rows].astype(np.int32)

    def batch_of(step: Any, images: Any, labels: Any, noise: Any) -> dict[str, Any]:
        return {**as_batch(model, images[step], labels[step]), "epsilon": noise[step]}

    if keras.backend.backend() == "jax":
        from vae.optimizing.jax_steps import JaxSteps

        def loss(*arrays: Any) -> Any:
            batch = batch_of(*arrays)
            return model.compute_loss(batch, None, model(batch, training=True))

        means = [variable for tracker in model.trackers for variable in tracker.variables]
        steps = JaxSteps(loss, [*model.variables, *means], model.optimizer)
        for first, last in ((0, 2), (2, NUM_STEPS)):
            steps.run(first, last, images, labels, noise)
    else:
        for step in range(NUM_STEPS):
            loop._take_step(batch_of(step, images, labels, noise))
    return {"means": np.array([float(tracker.result()) for tracker in model.trackers]), **weights(model)}


def weights(model: Any) -> dict[str, np.ndarray]:
    """Return what was trained."""
    return {f"weight_{index}": np.asarray(variable) for index, variable in enumerate(model.parameters)}


def all_of_it() -> dict[str, np.ndarray]:
    """Return all weights and figures that are compared, by case and name."""
    backend.start()
    made = {case: trained(changes) for case, changes in SURE.items()}
    made |= {case: stepped(changes) for case, changes in NOISY.items()}
    return {f"{case}/{name}": array for case, arrays in made.items() for name, array in arrays.items()}


if __name__ == "__main__":
    np.savez(sys.argv[1], **all_of_it(), **{f"{case}/figures": looked_at(case)["figures"] for case in LOOKED_AT})
