"""What a further training of a study costs beside the first, start to finish: `python -m benchmarks studies`."""

import os
import resource
import tempfile

from benchmarks.tables import Row, print_table

NUM_SEEDS = 3
TARGET_RATIO = 1.5


def main() -> None:
    """Sweep a small study of one seed and one of some, one training at a time, and print the table."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["VAE_HOME"] = home
        first = _seconds("one", 1)
        further = (_seconds("some", NUM_SEEDS) - first) / (NUM_SEEDS - 1)
    print_table(
        "A study of digits, 5 epochs of a network of 64 units, seconds of the processor from start to run",
        [
            Row("the first training, with what the process begins with", first, "s"),
            Row(f"each of {NUM_SEEDS - 1} that differ from it by their seed", further, "s"),
            Row("the first as many times as dear as a further one", first / further, "x", TARGET_RATIO, True),
        ],
    )


def _seconds(name: str, seeds: int) -> float:
    """Return what the processes of a study's trainings took of the processor."""
    from vae.studies import sweep
    from vae.studies.study import read

    fields = 'dataset = "digits"\nepochs = 5\nhidden_sizes = [64]\nbatch_size = 128\n'
    # Another learning rate, for nothing is trained twice.
    plan = read(f'name = "{name}"\nseeds = {seeds}\n[base]\nlearning_rate = {0.002 + seeds / 1e4}\n{fields}')
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = sweep.begin(plan, workers=1).run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if any(one.state != "finished" for one in ended):
        raise RuntimeError(f"a training did not end well: {[one.reason for one in ended]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
