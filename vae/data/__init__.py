"""Data sets: MNIST, Fashion-MNIST, digits and one's own."""
