"""The app's server, whose trainings are quick: `python -m tests.support.quick_server run` for `streamlit run`."""

import sys

from streamlit.web.cli import main

from tests.support.quick_job import let_jobs_be_quick

if __name__ == "__main__":
    let_jobs_be_quick()
    sys.exit(main())
