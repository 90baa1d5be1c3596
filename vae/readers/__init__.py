"""Files of other programs: the networks in them, read without executing anything."""
