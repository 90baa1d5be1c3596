"""Who may train, who does, and what is said of those that may not."""

from vae.cluster.fitness import Worker, choose, misfit

OURS = {
    "vae": "0.2.0", "python": "3.11.7.final.0", "numpy": "2.4.1", "keras": "3.15.0", "tensorflow": "2.21.0",
    "distributed": "2026.8.0",
}  # fmt: skip


def test_what_only_mends_faults_is_no_other_version():
    assert misfit("worker w", OURS, OURS) is None
    assert misfit("worker w", {**OURS, "python": "3.11.9.final.0", "keras": "3.15.2", "numpy": "2.4.9"}, OURS) is None
    assert misfit("worker w", {"python": "3.11.7.final.0"}, OURS) is None
    assert misfit("worker w", {**OURS, "tensorflow": "2.21.0"}, {**OURS, "tensorflow": None}) is None


def test_every_version_that_matters_is_told_in_one_sentence():
    assert misfit("worker w", {**OURS, "vae": "0.2.1"}, OURS) == (
        "worker w has Latent Explorer 0.2.1 instead of 0.2.0: install there what is installed here"
    )
    theirs = {**OURS, "python": "3.12.1.final.0", "keras": "3.14.0", "tensorflow": None}
    assert misfit("worker w", theirs, OURS) == (
        "worker w has Python 3.12 instead of 3.11 and Keras 3.14 instead of 3.15 and no TensorFlow: "
        "install there what is installed here"
    )
    for name in OURS:
        assert misfit("worker w", {**OURS, name: "1.0.0"}, OURS), name


def test_the_idle_then_who_has_the_data_then_who_has_most_threads_does_the_next():
    a, b, c = Worker("a", 1), Worker("b", 1, holds=True), Worker("c", 8)
    busy = Worker("0", 16, tasks=1, holds=True)
    assert choose([a, b, c, busy]) == "b"
    assert choose([a, c, busy]) == "c"
    assert choose([busy, Worker("a2", 1), a]) == "a"
    assert choose([busy]) == "0"
