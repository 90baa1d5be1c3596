"""The film of a training as a part of a page: shown while it is made, and again afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypedDict, cast

import numpy as np
import streamlit as st

from ui.live import component
from ui.live.styles import LIVE
from ui.memory import remembered
from ui.train.reels import Reel, reels_of
from vae.families import FAMILIES, TERMS
from vae.figures import clips
from vae.figures.palette import class_colors
from vae.figures.run_map import clouds_on
from vae.figures.views import View
from vae.film.film_clip import film_clip
from vae.film.film_file import FILM_FILE
from vae.film.replay import Film, film_box, film_of_run, film_plane
from vae.latent.planes import Plane
from vae.prior.draws import DrawnPrior
from vae.prior.shapes import EXTENT
from vae.runs.store import Run, changed_at
from vae.shape import PictureShape

_FOLDER = Path(__file__).parent
_FILM = component.read("film", _FOLDER / "film.js", *LIVE, _FOLDER / "film.css")


class History(TypedDict):
    """A value an epoch, nats but for the epoch itself and the weight of the KL."""

    epoch: list[float]
    reconstruction: list[float]
    kl: list[float]
    val_reconstruction: list[float]
    val_kl: list[float]
    kl_weight: list[float]


@dataclass(frozen=True)
class ListedReel:
    """A reel that the page gets: the name of its bundle, and the epochs of its frames."""

    fingerprint: str
    epochs: tuple[int, ...]


@dataclass(frozen=True)
class TermCurve:
    """A curve of what the training's family alone tells.

    Attributes:
        name: what the curve is called.
        level: a value to hold it against, or None.
        level_name: where it has that value, what a sentence says after "where".
        training: a value an epoch, of pictures trained on.
        held_out: of others.
    """

    name: str
    level: float | None
    level_name: str
    training: list[float]
    held_out: list[float]


@dataclass(frozen=True)
class FilmNews:
    """What the film's viewer is told anew with every epoch of a training that is watched.

    Attributes:
        is_live: whether more epochs come.
        pace: seconds until they do, or None.
        reels: of the frames there are.
        mean: the code at the map's origin.
        axes: the map's two directions.
        explained: the share of the codes' spread that the map shows.
        box: what the map shows: x0, x1, y0, y1.
        history: the curves.
        terms: further curves.
        best_epoch: the one whose weights the run has, or would have now, where early stopping chooses it; else None.
        clouds: of a prior that is learnt, as it is after the newest frame: six numbers a part, see
            `vae.figures.run_map.RunMap.clouds`; none with any other, and of a film whose training has ended.
    """

    is_live: bool
    pace: float | None
    reels: list[ListedReel]
    mean: list[float]
    axes: list[list[float]]
    explained: float
    box: list[float]
    history: History
    terms: list[TermCurve]
    best_epoch: int | None
    clouds: list[float]


@dataclass(frozen=True)
class FilmFacts(FilmNews):
    """What the film's viewer is told.

    Attributes:
        name: of the training or run, for screen readers.
        rest: name of the bundle of what stands still.
        num_epochs: that the training has in all.
        kind: what outputs are, a name in `vae.kind`.
        noun, nouns: what one and several are called.
        shape: of a picture of one: height, width and channels.
        latent_dim: how many dimensions a code has.
        class_names: of the classes.
        colors: of the classes, on light paper.
        colors_dark: the same on dark paper.
        has_prior: whether codes have the normal distribution as their prior.
        has_kl: whether they have a KL.
        shape_extent: of a prior that is drawn in its place, which lies between minus and plus this; None without one.
        inside: where codes are to lie of which each frame tells the share; "" without such a prior.
        others: where the dimensions are that the grid does not go along, after "the others".
        is_conditional: whether the network is told the class.
        level: of the codes, which the map shows; "" where they have no levels.
    """

    name: str
    rest: str
    num_epochs: int
    kind: str
    noun: str
    nouns: str
    shape: PictureShape
    latent_dim: int
    class_names: tuple[str, ...]
    colors: tuple[str, ...]
    colors_dark: tuple[str, ...]
    has_prior: bool
    has_kl: bool
    shape_extent: float | None
    inside: str
    others: str
    is_conditional: bool
    level: str


@dataclass(frozen=True)
class ReadyFilm:
    """A film with all that a page hands over of it.

    Attributes:
        film: the film itself.
        key: names the viewer.
        facts: what the viewer is told.
        reels: what it fetches.
        later: fingerprints of those that it fetches when it lacks a frame.
    """

    film: Film
    key: str
    facts: FilmFacts
    reels: list[Reel]
    later: list[str]

    @property
    def blobs(self) -> dict[str, bytes]:
        """What is fetched, by fingerprint."""
        return {reel.fingerprint: reel.blob for reel in self.reels}


def ready(film: Film, key: str, pace: float | None, run_name: str, is_whole: bool = False) -> ReadyFilm:
    """Work out what a page hands over of a film, which takes the time.

    Args:
        film: what to show.
        key: names the viewer: another training needs another key.
        pace: seconds until more epochs come, or None when that is all; the viewer follows the newest one until it is
            scrubbed, and spreads the few that come at once over that time.
        run_name: name of the training or run, for screen readers.
        is_whole: whether no page ever showed it growing, so that nothing of it has been sent in small pieces.
    """
    reels = reels_of(film, is_whole, _told_before(film, key))
    # The last reel is another one whenever there is a new epoch.
    plane, box = _outlook(film, key, reels[-1].fingerprint)
    # Of frames that were packed anew, the viewer has had each; it asks for the reels that hold any other.
    later = [] if is_whole else [reel.fingerprint for reel in reels[1:]]
    return ReadyFilm(film, key, _facts(film, plane, box, reels, pace, run_name), reels, later)


def stand(found: ReadyFilm) -> None:
    """Put a film on the page that grows: `words` tell it all that changes."""
    component.listen(_FILM, found.key, found.facts, FilmNews)
    component.listen_for_bundles(found.key)


def words(found: ReadyFilm) -> list[component.Word]:
    """Return what tells a film that stands on the page how far it has come."""
    return [
        component.word(found.key, found.facts, FilmNews),
        component.bundles_word(found.key, found.blobs, found.later),
    ]


def show(film: Film, key: str, pace: float | None, run_name: str, is_whole: bool = False) -> None:
    """Draw a film, see `ready`. Called again with one that has grown, it goes on from where its visitor is."""
    found = ready(film, key, pace, run_name, is_whole)
    component.mount(_FILM, key, found.facts, news=FilmNews)
    component.hand_over(found.blobs, key, found.later)


def downloads(film: Film, key: str, view: View) -> None:
    """Draw buttons that save a film as GIF, WebP and, with ffmpeg, MP4; nothing is made before one is pressed.

    Args:
        film: what to save.
        key: prefix of the buttons' keys.
        view: what a page opens when the file is dropped on it; its query names the run.
    """
    kinds = {"GIF": ("gif", "image/gif", clips.gif), "WebP": ("webp", "image/webp", clips.webp)}
    if clips.has_ffmpeg():
        kinds["MP4"] = ("mp4", "video/mp4", clips.mp4)
    with st.container(horizontal=True, gap="small"):
        for name, (suffix, mime, make) in kinds.items():
            st.download_button(
                f"Film as {name}", partial(film_clip, film, make, view),
                f"{view.query.get('run', 'training')}-film.{suffix}", mime, key=f"{key}_{suffix}", on_click="ignore",
                type="tertiary", icon=":material/movie:", help="All epochs, one after the other: takes some seconds",
            )  # fmt: skip


def show_shipped_films(runs: Sequence[Run]) -> None:
    """Draw the film of one of the runs that ship, to be chosen: what there is to see where nothing may be trained.

    Args:
        runs: the runs to choose from; own ones are passed over.

    Raises:
        RunError: a file of the chosen run is missing or damaged.
    """
    shipped = {run.name: run for run in runs if run.shipped}
    if not shipped:
        st.info("No run ships with this app, so there is no training to show.", icon=":material/movie:")
        return
    name = st.selectbox("Training to watch", list(shipped), key="train_film_run", width=320)
    run = shipped[name]
    film = of_run(run)
    show(film, f"train_film_{name}", None, name, is_whole=True)
    downloads(film, "train_film_save", View("train", {"run": name}))


def of_run(run: Run) -> Film:
    """Return the film of a run, built once and again when its files change.

    Raises:
        RunError: a file of the run is missing or damaged.
    """
    return _film(str(run.folder), _changed(run), run)


def _changed(run: Run) -> tuple[int, ...]:
    names = ("frames.npz", FILM_FILE)
    return tuple(changed_at(run, name) for name in names if (run.folder / name).exists())


@remembered(max_entries=4)
def _film(folder: str, changed: tuple[int, ...], _run: Run) -> Film:
    return film_of_run(_run)


def _told_before(film: Film, key: str) -> int:
    """Return the last epoch that this visitor's viewer was told of before there were others."""
    newest = int(film.epochs[-1])
    before, known = st.session_state.get(f"{key}_told", (0, 0))
    if newest != known:
        before, known = known, newest
        st.session_state[f"{key}_told"] = before, known
    return before


