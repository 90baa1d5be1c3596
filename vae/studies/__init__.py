"""Studies: many trainings of one plan, and what their figures say together."""
