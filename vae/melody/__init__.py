"""Melodies of two bars: how they are arrays, read from MIDI files, drawn, judged and heard; NumPy alone."""
