"""One window in a process of its own: prints when it was painted, then leaves.

    painting.py empty | ours | pages

The first two tell when their first frame was complete, the last when each page of ours had been
shown and painted once.
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
    from ui.start import main

    watch_the_loop()
    return main([])


def show_pages() -> int:
    """Start the app as ``python -m ui`` does, and visit its pages."""
    import ui.__main__  # noqa: F401, I001 - as above
    from PySide6.QtWidgets import QApplication

    from ui.start import main

    run_loop = QApplication.exec

    def visit(*_: object) -> int:
        from tests.benchmarks.windows.visiting import visit_when_opened

        visit_when_opened()
        return run_loop()

    setattr(QApplication, "exec", visit)  # noqa: B010 - mypy forbids the plain form
    return main([])


WINDOWS = {"empty": show_empty, "ours": show_ours, "pages": show_pages}

if __name__ == "__main__":
    sys.exit(WINDOWS[sys.argv[1]]())
