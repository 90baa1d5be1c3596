"""Networks made elsewhere: read from their files, understood, and made runs; nothing in a file is executed."""
