"""The learned manifold as one large picture: what the decoder draws all over a plane of latent space."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from PIL import Image

from ui import engine
from ui.atlas import base_codes
from ui.atlas.projection import axis_titles
from ui.faults import fragment
from ui.live.chart import CONFIG, StillFigure
from ui.memory import remembered
from ui.shell import address, address_bar, saved
from ui.shell.address_bar import Part, one_of, word_for
from vae.data.wording import said_of
from vae.figures import views
from vae.kind import kind_of
from vae.latent import manifold
from vae.runs import dimensions
from vae.runs.store import Run, load_latents
from vae.words import plain, signed, untagged

SIDES = (5, 10, 15, 20, 30, 40)
_SPACINGS = {"quantile": "Equal probability", "linear": "Equal steps"}
_SPACING_HELP = (
    "Equal probability: every picture stands for the same share of the prior, by the inverse of the normal "
    "distribution function, so that the middle is drawn finest; where codes have another prior or none, a normal "
    "distribution as wide as they lie takes its place. Equal steps: to scale."
)
_MAIN = "main"
_VIEW = "atlas_manifold"
_EXTENTS = tuple(step / 2 for step in range(1, 13))
_GREYS = 32
_TICKS = 7
_MARK = "#d66012"
_CSS = Path(__file__).parent / "manifold.css"


@dataclass(frozen=True)
class View:
    """What the picture shows: the code it goes through, points a side, their spacing and its end, and the axes."""

    base: base_codes.Base
    num_points: int
    spacing: str
    extent: float
    dimensions: tuple[int, int] | None


@dataclass(frozen=True)
class Drawn:
    """A decoded manifold.

    Attributes:
        grid: its codes.
        picture: one uint8 picture of all, [height * rows, width * columns], 0 paper to 255 ink, or as many colours.
    """

    grid: manifold.Manifold
    picture: np.ndarray


def show(run: Run) -> None:
    """Draw the manifold of a run with its controls, its download and a way into Explore; the address follows.

    Raises:
        RunError: a file of the run is damaged.
    """
    address_bar.take(_VIEW, _parts(run))
    _live(run)


@fragment
def _live(run: Run) -> None:
    st.title("Decoded, place by place", anchor=False)
    view = _controls(run)
    known = _parts(run)
    query = {"run": run.name, **address_bar.said(known)}
    if view.dimensions is None:
        query.pop("up", None)
    if view.spacing != "linear":
        query.pop("extent", None)
    address_bar.write(_VIEW, "atlas", ["run", *(part.name for part in known)], query)
    address_bar.show_problem(_VIEW)
    is_dark = st.context.theme.type == "dark"
    titles = _titles(run, view)
    st.html(_CSS)
    # The box has its height before the figure is there, so that nothing below it jumps.
    with st.container(key="atlas_manifold_line" if run.config.latent_dim == 1 else "atlas_manifold_square"):
        with st.spinner("Decoding the manifold"):
            drawn = _drawn(str(run.folder), base_codes.changed(run), view, run)
        figure = _figure(str(run.folder), base_codes.changed(run), view, titles, is_dark, drawn)
        told = st.plotly_chart(
            figure, key=f"atlas_manifold_{run.name}_{hash((view, titles))}", height="stretch", on_select="rerun",
            selection_mode="points", config=CONFIG,
        )  # fmt: skip
    st.caption(plain(said_of(run.config, description(drawn, titles))))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        height, width = drawn.picture.shape[:2]
        here = saved.here("atlas", run)
        st.download_button(
            f"PNG, {width} × {height}", lambda: png(drawn.picture, is_dark, here), f"{run.name}-manifold.png",
            "image/png", key="atlas_manifold_png", on_click="ignore", type="tertiary", icon=":material/image:",
        )  # fmt: skip
        _way_to_explore(run, view, drawn, [point["point_index"] for point in told["selection"]["points"]])


def _parts(run: Run) -> list[Part]:
    """Return what the address may say of the picture, the axes last."""
    latent_dim = run.config.latent_dim
    sides, spacings = {str(side): side for side in SIDES}, {spacing: spacing for spacing in _SPACINGS}
    extents = {f"{extent:g}": extent for extent in _EXTENTS}
    found = [
        Part("side", "atlas_manifold_side", 20, one_of("side", sides, "showing 20"), word_for(sides)),
        Part("spacing", "atlas_manifold_spacing", "quantile", one_of("spacing", spacings, "showing quantile"), str),
        Part("extent", "atlas_manifold_extent", 3.0, one_of("extent", extents, "showing 3"), word_for(extents)),
        base_codes.part(run, _VIEW),
    ]
    if latent_dim <= 2:
        return found
    axes = {f"z{index + 1}": index for index in range(latent_dim)}
    across, up = (
        Part(name, f"atlas_manifold_{name}_{latent_dim}", usual, one_of(name, words, showing), word_for(words))
        for name, usual, words, showing in (
            ("across", _MAIN, {_MAIN: _MAIN, **axes}, "showing the main axes"),
            ("up", None, axes, "showing the most telling one"),
        )
    )
    return [*found, across, up]


def _controls(run: Run) -> View:
    """Draw the controls; those that would change nothing are left out."""
    known = _parts(run)
    side, spaced, reaching = known[:3]
    latent_dim = run.config.latent_dim
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        along = _axes(run, *known[-2:]) if latent_dim > 2 else None
        if latent_dim > 2 or run.config.conditional:
            base = base_codes.choose(run, _VIEW)
        else:
            base = base_codes.Base((0.0,) * latent_dim, None)
        noun = said_of(run.config, "Pictures a side" if latent_dim > 1 else "Pictures")
        count = st.selectbox(noun, SIDES, width=130, **address_bar.bound(side))
        spacing = st.selectbox(
            "Spacing", tuple(_SPACINGS), format_func=_SPACINGS.__getitem__, width=180,
            help=said_of(run.config, _SPACING_HELP),
            **address_bar.bound(spaced),
        )  # fmt: skip
        extent = 3.0
        if spacing == "linear":
            extent = st.slider(
                "Up to, in sigma", _EXTENTS[0], _EXTENTS[-1], step=0.5, width=180, **address_bar.bound(reaching)
            )
    return View(base, count, spacing, extent, along)


def _axes(run: Run, first: Part, second: Part) -> tuple[int, int] | None:
    """Let two axes be chosen of a run with more than two dimensions; None are the main axes."""
    titles = axis_titles(run)
    order = dimensions.order(run, load_latents(run))
    options: list[int | str] = [_MAIN, *order]
    across = st.selectbox(
        "Across", options, format_func=lambda index: "main axes" if index == _MAIN else titles[index],
        width=170, **address_bar.bound(first),
    )  # fmt: skip
    if isinstance(across, str):
        return None
    others = [index for index in order if index != across]
    if address_bar.value(second) not in others:
        st.session_state[second.key] = others[0]
    up = st.selectbox("Up", others, format_func=lambda index: titles[index], width=170, **address_bar.bound(second))
    return across, up


def _titles(run: Run, view: View) -> tuple[str, str]:
    if view.dimensions is None and run.config.latent_dim > 2:
        return "main axis 1", "main axis 2"
    titles = [*axis_titles(run), ""]
    first, second = view.dimensions or (0, 1)
    return titles[first], titles[second]


@remembered(max_entries=8)
def _drawn(folder: str, changed: int, view: View, _run: Run) -> Drawn:
    latents = load_latents(_run)
    latents = latents if _run.config.has_prior else latents.as_places
    stretch = _run.config.raster.stretch
    grid = manifold.manifold(latents, view.base.z, view.num_points, view.spacing, view.extent, view.dimensions, stretch)
    z = grid.codes.reshape(-1, grid.codes.shape[-1])
    labels = None if view.base.label is None else np.full(len(z), view.base.label, np.int32)
    pictures = kind_of(_run.config).draw(engine.decode(_run.folder, z, labels))
    return Drawn(grid, manifold.montage(pictures.reshape(*grid.codes.shape[:2], *_run.config.raster.array)))


def png(picture: np.ndarray, is_dark: bool, view: views.View) -> bytes:
    """Return a picture as PNG: ink white on black for a dark page, else black on white; colours as they are."""
    is_as_it_is = is_dark or picture.ndim == 3
    return views.png(Image.fromarray(picture if is_as_it_is else 255 - picture), view, compress_level=6)


def _light_png(picture: np.ndarray, is_dark: bool) -> bytes:
    """Return the picture in 32 greys, which the eye does not tell from 256 and which take 40 % less to send.

    Colours stay as they are.
    """
    file = io.BytesIO()
    if picture.ndim == 3:
        Image.fromarray(picture).save(file, "PNG", compress_level=6)
        return file.getvalue()
    levels = np.round(picture * ((_GREYS - 1) / 255)).astype(np.uint8)
    ramp = np.round(np.linspace(0, 255, _GREYS)).astype(np.uint8)
    image = Image.fromarray(levels).convert("P")
    image.putpalette(np.repeat(ramp if is_dark else ramp[::-1], 3).tobytes())
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()


@remembered(max_entries=8)
def _figure(folder: str, changed: int, view: View, titles: tuple[str, str], is_dark: bool, _drawn: Drawn) -> go.Figure:
    return StillFigure(manifold_figure(_drawn, titles, is_dark))


def manifold_figure(drawn: Drawn, titles: tuple[str, str], is_dark: bool) -> go.Figure:
    """Draw a manifold, a unit of both axes for one picture, so that spacing of any kind is even; ticks tell z."""
    across, up = drawn.grid.across, drawn.grid.up
    source = "data:image/png;base64," + base64.b64encode(_light_png(drawn.picture, is_dark)).decode("ascii")
    dx, dy = len(across) / drawn.picture.shape[1], len(up) / drawn.picture.shape[0]
    image = go.Image(source=source, x0=(dx - 1) / 2, dx=dx, y0=(dy - 1) / 2, dy=dy, hoverinfo="skip", zsmooth=False)
    figure = go.Figure(image)
    columns, rows = np.meshgrid(np.arange(len(across)), np.arange(len(up)))
    places = [(round(float(x), 3), round(float(y), 3)) for y in up for x in across]
    second = f"<br>{untagged(titles[1])} = %{{customdata[1]:.2f}}" if titles[1] else ""
    figure.add_scatter(
        x=columns.ravel(), y=rows.ravel(), mode="markers", customdata=places,
        marker={"symbol": "square-open", "color": _MARK, "size": 16, "line": {"width": 3}, "opacity": 0},
        selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 0}},
        hovertemplate=f"{untagged(titles[0])} = %{{customdata[0]:.2f}}{second}<extra></extra>",
    )  # fmt: skip
    right, above = map(untagged, titles)
    figure.update_xaxes(title=right, range=[-0.5, len(across) - 0.5], constrain="domain", **_ticks(across))
    figure.update_yaxes(
        title=above, range=[len(up) - 0.5, -0.5], scaleanchor="x", scaleratio=dx / dy, constrain="domain",
        constraintoward="top",
        visible=bool(titles[1]), **_ticks(up),
    )  # fmt: skip
    figure.update_layout(
        showlegend=False, dragmode="zoom", hovermode="closest", hoverdistance=-1,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
    )  # fmt: skip
    return figure


def _ticks(values: np.ndarray) -> dict:
    """Return the ticks of an axis: some pictures' coordinates, symmetric around the middle."""
    shown = np.unique(np.round(np.linspace(0, len(values) - 1, min(_TICKS, len(values)))).astype(int))
    texts = [signed(values[index]) for index in shown]
    return {"tickvals": shown.tolist(), "ticktext": texts, "showgrid": False, "zeroline": False}


