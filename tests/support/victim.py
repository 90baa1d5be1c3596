"""A run to be damaged: it has every file that a run can have, and all that is read of it is read here."""

import json
import re

import numpy as np

from tests.support.repository import ROOT
from vae.cli import listing
from vae.data.provenance import Provenance
from vae.film import film_file
from vae.film.replay import film_of_run
from vae.health import card
from vae.runs import comparison, dimension_names, dimensions, saving, store, training_codes
from vae.runs.run_files import RunError
from vae.verdict import typicality

SENTENCE = re.compile(r"[^\n\r\x00-\x1f]{10,700}")
CLASS_NAMES = tuple("abcdefghij")


def save_victim(save_tiny_run, folder, **fields):
    """Save a run of own data in three dimensions with scores, yardsticks, a film and a name; return it."""
    run = save_tiny_run(folder, **{"latent_dim": 3, **fields})
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "dataset": "own:gone"}))
    latents = store.load_latents(run)
    count = len(latents.labels)
    (folder / "data.json").write_text(Provenance("f" * 64, CLASS_NAMES, 1437, count).to_json())
    scores = np.linspace(80, 90, count, dtype=np.float32)
    saving.write_latents(
        folder / "latents.npz", type(latents)(latents.z_mean, latents.z_log_var, latents.labels, scores, scores / 10)
    )
    saving.write_metrics(folder, run.metrics | _yardsticks())
    pictures = np.zeros((2, 10, 10, 28, 28), np.uint8)
    film_file.write(
        folder,
        {
            "epochs": np.array([1, 2]), "grid": pictures, "dimensions": np.array([[0, 1]] * 2),
            "xs": np.tile(np.linspace(-2.5, 2.5, 10), (2, 1)), "ys": np.tile(np.linspace(2.5, -2.5, 10), (2, 1)),
            "originals": pictures[0, 0], "original_labels": np.arange(10), "reconstructions": pictures[:, 0],
        },
    )  # fmt: skip
    victim = store.open_run(folder)
    dimension_names.save_name(victim, 0, "slant")
    return victim


def use(run):
    """Read everything that a page or a command reads of a run; each reading may be a RunError, and nothing else."""
    for read in (
        store.load_latents, store.load_history, store.load_frames, store.load_bundle, film_of_run,
        dimension_names.load_names, training_codes.read, comparison.num_decoder_parameters, comparison.training_seconds,
        lambda run: card.health(run, None), dimensions.num_in_use,
        lambda run: dimensions.order(run, store.load_latents(run)),
        lambda run: [store.changed_at(run, name) for name in ("history.csv", "encoder.keras", "latents.npz")],
    ):  # fmt: skip
        try:
            read(run)
        except RunError as error:
            assert SENTENCE.fullmatch(str(error))
    for score in typicality.SCORES:
        stick = typicality.yardstick(run.metrics, score)
        if stick is not None:
            assert stick.looks_typical(stick.quantiles[0])
    assert len(run.class_names) > int(store.load_latents(run).labels.max())
    assert listing.metrics_table(run.metrics, run.config) and listing.runs_table([run])


def _yardsticks():
    shipped = store.open_run(ROOT / "assets" / "runs" / "mnist-2d").metrics
    return {name: metric for name, metric in shipped.items() if name.startswith("typicality_")}
