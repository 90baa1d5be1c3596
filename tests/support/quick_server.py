"""The app's server, with quick trainings: `python -m tests.support.quick_server run` for `streamlit run`.

Where TESTS_CATALOGUE names a folder of languages, Learn speaks those.
"""

import os
import sys
from pathlib import Path

from streamlit.web.cli import main

from tests.support import made_once
from tests.support.quick_job import let_jobs_be_quick
from ui.learn import catalogue
from vae.jobs import standby

if __name__ == "__main__":
    made_once.share_a_folder()
    made_once.map_shipped_runs_once()
    let_jobs_be_quick()
    standby.make_ready = lambda: None  # it loads for seconds, and few of the tests that see Train's form train
    catalogue.FOLDER = Path(os.environ.get("TESTS_CATALOGUE", catalogue.FOLDER))
    sys.exit(main())
