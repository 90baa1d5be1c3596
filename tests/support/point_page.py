"""A page with two small live views of different runs: `streamlit run tests/support/point_page.py`."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ui.live import point
from vae.runs.store import load_run

st.set_page_config(layout="wide")
st.button("Again")
wants_elsewhere = st.toggle("Elsewhere")
left, right = st.columns(2)
with left:
    point.show(load_run("tiny-3d"), "first", {"z": [1.5, -0.5, 0.25], "label": None} if wants_elsewhere else None)
with right:
    point.show(load_run("tiny-conditional"), "second")
with left:
    point.show(load_run("tiny-3d"), "third")
