"""The model and its training, the only room that imports Keras at the top of a module."""
