"""A run damaged in every way that is known here: it opens or is one sentence, and the others work on."""

import random

from tests.support.damage import damages, harmed
from tests.support.victim import SENTENCE, use
from vae.runs import store
from vae.runs.run_files import RunError

NUM_TRIED = 200


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


def test_a_damaged_run_opens_or_is_one_sentence_whatever_is_wrong_with_it(victim_home):
    victim = victim_home / "runs" / "victim"
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
