"""Any picture file becomes a picture as the data sets have them."""
