"""The codes of a run on a plane: two of their dimensions, PCA, t-SNE or UMAP, and how far to trust that."""

import contextlib
import importlib.util
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

NUM_NEIGHBOURS = 10
NUM_SCORED = 2000
LONG_METHODS = ("tsne", "umap")
METHODS = ("pca", *LONG_METHODS)
TITLES = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
_MAX_ITERATIONS = 1000

Report = Callable[[float, str], None]


class ProjectionError(ValueError):
    """A projection cannot be made as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Places:
    """Where a map shows the codes.

    Attributes:
        xy: float32 [n, 2], in data set order.
        titles: what lies along the two axes, such as ("z1", "z2").
        note: one or two Markdown sentences on what the map keeps of the codes, or "".
        key: names the setting.
    """

    xy: np.ndarray
    titles: tuple[str, str]
    note: str
    key: str


@dataclass(frozen=True)
class Setting:
    """How codes are brought onto a plane.

    Attributes:
        method: one of METHODS.
        perplexity: t-SNE's effective number of neighbours, 2-200.
        num_neighbours: how many neighbours UMAP keeps together, 2-200.
        min_dist: UMAP's smallest distance between places, 0-0.99.
        seed: source of every random draw.

    Raises:
        ProjectionError: a value is unknown or out of its range.
    """

    method: str = "pca"
    perplexity: float = 30.0
    num_neighbours: int = 15
    min_dist: float = 0.1
    seed: int = 0

    def __post_init__(self) -> None:
        """Check every field."""
        if self.method not in METHODS:
            raise ProjectionError(f"method must be one of {', '.join(METHODS)}, got {self.method!r}")
        for name, low, high in (
            ("perplexity", 2, 200),
            ("num_neighbours", 2, 200),
            ("min_dist", 0, 0.99),
            ("seed", 0, 2**31 - 1),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise ProjectionError(f"{name} must be between {low} and {high}, got {value:g}")

    @property
    def key(self) -> str:
        """The settings that the method listens to, as a part of a file name."""
        own = {
            "pca": "",
            "tsne": f"-perplexity-{self.perplexity:g}-seed-{self.seed}",
            "umap": f"-neighbours-{self.num_neighbours}-distance-{self.min_dist:g}-seed-{self.seed}",
        }
        return self.method + own[self.method]


def has_umap() -> bool:
    """Return whether umap-learn is installed; does not import it."""
    return importlib.util.find_spec("umap") is not None


def project(codes: ArrayLike, setting: Setting, report: Report | None = None) -> np.ndarray:
    """Bring codes onto a plane.

    Args:
        codes: [n, d] with d above 2.
        setting: how.
        report: called with the share done, 0 to 1, and what is being done, where that takes its time.

    Returns:
        float32 [n, 2].

    Raises:
        ProjectionError: there are too few codes for the setting, or umap-learn is not installed.
    """
    z = np.ascontiguousarray(codes, np.float32)
    tell = report or (lambda share, text: None)
    if setting.method == "pca":
        from vae.latent.planes import principal_plane  # brings SciPy, which the command line's other words do without

        return principal_plane(z).project(z).astype(np.float32)
    neighbours = setting.perplexity if setting.method == "tsne" else setting.num_neighbours
    if neighbours >= len(z):
        raise ProjectionError(f"{TITLES[setting.method]} needs more than {neighbours:g} codes, got {len(z)}")
    return _tsne(z, setting, tell) if setting.method == "tsne" else _umap(z, setting, tell)


def trustworthiness(codes: ArrayLike, xy: ArrayLike, seed: int = 0) -> float:
    """Return how many of the neighbours on a map are neighbours among the codes, 0 to 1 (Venna and Kaski, 2001).

    T = 1 - 2 / (n k (2 n - 3 k - 1)) * sum_i sum_{j in U_k(i)} (r(i, j) - k), with k = 10 (fewer where there are few
    codes), U_k(i) those of the k nearest places on the map that are none of the k nearest codes, and r(i, j) the rank
    of code j by its distance from code i. It is taken on at most 2,000 codes, drawn with the seed; chance gives about
    one half.

    Args:
        codes: [n, d], n at least 4.
        xy: their places, [n, 2].
        seed: source of the draw.

    Raises:
        ProjectionError: there are too few codes.
    """
    z, places = np.asarray(codes, np.float64), np.asarray(xy, np.float64)
    if len(z) < 4:
        raise ProjectionError(f"trustworthiness needs at least 4 codes, got {len(z)}")
    chosen = np.random.default_rng(seed).permutation(len(z))[:NUM_SCORED]
    n = len(chosen)
    k = min(NUM_NEIGHBOURS, (n - 1) // 3)
    far, on_map = _square_distances(z[chosen]), _square_distances(places[chosen])
    nearest = np.argpartition(on_map, k - 1, axis=1)[:, :k]
    excess = 0.0
    for column in nearest.T:
        ranks = 1 + (far < far[np.arange(n), column][:, None]).sum(axis=1)
        excess += float(np.maximum(ranks - k, 0).sum())
    return 1.0 - 2.0 / (n * k * (2 * n - 3 * k - 1)) * excess


def _square_distances(points: np.ndarray) -> np.ndarray:
    """Return the squared distances of all pairs, [n, n], infinite between a point and itself."""
    points = points - points.mean(axis=0)
    norms = np.square(points).sum(axis=1)
    squares = norms[:, None] + norms - 2.0 * points @ points.T
    np.fill_diagonal(squares, np.inf)
    return squares


def dimension_title(index: int, names: dict[int, str] | None = None) -> str:
    """Return what a dimension is called: "z3", or with a name given to it "z3, slant"."""
    name = (names or {}).get(index)
    return f"z{index + 1}, {name}" if name else f"z{index + 1}"


def raw_xy(codes: ArrayLike, dimensions: Sequence[int]) -> np.ndarray:
    """Return two of the coordinates of codes [n, d] as they are, float32 [n, 2]."""
    return np.asarray(codes, np.float32)[:, list(dimensions)]


def line_xy(codes: ArrayLike, labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Return the places of one-dimensional codes [n, 1]: z1, and above each other the classes' rows, spread a little.

    The rows are those of the live map, `rowOf` in ui/live/plane.js.
    """
    z = np.asarray(codes, np.float64)[:, 0]
    rows = 2.2 - 4.4 * labels.astype(np.float64) / max(1, num_classes - 1)
    spread = (np.arange(len(z)) * 0.618 % 1 - 0.5) * 0.3
    return np.stack([z, rows + spread], axis=1).astype(np.float32)


