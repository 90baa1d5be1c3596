"""A page of linked maps, of the runs that its address names: `streamlit run tests/support/linked_page.py`."""

import sys
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ui.learn.linked_words import LINKED
from ui.live import component
from ui.live.contract import RunFacts
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from vae.runs.store import load_run

_LINKED = component.read(
    "linked",
    Path(__file__).with_suffix(".js"),
    *LIVE,
    Path(component.__file__).parents[1] / "learn" / "linked_maps.css",
)


@dataclass(frozen=True)
class LinkedPageFacts:
    """What the maps are told."""

    runs: list[RunFacts]
    words: dict[str, str]
    num_drawn: int


st.set_page_config(layout="wide")
names = st.query_params.get("runs", "mnist-2d,fashion-2d").split(",")
ready = [prepared(load_run(name)) for name in names]
drawn = int(st.query_params.get("drawn", "10"))
component.mount(_LINKED, "linked", LinkedPageFacts([live.facts for live in ready], LINKED, drawn))
component.hand_over({live.fingerprint: live.blob for live in ready})
