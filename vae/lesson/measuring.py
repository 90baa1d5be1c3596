"""What the lesson tells of its runs: how well new digits are drawn, how small a digit becomes, what went wrong."""

import io
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vae.data import datasets
from vae.data.dataset import Dataset
from vae.health.diagnosis import diagnose
from vae.health.signs import NUM_DRAWS, hole_share, signs_of_run
from vae.lesson import few_labels
from vae.lesson.figures import Figures, Measured, Section
from vae.lesson.judge import NUM_CHOSEN_ON, Judge, train_judge
from vae.lesson.runs import BETAS, BROKEN, LESSON_RUNS, SQUEEZES
from vae.runs.store import LESSON_FOLDER, Run, load_latents, open_run

NUM_DRAWN = 10_000
FLOAT_BITS = 32
JPEG_QUALITIES = (1, 2, 5, 10, 20, 30, 50, 75, 90)
_POINT = -40.0  # the log variance of a code without a width

Report = Callable[[str], None]


def measure_lesson(report: Report) -> Figures:
    """Measure everything that the lesson tells, from its runs and MNIST; nothing is chosen on held-out pictures.

    Args:
        report: called with what is being measured.
    """
    dataset = datasets.load("mnist")
    runs = {name: open_run(LESSON_FOLDER / name) for name in LESSON_RUNS}
    report("the judge")
    judge = train_judge(_unit(dataset.train_images), dataset.train_labels)
    report("new digits of each run")
    betas = {name: beta_figures(runs[name], judge, dataset) for name in ("mnist-ae-2d", *BETAS)}
    report("squeezing")
    jpeg = jpeg_figures(dataset.test_images)
    pca = pca_errors(dataset, tuple(SQUEEZES))
    squeezing = {str(size): squeeze_figures(runs[name], pca[size], jpeg) for size, name in SQUEEZES.items()}
    report("few labels")
    return Figures(
        {
            "judge": {"judge": _judge_figures(judge, dataset)},
            "betas": betas,
            "squeezing": squeezing,
            "jpeg": jpeg,
            "enlarging": few_labels.enlarging(runs, dataset, report),
            "features": few_labels.features(runs, dataset, report),
        },
        {fault: signs(runs[name]) for fault, name in BROKEN.items()},
    )


def _judge_figures(judge: Judge, dataset: Dataset) -> dict[str, Measured]:
    images = _unit(dataset.test_images)
    return {
        "accuracy": Measured(judge.accuracy(images, dataset.test_labels), len(images)),
        "sure_from": Measured(judge.sure_from, NUM_CHOSEN_ON),
        "sure": Measured(judge.sure_share(images), len(images)),
        "distance": Measured(judge.distance(images, _unit(dataset.train_images[:NUM_DRAWN])), len(images)),
    }


def beta_figures(run: Run, judge: Judge, dataset: Dataset, seed: int = 0) -> dict[str, Measured]:
    """Return a run's figures on held-out pictures, and what the judge says of pictures drawn from its prior.

    Args:
        run: a run on MNIST.
        judge: see `train_judge`.
        dataset: MNIST.
        seed: of the codes drawn.

    Returns:
        From metrics.json `neg_elbo` and `kl` of a variational run, `reconstruction` and `knn_accuracy`. Of pictures
        drawn from N(0, I): `sure`, the share that the judge is sure of, `kinds`, how many kinds of digits it sees among
        them, `distance`, their Fréchet distance from the held-out pictures, and `holes`, the share of draws where no
        held-out picture's code lies. Where nothing drew the codes to N(0, I), the same of draws from a normal
        distribution fitted to the codes of training pictures, `fitted_sure` and so on.
    """
    found = {
        name: Measured(metric["value"], metric["num_images"], metric["num_samples"])
        for name in ("neg_elbo", "reconstruction", "kl", "knn_accuracy")
        if (metric := run.metrics.get(name)) is not None
    }
    noise = np.random.default_rng(seed).normal(size=(NUM_DRAWN, run.config.latent_dim))
    found |= _drawn_figures(run, judge, dataset, noise)
    if not run.config.variational or run.config.beta == 0.0:
        fitted = _drawn_figures(run, judge, dataset, _as_training_codes(run, dataset, noise))
        found |= {f"fitted_{name}": measured for name, measured in fitted.items()}
    return found


def _drawn_figures(run: Run, judge: Judge, dataset: Dataset, z: np.ndarray) -> dict[str, Measured]:
    from vae.model.inference import decode

    pictures, real = decode(run.folder, z.astype(np.float32)), _unit(dataset.test_images)
    return {
        "sure": Measured(judge.sure_share(pictures), NUM_DRAWN, NUM_DRAWN),
        "kinds": Measured(judge.kinds(pictures), NUM_DRAWN, NUM_DRAWN),
        "distance": Measured(judge.distance(pictures, real), len(real), NUM_DRAWN),
        "holes": Measured(holes(run, z[:NUM_DRAWS]), len(real), NUM_DRAWS),
    }


