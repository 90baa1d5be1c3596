"""The process of a study's training that is quick to compute but takes its time: `python -m tests.support.quick_trial`.

Loaded beforehand by the workers of a test's cluster, it lets those begin this in place of `vae.studies.trial`.
"""

import sys
import time

from vae import backend
from vae.jobs import process

SECONDS_AFTER_AN_EPOCH = 1.0


def dask_setup(worker):
    """Have the trainings that this worker starts done by this program."""
    start = process.start

    def start_quick(words, **options):
        return start(["tests.support.quick_trial", *words[1:]], **options)

    process.start = start_quick


def _main():
    backend.go_lightly()  # as the program in whose place this is
    backend.start()
    from tests.support.quick import quick_training
    from vae.studies import trial

    class SlowWatcher(trial.TrialWatcher):
        def on_epoch(self, result, is_new):
            super().on_epoch(result, is_new)
            if is_new:
                self.write(state="training")
                time.sleep(SECONDS_AFTER_AN_EPOCH)

    trial.TrialWatcher = SlowWatcher
    with quick_training():
        return trial.train(*sys.argv[1:])


if __name__ == "__main__":
    sys.exit(_main())
