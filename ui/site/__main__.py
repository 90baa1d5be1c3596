"""Writes the live pages as static files: `python -m ui.site FOLDER`."""

import sys

from ui.site.writing import main

sys.exit(main())
