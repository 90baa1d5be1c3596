"""The process of a job whose training is quick: `python -m tests.support.quick_job` in place of `vae.jobs.worker`."""

import sys

from tests.support.quick import quick_training
from vae.jobs import worker

if __name__ == "__main__":
    with quick_training():
        sys.exit(worker.main(sys.argv[1:]))
