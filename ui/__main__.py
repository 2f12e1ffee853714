"""``python -m ui`` and the installed command: opens the window."""

import gc
import sys

gc.disable()  # what is loaded before the first paint stays: looking for garbage in it only delays

from ui.start import main  # noqa: E402 - the collector has to rest before Qt is loaded

if __name__ == "__main__":
    sys.exit(main())
