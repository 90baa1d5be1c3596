"""The view that a file saved on a page carries: what the page's address says, and what it rests on."""

from typing import Any

import streamlit as st

from vae.figures.views import View, versions
from vae.runs.store import Run


def about(run: Run) -> dict[str, Any]:
    """Return what is worth knowing of any file made from a run: its name, data set, seed and the versions."""
    return {"run": run.name, "dataset": run.config.dataset, "seed": run.config.seed, "versions": versions()}


def here(page: str, run: Run) -> View:
    """Return the view that a page's address opens.

    Args:
        page: its path below the app's address, "" for the home page.
        run: that the page shows.
    """
    return View(page, {**st.query_params.to_dict(), "run": run.name}, about(run))
