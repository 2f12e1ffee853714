"""``python -m ui`` and the installed command: opens the window."""

import builtins
import gc
import sys

gc.disable()  # what is loaded before the first paint stays: looking for garbage in it only delays

import_of_python = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401 - puts an import of its own in the place of Python's

# Qt's reads the source of every module besides its compiled code, to see whether it might ask for
# ``__feature__``: a sixth of the time that the engine takes to load, for what nothing here uses
setattr(builtins, "__import__", import_of_python)  # noqa: B010 - mypy forbids the plain form

from ui.start import main  # noqa: E402 - the two above have to come first

if __name__ == "__main__":
    sys.exit(main())
