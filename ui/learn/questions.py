"""The check at the end of the lesson: ten questions in plain words, each answered in one of its steps."""

from dataclasses import dataclass

from ui.learn.catalogue import _


@dataclass(frozen=True)
class Question:
    """One question: its choices, the number of the right one, why, and the step that showed it."""

    text: str
    choices: tuple[str, ...]
    answer: int
    why: str
    step: str


QUESTIONS: tuple[Question, ...] = (
    Question(
        _("The decoder draws a digit at a place where no dot lies. Where was this picture before?"),
        (_("Among the pictures it learnt from"), _("Nowhere"), _("In pieces, in several pictures")),
        1,
        _("It is worked out from two numbers. The decoder is far too small to hold the pictures it learnt from."),
        "unsqueeze",
    ),
    Question(
        _("What do you need to make a picture of a new digit?"),
        (_("The encoder alone"), _("Encoder and decoder"), _("Two numbers and the decoder")),
        2,
        _("The encoder finds places for pictures that are there already. New ones need a place and the decoder."),
        "unsqueeze",
    ),
    Question(
        _("How did the machine come to know which dots on the map are 7s?"),
        (_("It doesn't: the colours were added later"), _("It was told for every picture"), _("It learnt to read")),
        0,
        _("It never saw a name. Digits gather because alike pictures need similar numbers."),
        "squeeze",
    ),
    Question(
        _("What does the first of the two numbers stand for?"),
        (_("Slant"), _("Thickness"), _("Nothing fixed: what it changes depends on the place")),
        2,
        _("Sliding along one number changes the slant here and the kind of digit there."),
        "unsqueeze",
    ),
    Question(
        _("Two places lie 0.5 apart. How different are their pictures?"),
        (_("It depends on where they lie"), _("Always equally different"), _("Always nearly the same")),
        0,
        _("Equal steps on the map are not equal steps in looks: at a border one step changes the digit."),
        "unsqueeze",
    ),
    Question(
        _("Machine A copies pictures with less error than machine B. Which draws nicer new ones?"),
        (_("A, surely"), _("That cannot be said from the copies"), _("B, surely")),
        1,
        _("A plain autoencoder copies as well as a variational one, and yet blind picks draw half as many kinds."),
        "holes",
    ),
    Question(
        _("A cloud on the map is made wider. What happens to a picture drawn from it?"),
        (_("Its dots get noisy"), _("It may come from farther away, so it differs more"), _("It gets larger")),
        1,
        _("Width moves the place. The picture there is as clean as any other."),
        "cloud",
    ),
    Question(
        _("New digits look blurred. Why?"),
        (
            _("The machine is broken"),
            _("The screen is too small"),
            _("Two numbers fit many pictures, and it draws their average"),
        ),
        2,
        _("Where several pictures would fit, the average is the least wrong. More numbers make it sharper."),
        "forces",
    ),
    Question(
        _("Your map is the mirror image of your friend's. Who made a mistake?"),
        (_("Nobody"), _("You"), _("Your friend")),
        0,
        _("Only what lies beside what counts. A turned or mirrored map is the same map."),
        "forces",
    ),
    Question(
        _("A place on the map lies in fog. What does that say?"),
        (
            _("No picture is possible there"),
            _("Hardly any picture was seen there"),
            _("The machine is switched off there"),
        ),
        1,
        _("Fog means unseen. The decoder draws there, too; what it draws is a guess."),
        "unsqueeze",
    ),
)
