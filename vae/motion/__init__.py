"""Motions of an arm of two links in the plane: made by rule, measured, told in words and planned."""
