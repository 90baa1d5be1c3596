"""Words from outside on the pages: whatever they hold, no page draws a link, a picture, a tag, a formula or an icon."""

import dataclasses
import json
import re

import pytest

from tests.support.pages import visit
from ui.live.quiet import QUIET_KEY
from vae.config import RunConfig
from vae.jobs import job_files
from vae.jobs.job import job_folder
from vae.jobs.job_files import JobProgress

MARKUP = "[a](http://e.invalid) ![i](http://e.invalid/i) <b>b</b> $x^2$ :material/home: :smile: :red[r] www.e.invalid"
HOSTILE = f"{MARKUP} \u202e back"
LIVE = re.compile(
    r"(?<!\\)\]\(|(?<!\\)<b>|(?<!\\)\$x|https?://e|(?<!\w)www\.e|:material/home:|:smile:|(?<!\\):red\[|\u202e"
)
PAGES = (
    ("", {"z": HOSTILE}), ("", {"z": "x" * 10_000}), ("interpolate", {"z": HOSTILE, "frames": HOSTILE}),
    ("interpolate", {"view": HOSTILE}), ("interpolate", {"view": "corners", "c": HOSTILE, "n": HOSTILE}),
    ("interpolate", {"view": "arithmetic", "a": HOSTILE}), ("atlas", {"view": HOSTILE}), ("atlas", {}),
    ("compare", {"runs": HOSTILE, "picture": HOSTILE}), ("train", {"job": HOSTILE}), ("train", {"job": "told"}),
    ("", {"run": HOSTILE}), ("", {"run": "x" * 10_000}),
)  # fmt: skip


@pytest.fixture(scope="module")
def home(victim_home, without_worker):
    """Return a home with such class names, such a folder of a run, and a training that says such things."""
    described = victim_home / "runs" / "victim" / "data.json"
    names = [f"{MARKUP} {number}" for number in range(10)]
    described.write_text(json.dumps({**json.loads(described.read_text()), "class_names": names}))
    (victim_home / "runs" / HOSTILE.replace("/", "|")[:80]).mkdir()
    job = job_folder("told")
    job.mkdir(parents=True)
    job_files.write_description(job, RunConfig(name="told", dataset="digits"), "cpu", False, 1.0)
    state = JobProgress(state="failed", message=HOSTILE * 100)
    job_files.write_progress(job, dataclasses.replace(state, epochs=2))
    return victim_home


def texts(node):
    """Return every text of the page that Streamlit reads as Markdown."""
    for child in getattr(node, "children", {}).values():
        yield from texts(child)
    proto = getattr(node, "proto", None)
    for field in ("body", "label", "text", "help"):
        value = getattr(proto, field, None)
        if isinstance(value, str) and type(node).__name__ not in ("Code", "Json"):
            yield value


def test_no_page_draws_what_words_from_outside_ask_for(home):
    for name, query in PAGES:
        page = visit(name, query, {QUIET_KEY: True})
        assert not page.exception, (name, query, page.exception[0].value)
        found = list(texts(page._tree))
        assert found
        live = [text for text in found if LIVE.search(text)]
        assert live == [], (name, query)
        assert max(len(text) for text in found if not text.startswith("<style>")) < 3_000, (name, query)
