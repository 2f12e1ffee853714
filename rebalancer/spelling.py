"""What was probably meant by a word that is not known."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to *word*, or "" if none is near."""
    matches = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean “{matches[0]}”?" if matches else ""
