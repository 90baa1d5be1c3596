"""Two or more runs side by side: linked maps, figures, curves, the same digits, and how a run is doing."""