def _outlook(film: Film, key: str, fingerprint: str) -> tuple[Plane, list[float]]:
    """Return the plane to show, along the axes that this visitor sees already, and the box that holds the film."""
    seen = st.session_state.get(f"{key}_outlook")
    if seen is None or seen[0] != fingerprint:
        plane = film_plane(film, None if seen is None else seen[1])
        seen = (fingerprint, plane, film_box(film, plane))
        st.session_state[f"{key}_outlook"] = seen
    return seen[1:]


def _facts(
    film: Film, plane: Plane, box: list[float], reels: list[Reel], pace: float | None, run_name: str
) -> FilmFacts:
    names = film.class_names
    return FilmFacts(
        name=run_name,
        is_live=pace is not None,
        pace=pace,
        rest=reels[0].fingerprint,
        reels=[ListedReel(reel.fingerprint, reel.epochs) for reel in reels[1:]],
        num_epochs=film.num_epochs,
        kind=film.kind,
        noun=film.noun,
        nouns=film.nouns,
        shape=film.shape,
        latent_dim=film.latent_dim,
        class_names=names,
        colors=class_colors(len(names)),
        colors_dark=class_colors(len(names), dark=True),
        has_prior=film.has_prior,
        has_kl=film.has_kl,
        shape_extent=None if film.prior is None else EXTENT,
        inside=where_inside(film),
        others=film.others,
        is_conditional=film.is_conditional,
        mean=np.round(plane.mean, 5).tolist(),
        axes=np.round(plane.axes, 6).tolist(),
        explained=float(plane.explained.sum()),
        level=levels[-1].title if (levels := FAMILIES[film.family].levels) else "",
        box=box,
        history=cast("History", {name: np.round(film.history[name], 3).tolist() for name in History.__annotations__}),
        terms=[_term(film, term) for term in film.terms if "val_" + term in film.history],
        best_epoch=film.best_epoch,
        clouds=[] if film.mixture is None else np.round(clouds_on(plane, film.mixture).ravel(), 4).tolist(),
    )


def where_inside(film: Film) -> str:
    """Return where codes are to lie, as a sentence says after "of them"; "" without a drawn prior."""
    if film.prior is None:
        return ""
    return "in the grey part of their class" if DrawnPrior(film.prior).num_parts > 1 else "in the grey shape"


def _term(film: Film, term: str) -> TermCurve:
    row = TERMS[term]
    training, held_out = (np.round(film.history[prefix + term], 4).tolist() for prefix in ("", "val_"))
    return TermCurve(row.title, row.level, row.level_name, training, held_out)
