"""The Interpolate page's parts: two ends, the paths between them and their film strips."""
