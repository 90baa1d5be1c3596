"""Networks made elsewhere as steps with values, and our own networks made of them; NumPy alone."""
