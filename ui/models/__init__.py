"""Rows and columns behind the tables."""