def _as_training_codes(run: Run, dataset: Dataset, noise: np.ndarray) -> np.ndarray:
    """Give standard normal noise the mean and covariance of training pictures' codes."""
    from vae.model.inference import encode

    codes, _ = encode(run.folder, dataset.train_images[:NUM_DRAWN])
    return codes.mean(axis=0) + noise @ np.linalg.cholesky(np.cov(codes, rowvar=False)).T


def signs(run: Run) -> tuple[str, ...]:
    """Return what the health card finds wrong with a run: the kinds of its findings."""
    return tuple(finding.kind for finding in diagnose(signs_of_run(run)))


def holes(run: Run, draws: np.ndarray) -> float:
    """Return the `hole_share` of codes [n, latent_dim] in a run; the codes of a plain autoencoder count as points."""
    latents = load_latents(run)
    if latents.z_log_var is None:
        latents = replace(latents, z_log_var=np.full_like(latents.z_mean, _POINT))
    return hole_share(latents, run.config.conditional, draws=draws)


def squeeze_figures(run: Run, pca: Measured, jpeg: Section) -> dict[str, Measured]:
    """Return how small a run makes a held-out picture and what is lost, beside other ways to make it as small.

    Args:
        run: a run on MNIST.
        pca: the squared error of as many principal components.
        jpeg: what `jpeg_figures` returned.

    Returns:
        `float_bits`: of the code's numbers as 32-bit floats; `kl_bits`: what the code tells at most on average,
        KL / ln 2; `squared_error` of the picture decoded from the mean, `pca_squared_error` from as many principal
        components, both summed over the pixels; `jpeg_squared_error` and `jpeg_bits`: of the best quality whose files
        without their heads are no larger than the floats on average, left out where none is.
    """
    size, error = run.config.latent_dim, run.metrics["squared_error"]
    count = error["num_images"]
    found = {
        "float_bits": Measured(float(FLOAT_BITS * size), count),
        "kl_bits": Measured(run.metrics["kl"]["value"] / math.log(2.0), run.metrics["kl"]["num_images"]),
        "squared_error": Measured(error["value"], count),
        "pca_squared_error": pca,
    }
    fitting = [row for row in jpeg.values() if row["bits"].value <= FLOAT_BITS * size]
    if fitting:
        best = min(fitting, key=lambda row: row["squared_error"].value)
        found |= {"jpeg_squared_error": best["squared_error"], "jpeg_bits": best["bits"]}
    return found


def pca_errors(dataset: Dataset, sizes: tuple[int, ...]) -> dict[int, Measured]:
    """Return the squared error of held-out pictures from so many principal components of the training pictures."""
    train, test = (
        images.reshape(len(images), -1) / np.float32(255.0) for images in (dataset.train_images, dataset.test_images)
    )
    mean = train.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(train, rowvar=False))
    found = {}
    for size in sizes:
        main = axes[:, -size:]
        left = (test - mean) - (test - mean) @ main @ main.T
        found[size] = Measured(float(np.square(left).sum(axis=1).mean()), len(test))
    return found


def jpeg_figures(images: np.ndarray) -> Section:
    """Return bits and squared error a picture as JPEG at some qualities, by the quality.

    Args:
        images: uint8 [n, 28, 28].

    Returns:
        `file_bits`: of the whole file; `bits`: of what follows its head, which is alike for all pictures of a quality;
        `squared_error`, summed over the pixels in [0, 1].
    """
    found = {}
    for quality in JPEG_QUALITIES:
        sizes, scans, errors = zip(*(_as_jpeg(image, quality) for image in images), strict=True)
        count = len(images)
        found[str(quality)] = {
            "file_bits": Measured(8.0 * float(np.mean(sizes)), count),
            "bits": Measured(8.0 * float(np.mean(scans)), count),
            "squared_error": Measured(float(np.mean(errors)), count),
        }
    return found


def _as_jpeg(image: np.ndarray, quality: int) -> tuple[int, int, float]:
    """Return the bytes of the file, those after its head, and the squared error."""
    from PIL import Image

    content = io.BytesIO()
    Image.fromarray(image).save(content, "JPEG", quality=quality)  # the usual tables: the same head in all
    blob = content.getvalue()
    begin = blob.index(b"\xff\xda")  # start of scan: a marker, then a head of the length that stands there
    begin += 2 + int.from_bytes(blob[begin + 2 : begin + 4], "big")
    with Image.open(io.BytesIO(blob)) as opened:
        pixels = np.asarray(opened.convert("L"), np.float64)
    return len(blob), len(blob) - begin - 2, float(np.square((pixels - image) / 255.0).sum())


def _unit(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / 255.0
