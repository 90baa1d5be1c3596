"""How a picture becomes one like those of a data set, in words: which steps, and how large and thick its ink."""

from dataclasses import dataclass, replace

from vae.shape import MNIST, PictureShape


@dataclass(frozen=True)
class Recipe:
    """Which steps a picture goes through; each can be switched off.

    Attributes:
        invert: make the paper dark where it is light.
        remove_shading: take out uneven light.
        remove_noise: take out grain, pale lines and specks, and bring full ink to white.
        crop: cut off the paper around the ink.
        deslant: set upright what leans more than the data set's digits do; off, because the networks know leaning
            digits and it did not help them.
        even_strokes: make strokes thicker or thinner where they are beyond `usual_width`.
        keep_aspect: fit into a box of `box_size` pixels with its proportions kept; otherwise stretch over all pixels.
        center_mass: put the centre of mass in the middle; otherwise the middle of the box.
        box_size: side of the box in pixels: 20 as MNIST does, 1 to 28.
        usual_width: the least and the most that strokes of the data set's digits are wide, pixels of the final image.
        frame: of data sets in colour or of another size than MNIST's: the whole picture is fitted into it, and of the
            other steps only `invert` is taken, in grey.

    Raises:
        ValueError: box_size is out of its range.
    """

    invert: bool = True
    remove_shading: bool = True
    remove_noise: bool = True
    crop: bool = True
    deslant: bool = False
    even_strokes: bool = True
    keep_aspect: bool = True
    center_mass: bool = True
    box_size: int = 20
    usual_width: tuple[float, float] = (1.9, 4.0)
    frame: PictureShape | None = None

    def __post_init__(self) -> None:
        """Check the size of the box."""
        if not 1 <= self.box_size <= MNIST.height:
            raise ValueError(f"box_size must be between 1 and {MNIST.height}, got {self.box_size}")


DIGIT_RECIPE = Recipe()
"""For MNIST's digits."""
SMALL_DIGIT_RECIPE = Recipe(center_mass=False, box_size=24, usual_width=(3.2, 7.6))
"""For scikit-learn's, as those to train on are: all 24 pixels high, 98% with strokes between these widths."""
WHOLE_RECIPE = Recipe(
    remove_shading=False, remove_noise=False, deslant=False, even_strokes=False, crop=False, center_mass=False,
    box_size=MNIST.height,
)  # fmt: skip
"""For pictures that are taken whole."""


def recipe_for(of_digits: Recipe | None, shape: PictureShape = MNIST) -> Recipe:
    """Return the recipe that makes images like those of a data set: only digits are cut out of their picture.

    What is known of ink on paper holds for grey pictures of MNIST's size; others are fitted into their frame.

    Args:
        of_digits: the data set's own where it shows digits, `vae.data.datasets.digit_recipe`.
        shape: of its pictures.
    """
    if shape != MNIST:
        return replace(WHOLE_RECIPE, frame=shape)
    return of_digits or WHOLE_RECIPE
