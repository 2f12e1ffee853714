"""Which way a text by itself reads where the window reads from right to left."""

from PySide6.QtGui import QGuiApplication

_FIRST_STRONG, _END = "\u2068", "\u2069"
"""Unicode's signs around what reads the way of its first letter, and a figure from the left."""


def in_its_own_way(text: str) -> str:
    """Return *text* so that its signs stay where they are, also in an Arabic window.

    Qt lets a cell, a button and a menu begin where their window does, which puts a minus behind its
    figure and dots before the words that they end.
    """
    return f"{_FIRST_STRONG}{text}{_END}" if text and QGuiApplication.isRightToLeft() else text
