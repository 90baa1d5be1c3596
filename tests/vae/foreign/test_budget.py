import pytest

from vae.foreign.budget import Budget, of_weights
from vae.foreign.description import ForeignError


def test_what_is_spent_counts_together():
    budget = Budget(10, "too much")
    budget.spend(4)
    budget.spend(6)
    with pytest.raises(ForeignError, match="too much"):
        budget.spend(1)


def test_weights_are_refused_with_how_large_they_may_be():
    with pytest.raises(ForeignError, match=r"its weights are larger than 2.5 GB together, which is refused"):
        of_weights(2_500_000_000).spend(2_500_000_001)
