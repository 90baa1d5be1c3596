"""A page that shows words from outside in every element that reads Markdown; run by Streamlit."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from vae.words import plain

HOSTILE = (
    "[a](http://e.invalid/1) ![i](http://e.invalid/2) <b>b</b> <img src=http://e.invalid/3> $x^2$ :material/home: "
    ":smile: :streamlit: :red[r] :help[h] www.e.invalid me@e.invalid https://e.invalid/4 &lt;i&gt; a -> b ~~s~~ `c` "
    "**d**"
)

st.warning(plain(HOSTILE))
st.caption(plain(HOSTILE))
st.button(plain(HOSTILE))
st.subheader(plain(HOSTILE), anchor=False)
st.progress(0.5, plain(HOSTILE))
st.markdown(f"| a |\n|---|\n| {plain(HOSTILE)} |")
st.error("  \n".join(plain(f"{mark} {HOSTILE}") for mark in ("===", "#", ">", "-", "1.")))
