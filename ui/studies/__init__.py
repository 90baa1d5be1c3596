"""Studies: a plan, its trainings, and what they found."""
