"""What surrounds every page: set-up, navigation, run picker, address."""
