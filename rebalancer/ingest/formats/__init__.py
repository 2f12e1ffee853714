"""One module per file format: what its columns are called, and what its rows mean."""
