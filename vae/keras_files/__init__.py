"""Networks in files of Keras and TensorFlow.js: configurations read as JSON, weights by name; no class is loaded."""
