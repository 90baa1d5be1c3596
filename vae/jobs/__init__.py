"""Trainings and projections as processes of their own."""
