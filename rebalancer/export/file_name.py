"""Names that the app suggests for a file."""

import re
import unicodedata
from datetime import date

LONGEST_NAME = 120
"""Bytes of a suggested file name; leaves room for what file systems and clouds append."""


def suggest_name(title: str, as_of: date, suffix: str = ".xlsx") -> str:
    """Return a file name from *title* and the date that every system accepts.

    Without dots in the title, and with a date after it, no name that Windows reserves
    (``CON``, ``LPT1.txt``) and no hidden file can come out.
    """
    tail = f" {as_of.isoformat()}{suffix}"
    plain = unicodedata.normalize("NFC", title)
    kept = "".join(" " if _is_unsafe(letter) else letter for letter in plain)
    stem = re.sub(r"\s+", " ", kept).strip(" -")
    short = stem.encode()[: LONGEST_NAME - len(tail.encode())].decode(errors="ignore")
    return (short.strip(" -") or "Trades") + tail


def _is_unsafe(letter: str) -> bool:
    return letter in '\\/:*?"<>|.' or not letter.isprintable()
