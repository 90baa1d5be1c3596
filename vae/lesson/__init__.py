"""The lesson: the runs that it shows, and the figures that it tells."""
