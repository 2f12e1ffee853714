"""A household as one SQLite file: sealed, locked, backed up, with the steps that can be undone.

To the store, content is opaque: *parts*, bytes by name. What they mean is known elsewhere.
"""
