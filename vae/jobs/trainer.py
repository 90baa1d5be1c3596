"""Train from a configuration to a saved run, telling a terminal or a log how far it is, and stop when asked to."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae import backend, devices, early_stopping, files
from vae.config import RunConfig
from vae.data import datasets
from vae.data.wording import said_of
from vae.families import TERMS
from vae.progress import Progress, say
from vae.runs import store
from vae.runs.checkpoints import read_checkpoint

if TYPE_CHECKING:
    from vae.data.dataset import Dataset
    from vae.model.training import EpochResult
    from vae.model.vae import VAE


class TrainerError(ValueError):
    """A training cannot begin or go on; the message says why and what to do."""


class DivergedError(ArithmeticError):
    """A training ended with a loss that is no number."""


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Somebody asked the training to stop.

    Attributes:
        save: whether what is finished is to be measured and saved first.
    """

    def __init__(self, save: bool) -> None:
        """Say how to stop."""
        super().__init__("stopped")
        self.save = save


class Watcher:
    """Is told what happens in a training and may raise Stopped; this one keeps silent."""

    def on_begin(self, model: "VAE", dataset: "Dataset") -> None:
        """The model is built; training begins."""

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        """Some steps of an epoch are done."""

    def on_epoch(self, result: "EpochResult", is_new: bool) -> None:
        """An epoch is finished, or was before the training was taken up again."""

    def on_measure(self, name: str, share: float) -> None:
        """A figure of the finished run is being measured."""

    def on_saved(self, run: store.Run) -> None:
        """The run is saved, of all epochs or of those that are finished."""


def train_and_record(
    config: RunConfig,
    folder: Path,
    checkpoint: Path,
    *,
    device: str = devices.AUTO,
    thorough: bool = False,
    lean: bool = False,
    briefly: bool = False,
    renews: bool = False,
    watcher: Watcher | None = None,
) -> store.Run:
    """Train, measure and save a run; what a checkpoint holds is not trained again.

    When the training is stopped by Ctrl-C or a watcher, or diverges, the epochs that were finished are measured and
    saved, and the checkpoint stays.

    Args:
        config: what to train.
        folder: the run's folder.
        checkpoint: where the state after every epoch is kept until the run is finished.
        device: "gpus" shares out each batch between all GPUs that TensorFlow sees; any other takes the first of them,
            or the processor.
        thorough: whether to measure the bound with 5000 samples.
        lean: whether weights are kept as the browser has them alone, see `vae.film.recording.record`.
        briefly: whether figures that take long are left out, see there.
        renews: whether the last model of this process that was trained with it may be trained anew in place of a new
            one, see `vae.model.step_loop.renewed`.
        watcher: is told what happens.

    Returns:
        The saved run.

    Raises:
        TrainerError: the configuration does not fit the data, the checkpoint or this machine.
        DataError: the data set cannot be had.
        DivergedError: the loss is no number.
        Stopped: a watcher stopped the training before there was anything to save, or without saving.
        KeyboardInterrupt: Ctrl-C before there was anything to save, or for the second time.
        BackendError: Keras cannot run on the backend that was asked for.
        OSError: the disk is full; the checkpoint is whole.
    """
    dataset = datasets.load(config.dataset)
    _make_folder(checkpoint.parent)
    start_keras()
    from vae.film import recording
    from vae.model import data_parallel, step_loop

    watcher = watcher or Watcher()
    try:
        is_alone = device != devices.ALL_GPUS
        model = step_loop.renewed(config) if renews and is_alone else data_parallel.build(config, device)
    except devices.DeviceError as error:
        raise TrainerError(str(error)) from error
    results, diverged = _train_epochs(model, dataset, checkpoint, watcher)
    costs = [result.held_back for result in results]
    is_whole = early_stopping.is_over(config, costs)
    if config.early_stopping and is_whole:
        say(f"finished: {said_of(config, early_stopping.ending(config, costs))}")
    if not is_whole and diverged is None:
        say("stopping: measuring and saving what is finished; Ctrl-C again leaves at once")
    with measuring(watcher.on_measure) as report:
        if config.encoder_epochs and is_whole and diverged is None:
            _tune_encoder(model, dataset, report)
        run = recording.record(
            folder, data_parallel.on_one_device(model), dataset, results, thorough=thorough, lean=lean,
            briefly=briefly, overwrite=True, progress=report,
        )  # fmt: skip
    watcher.on_saved(run)
    if diverged is not None:
        raise DivergedError(f"{diverged}; the {len(results)} good epochs before are saved as run {run.name!r}")
    if is_whole:
        checkpoint.unlink()
    return run


