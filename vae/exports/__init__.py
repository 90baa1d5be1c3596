"""A run handed on: to other programs, with a model card, or as it is."""
