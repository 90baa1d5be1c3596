"""Arrays as figures, and as files to take away."""