def _tune_encoder(model: "VAE", dataset: "Dataset", report: Callable[[str, float], None]) -> None:
    from vae.model import data_parallel
    from vae.model.encoder_tuning import tune_encoder
    from vae.model.training import pictures_held_back

    config, images, labels = model.config, dataset.train_images, dataset.train_labels
    if config.early_stopping:
        is_trained_on = ~pictures_held_back(config, dataset)
        images, labels = images[is_trained_on], labels[is_trained_on]
    tune_encoder(
        data_parallel.on_one_device(model), images, labels, config.encoder_epochs,
        config.seed, lambda share: report("the encoder alone, on moved copies", share),
    )  # fmt: skip


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainerError(files.unwritable(folder, error)) from error


def _train_epochs(
    model: "VAE", dataset: "Dataset", checkpoint: Path, watcher: Watcher
) -> tuple[list["EpochResult"], Exception | None]:
    """Train to the end, or to the last good epoch before a stop; the model has the weights that the run is to have.

    Returns:
        What the epochs brought, and the error of a loss that is no number.
    """
    from vae.model import training
    from vae.optimizing.kept_weights import KeptWeights

    kept = KeptWeights()
    results: list[EpochResult] = []
    unfinished = read_checkpoint(checkpoint)
    num_before = unfinished.num_epochs if unfinished else 0
    bar = Progress(model.config.epochs, num_before)
    diverged = None
    try:
        watcher.on_begin(model, dataset)
        for result in training.train(model, dataset, checkpoint, on_step=watcher.on_step, kept=kept):
            results.append(result)
            bar.update(result.epoch, _epoch_text(result, model.config))
            watcher.on_epoch(result, is_new=result.epoch > num_before)
    except (KeyboardInterrupt, Stopped) as stopped:
        if not results or (isinstance(stopped, Stopped) and not stopped.save):
            raise
    except training.TrainingDivergedError as error:
        if not results:
            raise DivergedError(str(error)) from error
        diverged = error
    except ValueError as error:
        raise TrainerError(said_of(model.config, str(error))) from error
    finally:
        bar.close()
    kept.put_into(model.parameters)
    return results, diverged


def _epoch_text(result: "EpochResult", config: RunConfig) -> str:
    others = [f"KL {result.val_kl:.2f}"] if result.kl_per_dimension else []
    held_out = {term: result.terms.get("val_" + term) for term in TERMS}
    others += [f"{TERMS[term].title} {value:.3f}" for term, value in held_out.items() if value is not None]
    told = f" ({', '.join(others)})" if others else ""
    return (
        f"epoch {result.epoch}/{config.epochs}: training {result.reconstruction + result.kl:.2f}, "
        f"held-out {result.val_reconstruction + result.val_kl:.2f} nats"
        f"{told}, {result.images_per_second:,.0f} {said_of(config, 'images/s')}"
    )


@contextlib.contextmanager
def measuring(also: Callable[[str, float], None] | None = None) -> Iterator[Any]:
    """Give a callback for `metrics.evaluate` that shows a bar for every figure that takes its time.

    Args:
        also: called with the same words.
    """
    bars: dict[str, Progress] = {}

    def report(name: str, share: float) -> None:
        if name not in bars:
            for bar in bars.values():
                bar.close()
            bars[name] = Progress(1.0)
        bars[name].update(share, f"measuring: {name}")
        if also is not None:
            also(name, share)

    yield report
    for bar in bars.values():
        bar.close()


def start_keras() -> None:
    """Import Keras and find the devices, without the native libraries' greetings on standard error.

    Raises:
        BackendError: as `backend.start`.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            backend.start()
            import keras

            devices.allow_memory_growth()
            keras.distribution.list_devices()
        except BaseException:
            said.seek(0)
            os.write(kept, said.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
