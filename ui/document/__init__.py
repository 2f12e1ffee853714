"""The household as a document: saved at every step, opened, copied, restored."""
