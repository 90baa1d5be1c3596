"""The process of a job whose training is quick: `python -m tests.support.quick_job` in place of `vae.jobs.worker`."""

import sys

from vae import backend
from vae.jobs import process


def let_jobs_be_quick(setattr=setattr):
    """Have the jobs that this process starts done by this program."""
    start = process.start

    def start_quick(words, **options):
        is_job = words[0] == "vae.jobs.worker"
        return start(["tests.support.quick_job", *words[1:]] if is_job else words, **options)

    setattr(process, "start", start_quick)


def _main():
    backend.go_lightly()  # as the program in whose place this is
    backend.start()
    from tests.support.quick import quick_training
    from vae.jobs import worker

    with quick_training():
        return worker.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(_main())
