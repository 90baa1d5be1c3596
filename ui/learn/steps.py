"""What the lesson says, step by step: a text, a thing to do, a question before the reveal, the maths and the code."""

from dataclasses import dataclass

from ui.learn.catalogue import _


@dataclass(frozen=True)
class Step:
    """One step's words. Texts may hold **emphasis**, and {names} of numbers that its view knows.

    Attributes:
        name: in the address, and of the view in JavaScript.
        short: a word or two for the row of steps.
        title: the heading.
        text: at most 60 words.
        task: the one thing to do.
        question: to be answered before the reveal.
        choices: possible answers.
        answer: number of the right one; None where figures decide.
        reveal: what was seen, one sentence or two.
        aside: what people often get wrong here.
        formula: LaTeX.
        filled: the same with {{places}} for the numbers on the screen.
        symbols: what each symbol means.
        code: (file, function, part of a statement) of the line that does it.
        ask: for the teacher: what to ask the class.
        expect: for the teacher: what they will say, and what to make of it.
        minutes: how long it takes with a class.
    """

    name: str
    short: str
    title: str
    text: str
    task: str
    question: str
    choices: tuple[str, ...]
    answer: int | None
    reveal: str
    aside: str
    formula: str
    filled: str
    symbols: str
    code: tuple[str, str, str]
    ask: str
    expect: str
    minutes: int


