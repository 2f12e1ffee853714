"""Data that ships with the app; read with ``importlib.resources``.

What the first frame needs is read from ``FOLDER``: a checkout, a wheel and the frozen app have all
of it as files, and looking for a reader of other kinds takes longer than reading them.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
