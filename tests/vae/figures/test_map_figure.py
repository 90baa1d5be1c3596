"""The map's figure: every point once, with its row, small in JSON, and the rest grey below the others."""

import base64
import json
from dataclasses import replace

import numpy as np
import plotly.io
import pytest

from vae.figures.map_figure import REST_COLOR, Coloring, class_rows, map_figure, name_rows, shown_groups

RNG = np.random.default_rng(0)
XY = RNG.normal(size=(60, 2)).astype(np.float32)
GROUPS = RNG.integers(0, 3, 60).astype(np.uint8)
GROUPS[GROUPS == 1] = 2  # nobody is in group 1
NAMES = ("a", "b", "c")
COLORS = ("#111111", "#222222", "#333333")


def figure(coloring, **changes):
    options = {"is_equal": True, "size": 4.0, "opacity": 0.5} | changes
    return map_figure(XY, coloring, COLORS, ("z1", "z2"), **options)


def points(drawn):
    return [trace for trace in drawn.data if trace.type == "scattergl"]


def test_every_point_is_drawn_once_with_its_row():
    drawn = points(figure(Coloring("Class", GROUPS, NAMES)))
    assert [trace.name for trace in drawn] == ["a", "c"]
    assert [trace.marker.color for trace in drawn] == ["#111111", "#333333"]
    rows = np.concatenate([trace.customdata for trace in drawn])
    assert sorted(rows) == list(range(60))
    for trace in drawn:
        np.testing.assert_array_equal(np.stack([trace.x, trace.y], axis=1), XY[trace.customdata])
        assert (np.array(NAMES)[GROUPS[trace.customdata]] == trace.name).all()


def test_more_groups_than_colours_are_all_grey_and_a_press_shows_one_alone():
    many = Coloring("Class", np.arange(60, dtype=np.uint8) % 11, tuple("abcdefghijk"))
    drawn = figure(many)
    assert {trace.marker.color for trace in drawn.data} == {REST_COLOR}
    assert drawn.layout.legend.itemclick == "toggleothers"
    # a rest beside ten groups takes no colour
    with_rest = figure(replace(many, has_rest=True))
    assert [trace.marker.color for trace in with_rest.data].count(REST_COLOR) == 1
    assert with_rest.layout.legend.itemclick is None


@pytest.mark.parametrize(
    ("names", "width"), [("0123456789", 0.18), ("012345678", 0.18), ("012345", 0.3), ("abc", None)]
)
def test_short_names_stand_in_two_rows_of_like_length(names, width):
    coloring = Coloring("Class", np.arange(60, dtype=np.uint8) % len(names), tuple(names))
    assert figure(coloring).layout.legend.entrywidth == pytest.approx(width)
    long = replace(coloring, names=(*names[:-1], "Ankle boot"))
    assert figure(long).layout.legend.entrywidth is None


def test_without_webgl_the_same_points_are_svg():
    coloring = Coloring("Class", GROUPS, NAMES)
    drawn, flat = figure(coloring), figure(coloring, is_webgl=False)
    assert {trace.type for trace in flat.data} == {"scatter"}
    for trace, other in zip(drawn.data, flat.data, strict=True):
        for name in ("x", "y", "customdata"):
            np.testing.assert_array_equal(trace[name], other[name])
        assert (trace.name, trace.marker.color) == (other.name, other.marker.color)


def test_values_share_a_scale_that_leaves_extremes_out():
    values = np.linspace(0, 1, 60, dtype=np.float32)
    values[7] = 1000
    drawn = figure(Coloring("nats", GROUPS, NAMES, values))
    for trace in points(drawn):
        np.testing.assert_array_equal(trace.marker.color, values[trace.customdata])
        assert not trace.showlegend
    assert drawn.layout.coloraxis.cmin == pytest.approx(np.percentile(values, 1))
    assert drawn.layout.coloraxis.cmax == pytest.approx(np.percentile(values, 99))
    toggles = [trace for trace in drawn.data if trace.type == "scatter"]
    assert [trace.legendgroup for trace in toggles] == [trace.legendgroup for trace in points(drawn)]


def test_equal_values_still_make_a_scale():
    axis = figure(Coloring("share", GROUPS, NAMES, np.zeros(60, np.float32))).layout.coloraxis
    assert axis.cmin < 0 < axis.cmax


def test_the_rest_is_grey_and_lies_below():
    values = RNG.normal(size=60).astype(np.float32)
    values[GROUPS == 2] = np.nan
    coloring = Coloring("moved", GROUPS, NAMES, values, has_rest=True)
    assert shown_groups(coloring) == [2, 0]
    rest, coloured = points(figure(coloring))
    assert rest.name == "c" and rest.marker.color == REST_COLOR and rest.marker.opacity < coloured.marker.opacity
    assert np.isfinite(coloured.marker.color).all()


def test_sixty_thousand_points_stay_typed_arrays_and_below_a_megabyte_and_a_half():
    count = 60_000
    groups = (np.arange(count) % 10).astype(np.uint8)
    xy = RNG.normal(size=(count, 2)).astype(np.float32)
    drawn = map_figure(
        xy, Coloring("nats", groups, tuple("0123456789"), xy[:, 0]), COLORS, ("z1", "z2"), is_equal=False, size=3.0,
        opacity=0.5,
    )  # fmt: skip
    text = plotly.io.to_json(drawn, validate=False)
    assert len(text) < 1_500_000
    trace = [trace for trace in json.loads(text)["data"] if trace["type"] == "scattergl"][4]
    assert (trace["x"]["dtype"], trace["customdata"]["dtype"]) == ("f4", "u2")
    np.testing.assert_array_equal(np.frombuffer(base64.b64decode(trace["x"]["bdata"]), "<f4"), xy[groups == 4, 0])


@pytest.mark.parametrize("is_equal", [True, False])
def test_lengths_compare_only_where_that_was_asked_for(is_equal):
    anchor = figure(Coloring("Class", GROUPS, NAMES), is_equal=is_equal).layout.yaxis.scaleanchor
    assert (anchor == "x") == is_equal


def test_classes_of_a_line_lie_in_rows_as_on_the_live_map():
    z, labels = np.linspace(-2, 2, 40), np.arange(40) % 10
    places = class_rows(z, labels, 10)
    np.testing.assert_allclose(places[:, 0], z, rtol=1e-6)
    for label in range(10):
        assert np.abs(places[labels == label, 1] - (2.2 - 4.4 * label / 9)).max() <= 0.15 + 1e-6
    assert np.isfinite(class_rows(z, labels * 0, 1)).all()
    drawn = figure(Coloring("Class", GROUPS, NAMES))
    name_rows(drawn, NAMES)
    np.testing.assert_allclose(drawn.layout.yaxis.tickvals, [2.2, 0, -2.2], atol=1e-9)
    assert drawn.layout.yaxis.ticktext == NAMES