def _way_to_explore(run: Run, view: View, drawn: Drawn, chosen: list[int]) -> None:
    """Offer to open the picture that was clicked in Explore; until then say what is shown and what can be done."""
    if chosen and chosen[0] < drawn.grid.codes.shape[0] * drawn.grid.codes.shape[1]:
        st.page_link(
            "app.py", label=said_of(run.config, "Open the chosen picture in Explore"), icon=":material/explore:",
            query_params=explore_query(run, view, drawn, chosen[0]),
        )  # fmt: skip
    else:
        text = "Drag to enlarge a part, double-click to see all again, click a picture to open it in Explore."
        st.caption(said_of(run.config, text))


def explore_query(run: Run, view: View, drawn: Drawn, cell: int) -> dict[str, str]:
    """Return what the address of Explore has to say for a cell, counted row by row from the top left."""
    code = drawn.grid.codes.reshape(-1, drawn.grid.codes.shape[-1])[cell]
    query = {"run": run.name, "z": address.as_text([float(value) for value in code])}
    return query if view.base.label is None else {**query, "label": str(view.base.label)}


def description(drawn: Drawn, titles: tuple[str, str]) -> str:
    """Say in words what the picture shows."""
    across, up = drawn.grid.across, drawn.grid.up
    size = f"{len(across)} × {len(up)} decoded pictures"
    text = f"{size}: {titles[0]} from {signed(across[0])} to {signed(across[-1])} across"
    return f"{text}, {titles[1]} from {signed(up[-1])} to {signed(up[0])} upwards." if titles[1] else f"{text}."
