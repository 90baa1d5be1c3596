"""The live map: a component that holds a run's decoder in the browser."""
