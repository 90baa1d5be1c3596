"""Live views in notebooks: one anywidget of what `ui/live` has, without Streamlit."""
