"""Choices that Qt's enumerations are made of, by their names.

Who names one member of ``Qt``, ``Qt.AlignmentFlag.AlignTop`` say, has PySide6 make all hundred
enumerations of that namespace, which takes a fifth of the time until an empty window is painted.
The widgets of the first frame therefore say what they want in words.
"""

from PySide6.QtCore import QObject


def choose(thing: QObject, **choices: str) -> None:
    """Give each property of *thing* the member of its enumeration that has this name.

    Flags are joined by ``|``.

    Raises:
        ValueError: There is no such property, or no such name.
    """
    for name, choice in choices.items():
        if not thing.setProperty(name, choice):
            raise ValueError(f"{type(thing).__name__}.{name} cannot be {choice}")