STEPS: tuple[Step, ...] = (
    Step(
        "game",
        _("A game"),
        _("Draw it with two numbers"),
        _(
            "A friend in another room must draw the digit that you see. All you may send is **two numbers**. A "
            "machine at your friend's end turns any two numbers into a picture. Can you find the right two?"
        ),
        _("Turn the two dials until the pictures match."),
        _("Are two numbers enough to send any handwritten digit?"),
        (
            _("Yes, every stroke of it"),
            _("Enough for one much like it"),
            _("No, that cannot work"),
        ),
        1,
        _("{reached} Turning numbers back into a picture is called **decoding**: those two dials do it by hand."),
        _("The machine keeps no pictures to look them up. Each one is worked out when you turn a dial."),
        r"\hat{x} = D(z_1, z_2)",
        r"\hat{x} = D({{z1}},\; {{z2}})",
        _("z₁ and z₂ are the two dials, D is the machine, x̂ is the picture it draws."),
        ("vae/model/losses.py", "predicted", "sigmoid"),
        _("How many numbers would it take to send the picture square by square?"),
        _("“784”, after counting 28 × 28. Keep it for the next step: two in place of 784."),
        3,
    ),
    Step(
        "squeeze",
        _("Squeeze"),
        _("784 numbers in, two out"),
        _(
            "A picture here is 28 × 28 tiny squares: **784 numbers** that say how dark each is. A machine that "
            "learnt from 60,000 digits, the **encoder**, squeezes them into two: a place on a map. Each coloured dot "
            "is the place of a digit that it had not learnt from."
        ),
        _("Draw a digit, large, and watch where it lands."),
        _("Nobody told the encoder which digit is which. Why do all the 4s gather, say?"),
        (
            _("It reads them, as you do"),
            _("What looks alike gets similar numbers"),
            _("By chance"),
        ),
        1,
        _(
            "{landed} The encoder saw dark and light squares, nothing else: the colours were put on afterwards, for "
            "you."
        ),
        _("The encoder only finds places for pictures. To make new ones it is not needed: that comes next."),
        r"(z_1, z_2) = E(x), \quad x \in [0, 1]^{784}",
        r"E(x) = ({{z1}},\; {{z2}})",
        _("x is your picture, 784 numbers from 0 to 1; E is the encoder; z₁ and z₂ are the place on the map."),
        ("vae/model/vae.py", "VAE.encode", "z_mean"),
        _("Where will a 4 land that is drawn a little like a 9?"),
        _("“Between the 4s and the 9s.” Let them draw it. Places in between are the point of the whole lesson."),
        4,
    ),
    Step(
        "unsqueeze",
        _("Unsqueeze"),
        _("Two numbers in, a picture out"),
        _(
            "Now the way back. A second machine, the **decoder**, takes two numbers and draws. Drag the point: every "
            "picture is drawn the moment you get there. **Fog** lies where hardly any digit landed. Such places are "
            "unseen, not forbidden."
        ),
        _("Find a place with no dots near it, and look at the picture there."),
        _("Where does the picture at an empty place come from?"),
        (
            _("It is one of those it learnt from"),
            _("It is pasted from several of those"),
            _("It is worked out, and was nowhere before"),
        ),
        2,
        _(
            "The decoder is made of {weights} learnt numbers; the pictures it learnt from hold {pixels}, {times} "
            "times as many: they cannot all be kept inside. And no encoder was needed."
        ),
        _(
            "A step of 0.1 changes {change}% of the ink here and another share elsewhere: equal steps are not equal "
            "changes, and neither number by itself means slant or thickness."
        ),
        r"\hat{x}_i = P(\text{square } i \text{ is inked} \mid z_1, z_2)",
        r"\hat{x} = D({{z1}},\; {{z2}})",
        _("x̂ᵢ is how dark square i is drawn, a number from 0 to 1 that D works out from the place."),
        ("vae/model/vae.py", "VAE.decode_logits", "inputs"),
        _("Is this picture stored somewhere?"),
        _("“Yes, it looks it up.” Compare how many numbers the decoder has with the pictures it learnt from."),
        4,
    ),
    Step(
        "holes",
        _("Same dice"),
        _("Why not just squeeze?"),
        _(
            "The left machine, a plain **autoencoder**, practised copying. The right one, a **variational** "
            "autoencoder (VAE), also practised keeping its map together, around the middle. Dice pick places for new "
            "digits. The circles say how many of 100 throws fall within."
        ),
        _("Drag the point. Then draw ten at random, with the same dice for both."),
        _("10,000 throws each: which draws all kinds of digits?"),
        (_("The left one"), _("The right one"), _("Both do")),
        None,
        _(
            "The left one drew {ae_kinds} of the ten kinds of digits, the right one {vae_kinds} (a kind drawn seldom "
            "counts for less). On the left most kinds lie where the dice hardly fall."
        ),
        _(
            "A copy costs {ae_error} nats (the unit of error: less is better) on the left and {vae_error} on the "
            "right, nearly the same. The better copier need not be the better inventor."
        ),
        r"L_\text{left} = R \qquad L_\text{right} = R + \text{KL}",
        r"{{ae_loss}} \qquad {{vae_loss}} = {{vae_reconstruction}} + {{vae_kl}}",
        _(
            "R: how far a copy is from its picture; KL: how far the map is from being together. In nats, on "
            "pictures that it had not learnt from."
        ),
        ("vae/model/vae.py", "VAE.compute_loss", "kl_weight"),
        _("Which of the two would you trust to copy your handwriting? And to invent new digits?"),
        _("Most want one machine for both. That tension is step five."),
        5,
    ),
    Step(
        "cloud",
        _("A cloud"),
        _("A cloud, not a point"),
        _(
            "The VAE's encoder does not name one place. It names a place and a **width**: a cloud. (“Variational” "
            "means that such clouds are fitted.) While it learns, dice pick a point in the cloud, and the decoder "
            "must draw your digit from there. So all of the cloud must stand for your digit."
        ),
        _("Here the cloud is 16 times too wide. Slide it to its own width, then wider, and throw again."),
        _("What do the dice shake?"),
        (
            _("The squares: the picture gets grainy"),
            _("The place: another picture, a little different"),
            _("The decoder: it draws worse"),
        ),
        1,
        _("The place. {wider}"),
        _("The width is a width on the map, not noise in the picture."),
        r"z = \bar{z} + \sigma \cdot \varepsilon, \qquad \varepsilon \sim N(0, 1)",
        r"{{z1}} = {{mean1}} + {{sigma1}} \cdot {{epsilon1}}",
        _(
            "z̄ is the place named, σ the width, ε what the dice show, z where the decoder draws: here for the first "
            "number."
        ),
        ("vae/model/vae.py", "VAE.reparameterize", "epsilon"),
        _("Why must the dice stand outside of the machine?"),
        _(
            "“So that it can't cheat.” Nearly: an error is traced back along the lines to the place and the width, "
            "which can be mended. Through dice nothing can be traced back."
        ),
        6,
    ),
    Step(
        "forces",
        _("Two forces"),
        _("Draw well against stay together"),
        _(
            "Two wishes pull on the map. **Draw well** pushes digits apart, so that none is mixed up. **Stay "
            "together** pulls all clouds to the middle and makes them wide. A number, **β** (beta), says how hard the "
            "second one pulls. Each β here is a machine of its own. Another one, the **judge**, reads their digits."
        ),
        _("Slide β. Find the one whose new digits read best."),
        _("At which β was the judge sure of most new digits?"),
        ("0", "0.1", "0.5", "1", "4", "10"),
        None,
        _("{verdict}"),
        _(
            "Blur is no fault of the machine: where two numbers fit many pictures, it draws their average. And each "
            "map is turned its own way: a turned or mirrored map is the same map."
        ),
        r"L = R + \beta \cdot \text{KL}",
        r"{{total}} = {{reconstruction}} + {{beta}} \cdot {{kl}}",
        _("R is “draw well”, KL is “stay together”, both in nats a picture, on pictures it had not learnt from."),
        ("vae/model/vae.py", "VAE.compute_loss", "kl_weight"),
        _("What happens when only one of the two wishes counts?"),
        _("β = 0: most dots lie where the dice hardly fall. β = 10: a small heap, and fewer kinds of new digits."),
        6,
    ),
    Step(
        "learning",
        _("Learning"),
        _("Watch it learn"),
        _(
            "At first all of the machine's numbers are random. It then sees 60,000 pictures again and again; once "
            "through all of them is an **epoch**. Each time it turns every number a little, the way that draws "
            "better and keeps the clouds together."
        ),
        _("Play the film. The line is the way that your own digit takes."),
        _("What does it draw for your digit before it has learnt anything?"),
        (_("Some other digit"), _("Nothing but grey"), _("Your digit, upside down")),
        1,
        _(
            "Grey at first. Before it learnt, a picture cost {first} nats; after one epoch {early}, after {epochs} "
            "{last}. Most is learnt early, and the rest slowly."
        ),
        _(
            "Nobody told it what a digit is. With only two numbers to spend it had to find out what digits have in "
            "common."
        ),
        r"\text{KL} = \tfrac{1}{2} \sum_k \left(\sigma_k^2 + \bar{z}_k^2 - 1 - \ln \sigma_k^2\right)",
        r"\text{KL} = {{kl1}} + {{kl2}} = {{kl}}",
        _(
            "How far the cloud of your digit is from the one that all are pulled to, in nats, here one term a number. "
            "A narrow cloud far from the middle is far."
        ),
        ("vae/model/losses.py", "gaussian_kl_per_dimension", "z_log_var"),
        _("Which comes first: telling digits apart, or drawing them neatly?"),
        _("Both at once: stop the film at epoch 1, where the dots have begun to part, and both go on to the end."),
        4,
    ),
    Step(
        "uses",
        _("What for?"),
        _("What it is good for"),
        _(
            "Five things people do with such a map, each tried on pictures that it had not learnt from. Some work, "
            "some hardly do. The figures say which."
        ),
        _("Look at all five."),
        _("A machine learns to read from 20 digits whose names it is told. What should it look at?"),
        (_("The 784 squares"), _("The two numbers of a map"), _("No clear difference")),
        None,
        _("{verdict}"),
        _(
            "It draws new digits, finds odd ones and makes small copies. With eight numbers in place of two it helps "
            "to learn reading from few names. Digits that it drew did not help there; real ones, shifted a little, "
            "did."
        ),
        r"\text{bits} = \text{KL} / \ln 2",
        r"{{bits}} = {{kl}} / 0.693",
        _(
            "KL, in nats, is the most that the numbers say about their picture. Divided by ln 2 it is in bits, as "
            "files are measured."
        ),
        ("vae/model/losses.py", "gaussian_kl", "sum"),
        _("What would you use it for?"),
        _("Faces, music, medicines, broken machines: everything of which there are many examples and few names."),
        6,
    ),
)

NAMES = tuple(step.name for step in STEPS)
