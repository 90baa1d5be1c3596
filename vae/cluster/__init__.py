"""Trainings of studies on the workers of a cluster."""
