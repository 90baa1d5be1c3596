"""The pages' own code: the only part besides the pages that may import Streamlit."""
