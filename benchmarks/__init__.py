"""What the project promises about speed and memory, measured and printed as tables."""
