"""A run is a folder: reading, writing, comparing and judging it."""
