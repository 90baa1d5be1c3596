"""The Encode page: sources of pictures, the live stage and the answer below it."""
