"""A run is a folder: reading, writing and comparing it."""
