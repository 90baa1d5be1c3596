"""The runs that ship with the lesson: what each is trained from, what it is called, and what it is there to show."""

from dataclasses import dataclass, replace

from vae.config import RunConfig


@dataclass(frozen=True)
class LessonRun:
    """One run of the lesson.

    Attributes:
        config: what is trained; its name is the run's.
        title: what people know it by, a few words.
        description: what it shows, one sentence.
        snapshots: epochs whose networks are kept, too; 0 is the untrained network's.
        is_filmed: whether pictures of its training are kept.
    """

    config: RunConfig
    title: str
    description: str
    snapshots: tuple[int, ...] = ()
    is_filmed: bool = False


_PLAIN = RunConfig(name="plain", hidden_sizes=(128, 64), epochs=30)
_SNAPSHOTS = (0, 1, 2, 3, 5, 8, 12, 16, 20, 30)

LESSON_RUNS: dict[str, LessonRun] = {
    run.config.name: run
    for run in (
        LessonRun(
            replace(_PLAIN, name="mnist-ae-2d", variational=False),
            "Plain autoencoder",
            "Squeezes each digit into two numbers and nothing more is asked of it.",
        ),
        LessonRun(
            replace(_PLAIN, name="beta-0", beta=0.0),
            "β = 0",
            "Only drawing well counts: nothing keeps the codes near the middle.",
            is_filmed=True,
        ),
        LessonRun(
            replace(_PLAIN, name="beta-0_1", beta=0.1),
            "β = 0.1",
            "Drawing well counts ten times as much as staying together.",
        ),
        LessonRun(
            replace(_PLAIN, name="beta-0_5", beta=0.5),
            "β = 0.5",
            "Drawing well counts twice as much as staying together.",
        ),
        LessonRun(
            replace(_PLAIN, name="beta-1"),
            "β = 1",
            "Both forces count alike, which is the variational autoencoder itself.",
            _SNAPSHOTS,
        ),
        LessonRun(
            replace(_PLAIN, name="beta-4", beta=4.0),
            "β = 4",
            "Staying together counts four times as much as drawing well.",
        ),
        LessonRun(
            replace(_PLAIN, name="beta-10", beta=10.0),
            "β = 10",
            "Staying together counts ten times as much as drawing well: many digits look alike.",
        ),
        *(
            LessonRun(
                replace(_PLAIN, name=f"squeeze-{size}", latent_dim=size),
                "1 number" if size == 1 else f"{size} numbers",
                f"Each digit is squeezed into {'one number' if size == 1 else f'{size} numbers'}.",
                is_filmed=size == 1,
            )
            for size in (1, 4, 8, 16, 32)
        ),
        LessonRun(
            replace(_PLAIN, name="broken-collapse", beta=50.0),
            "Posterior collapse",
            "Staying together counts so much that the codes tell nothing any more.",
            is_filmed=True,
        ),
        LessonRun(
            # With gelu the loss would be no number after an epoch, and nothing left to look at.
            replace(_PLAIN, name="broken-rate", activation="tanh", learning_rate=1.0, epochs=12),
            "Learning rate too high",
            "Every step goes too far.",
            is_filmed=True,
        ),
        LessonRun(
            replace(_PLAIN, name="broken-overfit", dataset="mnist_300", epochs=300, batch_size=50),
            "Overfitting",
            "It has seen 300 digits again and again and knows them by heart.",
            is_filmed=True,
        ),
        LessonRun(
            replace(_PLAIN, name="broken-critic", family="adversarial", variational=False, prior="ring", beta=0.01),
            "The critic wins",
            "Codes that were to fill a ring huddle in a part of it: deceiving the critic hardly counts.",
            is_filmed=True,
        ),
    )
}
# The runs of each step; beta 1 is the one with two numbers, too.
BETAS = ("beta-0", "beta-0_1", "beta-0_5", "beta-1", "beta-4", "beta-10")
SQUEEZES = {1: "squeeze-1", 2: "beta-1", 4: "squeeze-4", 8: "squeeze-8", 16: "squeeze-16", 32: "squeeze-32"}
# What went wrong, and the run that shows it: two are what another step shows anyway.
BROKEN = {
    "collapse": "broken-collapse",
    "holes": "beta-0",
    "few_numbers": "squeeze-1",
    "rate": "broken-rate",
    "overfitting": "broken-overfit",
    "critic": "broken-critic",
}
