"""Losses sold for what they are worth, and what takes their place."""
