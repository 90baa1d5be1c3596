"""A process whose trainings are quick: `python -m tests.support.quick_job` and one of these programs."""

import importlib
import sys

from vae import backend
from vae.jobs import process

PROGRAMS = ("vae.jobs.worker", "vae.jobs.standby")


def let_jobs_be_quick(setattr=setattr):
    """Have the jobs that this process starts done by this program."""
    start = process.start

    def start_quick(words, **options):
        return start(["tests.support.quick_job", *words] if words[0] in PROGRAMS else words, **options)

    setattr(process, "start", start_quick)


def _main():
    backend.go_lightly()  # as the program in whose place this is
    backend.start()
    from tests.support.quick import quick_training

    program, *arguments = sys.argv[1:]
    with quick_training():
        return importlib.import_module(program).main(arguments)


if __name__ == "__main__":
    sys.exit(_main())
