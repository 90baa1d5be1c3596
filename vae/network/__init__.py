"""The browser's networks: layers with named tensors, checked, written, read and evaluated, with NumPy alone."""
