"""A run damaged in every way that is known here: it opens or is one sentence, and the others work on."""

import random
import re

import pytest

from tests.support.damage import damages, harmed
from tests.support.victim import save_victim
from vae.cli import listing
from vae.film.replay import film_of_run
from vae.runs import comparison, dimension_names, dimensions, health, run_data, store, training_codes, typicality
from vae.runs.run_files import RunError

NUM_TRIED = 400
SENTENCE = re.compile(r"[^\n\r\x00-\x1f]{10,700}")


@pytest.fixture(scope="module")
def home(tmp_path_factory, save_tiny_run):
    """Return a home with a run to damage and a good one."""
    folder = tmp_path_factory.mktemp("damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(folder))
        save_victim(save_tiny_run, folder / "runs" / "victim")
        save_tiny_run(folder / "runs" / "good")
        yield folder


def use(run):
    """Read everything that a page or a command reads of a run; each reading may be a RunError, and nothing else."""
    for read in (
        store.load_latents, store.load_history, store.load_frames, store.load_bundle, film_of_run,
        dimension_names.load_names, training_codes.read, comparison.num_decoder_parameters, comparison.training_seconds,
        lambda run: health.health(run, None), dimensions.num_in_use,
        lambda run: dimensions.order(run, store.load_latents(run)),
        lambda run: [store.changed_at(run, name) for name in ("history.csv", "encoder.keras", "latents.npz")],
    ):  # fmt: skip
        try:
            read(run)
        except RunError as error:
            assert SENTENCE.fullmatch(str(error))
    for score in typicality.SCORES:
        stick = typicality.yardstick(run.metrics, score)
        if stick is not None:
            assert stick.verdict(100.0, "digit") and isinstance(stick.known_failures(), list)
    assert len(run_data.class_names_of(run)) > int(store.load_latents(run).labels.max())
    assert listing.metrics_table(run.metrics) and listing.runs_table([run])


def chosen(folder):
    """Return some damages of every kind, seeded."""
    every = damages(folder)
    by_kind = {}
    for damage in every:
        by_kind.setdefault((damage.kind, damage.file), []).append(damage)
    rng = random.Random(0)
    share = NUM_TRIED / len(every)
    return [
        damage for some in by_kind.values() for damage in rng.sample(some, min(len(some), 2 + round(share * len(some))))
    ]


def test_a_damaged_run_opens_or_is_one_sentence_whatever_is_wrong_with_it(home):
    victim = home / "runs" / "victim"
    tried, refused = chosen(victim), 0
    for damage in tried:
        with harmed(victim, damage):
            try:
                use(store.open_run(victim))
            except RunError as error:
                refused += 1
                assert SENTENCE.fullmatch(str(error)), (damage, str(error))
                assert "victim" in str(error), damage
            except Exception as error:
                raise AssertionError(f"{damage.kind}: {damage.name}: {error!r}") from error
    assert store.open_run(victim)
    assert refused > len(tried) / 2
