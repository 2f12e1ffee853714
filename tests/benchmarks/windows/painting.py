"""One window in a process of its own: prints when its first frame was painted, then leaves.

    painting.py empty | ours

The line printed is the monotonic clock in nanoseconds, then every top-level module loaded by then.
"""
# Each window imports what it needs by itself, in its own order: that is what is measured.
# ruff: noqa: PLC0415

import sys

SIZE = (1280, 800)


def show_empty() -> int:
    """Show the window that a program of three lines would."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    from tests.benchmarks.windows.watching import watch_the_loop

    watch_the_loop()
    app = QApplication([])
    window = QMainWindow()
    window.resize(*SIZE)
    window.show()
    return app.exec()


def show_ours() -> int:
    """Start the app as ``python -m ui`` does."""
    import ui.__main__  # noqa: F401 - first of all, as the command does
    from tests.benchmarks.windows.watching import watch_the_loop
    from ui.app import main

    watch_the_loop()
    return main([])


if __name__ == "__main__":
    sys.exit(show_ours() if sys.argv[1] == "ours" else show_empty())
