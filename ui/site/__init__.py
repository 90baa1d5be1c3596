"""The live pages without Python: as files for any web server, and as one file to take home."""
