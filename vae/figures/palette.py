"""Class colours, alike in every map and chart and told apart by colour-blind readers too."""

# Found by searching OKLab for the ten colours whose closest pair is farthest apart for normal, protan, deutan and
# tritan vision (Machado et al., 2009, full severity). The colours for dark backgrounds keep the hues of the light ones.
# Classes that lie side by side on a map of digits (4, 7, 9 and 3, 5, 8) got colours far apart.
CLASS_COLORS = (
    "#1522a3", "#fd9303", "#2091b3", "#148304", "#e44271",
    "#c39cf2", "#433f00", "#8a4ed6", "#760f61", "#0ed18f",
)  # fmt: skip
CLASS_COLORS_DARK = (
    "#5773f8", "#fec360", "#2fa8b5", "#8bb405", "#fb5a87",
    "#e7d6fe", "#8f7835", "#ce8efe", "#b144bb", "#9affba",
)  # fmt: skip

# No more than these can be told apart by colour: of more classes all are this one, and names and light tell them apart.
MANY_COLOR, MANY_COLOR_DARK = "#4f5867", "#aab2c0"


def can_tell_apart(num_classes: int) -> bool:
    """Return whether each of so many classes has a colour of its own."""
    return num_classes <= len(CLASS_COLORS)


def class_colors(num_classes: int, dark: bool = False) -> tuple[str, ...]:
    """Return one colour a class, as "#rrggbb"; of more than ten classes all have the same, quiet one.

    Args:
        num_classes: how many, at least 0.
        dark: whether they are to stand on a dark background.
    """
    if not can_tell_apart(num_classes):
        return (MANY_COLOR_DARK if dark else MANY_COLOR,) * num_classes
    return (CLASS_COLORS_DARK if dark else CLASS_COLORS)[:num_classes]
