"""The app's server, with quick trainings: `python -m tests.support.quick_server run` for `streamlit run`.

Where TESTS_CATALOGUE names a folder of languages, Learn speaks those.
"""

import os
import sys
from pathlib import Path

from streamlit.web.cli import main

from tests.support.quick_job import let_jobs_be_quick
from ui.learn import catalogue

if __name__ == "__main__":
    let_jobs_be_quick()
    catalogue.FOLDER = Path(os.environ.get("TESTS_CATALOGUE", catalogue.FOLDER))
    sys.exit(main())
