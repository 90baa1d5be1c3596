"""Words of letters: how they are arrays, how they are read, drawn and judged; NumPy alone."""
