"""Many pictures at once: a table, and their codes and scores as files."""

import csv
import io
from typing import Any

import numpy as np
import streamlit as st

from ui.encode import answers
from ui.encode.answers import Prepared
from ui.shell import address, held_out, saved
from vae.figures import views
from vae.figures.views import View
from vae.kind import kind_of
from vae.latent.neighbours import class_shares, nearest
from vae.model.explanation import Explanation
from vae.runs.run_data import class_names_of
from vae.runs.store import Run
from vae.verdict.court import court
from vae.verdict.typicality import yardstick
from vae.words import unformulated

_K = 10


def show(run: Run, pictures: list[Prepared], choice: int | None) -> None:
    """Draw the table and the downloads."""
    st.subheader(f"All {len(pictures)} {kind_of(run.config).nouns}", anchor=False)
    images = np.stack([picture.image for picture in pictures])
    told = answers.explained(run, images, choice)
    columns = table(run, pictures, told, answers.scores(run, told))
    st.dataframe(_as_cells(columns), hide_index=True, key="encode_table")
    view = saved.here("encode", run)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Table as CSV", lambda: to_csv(columns), f"{run.name}-encoded.csv", "text/csv", key="encode_csv",
            on_click="ignore", type="tertiary", icon=":material/table:",
        )  # fmt: skip
        st.download_button(
            "Arrays as NPZ", lambda: to_npz(images, told, columns, view), f"{run.name}-encoded.npz",
            "application/octet-stream", key="encode_npz", on_click="ignore", type="tertiary",
            icon=":material/data_array:", help="images, z_mean, z_log_var and the table's columns, for NumPy",
        )  # fmt: skip
        st.page_link(
            "pages/interpolate.py", label="Interpolate from the first to the second", icon=":material/timeline:",
            query_params=path_query(run, told),
        )  # fmt: skip


def path_query(run: Run, told: Explanation) -> dict[str, str]:
    """Return what the address of Interpolate has to say for the way from the first code to the second."""
    query = {
        "run": run.name,
        "z": address.as_text(told.z_mean[0].tolist()),
        "to": address.as_text(told.z_mean[1].tolist()),
    }
    if told.labels is None:
        return query
    return {**query, "label": str(int(told.labels[0])), "to_label": str(int(told.labels[1]))}


def table(run: Run, pictures: list[Prepared], told: Explanation, scores: dict[str, np.ndarray]) -> dict[str, list]:
    """Return the table's columns: number, name, class, its share, codes and scores in nats."""
    names = class_names_of(run)
    found = _classes(run, told)
    columns: dict[str, list] = {
        "number": list(range(1, len(pictures) + 1)),
        "name": [picture.given.name for picture in pictures],
        "class": [names[label] for label, _ in found],
        "sure": [round(share, 3) for _, share in found],
    }
    returned = kind_of(run.config).texts(told.reconstructions)
    if any(returned):
        columns["reconstruction"] = returned
    for dimension in range(min(told.z_mean.shape[1], 64)):
        columns[f"z{dimension + 1}"] = np.round(told.z_mean[:, dimension].astype(float), 4).tolist()
    for name, values in scores.items():
        columns[f"{name} (nats)"] = np.round(values, 2).tolist()
    first = next(iter(scores))
    stick = yardstick(run.metrics, first)
    if stick is not None:
        columns["percentile"] = np.round(stick.percentile(scores[first]), 1).tolist()
    measured = court(run.metrics)
    if measured is not None:
        images = np.stack([picture.image for picture in pictures])
        is_usual = measured.passes(images, scores[measured.yardstick.score])
        columns["nothing unusual"] = [
            bool(usual) and not measured.is_other_writing(found_with(picture, pictures))
            for usual, picture in zip(is_usual, pictures, strict=True)
        ]
    return columns


def found_with(picture: Prepared, pictures: list[Prepared]) -> np.ndarray:
    """Return all that was found on the same photo or file as a picture, itself included, uint8 [n, *shape]."""
    origin = picture.given.origin
    return np.stack(
        [other.image for other in pictures if other is picture or (origin and other.given.origin == origin)]
    )


def to_csv(columns: dict[str, list]) -> bytes:
    """Return the table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(zip(*_as_cells(columns).values(), strict=True))
    return text.getvalue().encode()


def _as_cells(columns: dict[str, list]) -> dict[str, list]:
    """Return the columns as spreadsheets take them: the table on the page, too, can be downloaded for one."""
    return {
        heading: [unformulated(value) if isinstance(value, str) else value for value in values]
        for heading, values in columns.items()
    }


def to_npz(images: np.ndarray, told: Explanation, columns: dict[str, list], view: View) -> bytes:
    """Return images, codes and the table's columns as an NPZ file with its view; no pickle is needed to read it."""
    arrays: dict[str, Any] = {name: np.asarray(values) for name, values in columns.items()}
    arrays |= {"images": images, "z_mean": told.z_mean}
    if told.z_log_var is not None:
        arrays["z_log_var"] = told.z_log_var
    return views.npz(arrays, view)


def _classes(run: Run, told: Explanation) -> list[tuple[int, float]]:
    """Return each picture's class and how sure it is: the neighbours' majority, or the class a conditional run took."""
    if told.labels is not None:
        return [(int(label), 1.0) for label in told.labels]
    latents = held_out.latents(run)
    shares = [
        class_shares(latents.labels[nearest(latents.z_mean, z, _K)[0]], run.config.num_classes) for z in told.z_mean
    ]
    return [(int(share.argmax()), float(share.max())) for share in shares]
