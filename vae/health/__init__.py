"""Whether a training goes well: what is measured, what it means and what to do."""