def _tsne(z: np.ndarray, setting: Setting, report: Report) -> np.ndarray:
    from sklearn.manifold import TSNE

    method = TSNE(
        perplexity=setting.perplexity, max_iter=_MAX_ITERATIONS, init="pca", random_state=setting.seed, verbose=2
    )

    def tell(done: int) -> None:
        report(done / _MAX_ITERATIONS, f"iteration {done:,} of at most {_MAX_ITERATIONS:,}")

    report(0.0, "finding neighbours")
    with contextlib.redirect_stdout(_Listener(r"Iteration (\d+)", tell)):
        return method.fit_transform(z).astype(np.float32)


def _umap(z: np.ndarray, setting: Setting, report: Report) -> np.ndarray:
    if not has_umap():
        raise ProjectionError("UMAP needs umap-learn, not installed here: run 'python -m pip install umap-learn' first")

    def tell(done: int, total: int) -> None:
        report(done / total, f"epoch {done} of {total}")

    report(0.0, "compiling UMAP and finding neighbours")
    bar = {"file": _Listener(r"epoch (\d+)/(\d+)", tell), "bar_format": "epoch {n_fmt}/{total_fmt} ", "mininterval": 0}
    umap: Any = importlib.import_module("umap")
    method = umap.UMAP(
        n_neighbors=setting.num_neighbours,
        min_dist=setting.min_dist,
        random_state=setting.seed,
        n_jobs=1,
        verbose=True,
        tqdm_kwds=bar,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        return method.fit_transform(z).astype(np.float32)


class _Listener(io.StringIO):
    """Takes what a method prints and passes on the numbers in it: t-SNE's every 50 iterations, UMAP's bar's epochs."""

    def __init__(self, pattern: str, told: Callable[..., None]) -> None:
        super().__init__()
        self._pattern = pattern
        self._told = told

    def write(self, text: str) -> int:
        found = re.search(self._pattern, text)
        if found:
            self._told(*map(int, found.groups()))
        return len(text)
