"""Foreign networks become runs: what they are taken for is checked and asked, and what comes with them read."""
