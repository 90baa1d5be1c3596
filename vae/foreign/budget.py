"""How many bytes are made of a file: what it names again and again is counted each time."""

from vae.foreign.description import ForeignError


class Budget:
    """Bytes that may be taken in all.

    Args:
        most: how many.
        refused: what is said when they are used up.
    """

    def __init__(self, most: int, refused: str) -> None:
        self._left, self._refused = most, refused

    def spend(self, size: int) -> None:
        """Take some.

        Raises:
            ForeignError: with those before they are more than there are.
        """
        self._left -= size
        if self._left < 0:
            raise ForeignError(self._refused)


def of_weights(most_bytes: int) -> Budget:
    """Return the bytes that the weights of a file may have together."""
    return Budget(most_bytes, f"its weights are larger than {most_bytes / 1e9:.1f} GB together, which is refused")
