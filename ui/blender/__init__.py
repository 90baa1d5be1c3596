"""Two more views of Interpolate: pictures between four corners, and arithmetic with codes."""
