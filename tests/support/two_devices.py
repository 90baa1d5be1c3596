"""Trains on two halves of the processor and on all of it, and prints as JSON what test_data_parallel.py judges.

A program of its own, because TensorFlow splits the processor before its first use only. VAE_HOME must be empty.
"""

import dataclasses
import json

import numpy as np
import tensorflow as tf

from tests.support.quick import quick_training
from vae import devices
from vae.config import RunConfig
from vae.data import datasets
from vae.devices import ALL_GPUS, CPU, Device
from vae.film import film_file
from vae.jobs import reporter, training_jobs, worker
from vae.model import data_parallel, loading, training
from vae.runs import checkpoints

CONFIG = RunConfig(
    name="tiny", dataset="digits", hidden_sizes=(16,), epochs=3, batch_size=255, kl_warmup_epochs=1, beta=0.5, seed=3
)
PLAIN = dataclasses.replace(CONFIG, hidden_sizes=())  # batch normalisation stands in hidden layers only
STOPPING = dataclasses.replace(
    PLAIN, epochs=7, early_stopping=1, weight_average=0.5, learning_rate=0.13, learning_rate_schedule="constant",
    conditional=True, likelihood="bernoulli_binarized",
)  # fmt: skip


def trained(config, device, dataset):
    """Return the model, and its loss, both terms and the held-out loss after every epoch."""
    model = data_parallel.build(config, device)
    results = list(training.train(model, dataset))
    names = ("loss", "reconstruction", "kl", "val_loss", *(["held_back"] if config.early_stopping else []))
    return model, [[getattr(result, name) for name in names] for result in results]


def weights(model):
    return [np.asarray(variable) for variable in (*model.encoder.variables, *model.decoder.variables)]


def largest_difference(some, others):
    return max(float(np.abs(one - other).max()) for one, other in zip(some, others, strict=True))


def largest_between_copies(model):
    """Return how far the two devices' copies of any variable of the networks and the optimizer are apart."""
    variables = (*model.encoder.variables, *model.decoder.variables, *model.optimizer.variables)
    copies = [model.distribute_strategy.experimental_local_results(variable.value) for variable in variables]
    assert all(len(pair) == 2 for pair in copies)
    return largest_difference(*([copy.numpy().astype(float) for copy in half] for half in zip(*copies, strict=True)))


def compare(config, dataset):
    """Train on one device and on two."""
    (one, figures), (two, shared_figures) = (trained(config, device, dataset) for device in (CPU, ALL_GPUS))
    return {
        "one": figures,
        "two": shared_figures,
        "weights": largest_difference(weights(one), weights(two)),
        "copies": largest_between_copies(two),
    }, two


def do_job(unbroken):
    """Stop a job after its second epoch, go on with it to its end, and hold the run against an unbroken training."""
    on_epoch = reporter.Reporter.on_epoch

    def stop_after_two(self, result, is_new):
        if result.epoch == 2 and is_new:
            training_jobs.stop(self.job, save=False)  # what is saved is measured once, at the end
        on_epoch(self, result, is_new)

    reporter.Reporter.on_epoch = stop_after_two
    assert worker.work(*training_jobs.create(CONFIG, ALL_GPUS)) is None
    num_epochs = checkpoints.read_checkpoint(checkpoints.checkpoint_path("tiny")).num_epochs
    run = worker.work(*training_jobs.reopen("tiny"))
    job = training_jobs.load_job("tiny")
    return {
        "device": job.device,
        "state": job.state,
        "epochs_when_stopped": num_epochs,
        "val_loss": training_jobs.history(job)["val_loss"].tolist(),
        "weights": largest_difference(weights(loading.load_model(run)), weights(unbroken)),
        "film": film_file.read(run.folder, run.config.shape)["epochs"].tolist(),
        "neg_elbo": run.metrics["neg_elbo"]["value"],
    }


def complaint(config, dataset):
    try:
        trained(config, ALL_GPUS, dataset)
    except ValueError as error:
        return str(error)


def main():
    halves = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], halves)
    data_parallel.visible_gpus = lambda: ["CPU:0", "CPU:1"]
    devices._gpus = lambda: [Device("gpu:0", "half"), Device("gpu:1", "half")]
    digits = datasets.load("digits")
    even, _ = compare(dataclasses.replace(PLAIN, batch_size=256), digits)  # by XLA, the others not
    with quick_training():
        stopping, _ = compare(STOPPING, digits)
        normalised, unbroken = compare(CONFIG, digits)
        job = do_job(unbroken)
    too_small = complaint(dataclasses.replace(CONFIG, batch_size=1), digits)
    answer = {
        "even": even,
        "stopping": stopping,
        "normalised": normalised,
        "job": job,
        "too_small": too_small,
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
