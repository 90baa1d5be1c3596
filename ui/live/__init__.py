"""What the live views share: their JavaScript and styles, and what Python tells them."""
