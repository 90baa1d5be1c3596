"""The Encode page."""
