import numpy as np
import plotly.graph_objects as go

from ui.live.chart import StillFigure


def test_a_still_figure_looks_like_the_figure_it_was_made_of():
    figure = go.Figure(go.Scattergl(x=np.arange(5.0), y=np.arange(5.0) ** 2), layout={"height": 300})
    still = StillFigure(figure)
    assert still.to_json() == figure.to_json()
    assert still.layout.height == 300
    assert still.to_dict() is still.to_dict()
