"""The two boxes of the Help menu: the keys, and what the app is made of."""

from collections.abc import Sequence

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from rebalancer import __version__
from ui.text_size import hold
from ui.widgets.text import Caption, Heading, PlainLabel

_ABOUT = f"""\
Version {__version__}, under the MIT licence. It works on this computer only. The one thing \
it ever sends are symbols to Yahoo Finance, when you ask for newer prices and agree to the list.

Rebalancer shows what a set of rules would do. It is not investment or tax advice, and it places \
no orders.

The window is built with Qt and PySide6 {PySide6.__version__}, under the GNU Lesser General \
Public License, version 3. Their libraries are linked dynamically and may be replaced by your own \
build; their source is at code.qt.io. The trades are found with HiGHS (MIT). The typeface is \
Inter (SIL Open Font License 1.1). The licences ship with the app."""

_IN_PAGES = (
    ("Ctrl+Return", "Find the trades, on the Rebalance page"),
    ("Ctrl+C", "Copy the selected rows of a table"),
    ("Tab", "Go to the next field"),
)


class _Box(QDialog):
    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 16)
        self.column.setSpacing(16)
        self.column.addWidget(Heading(title))

    def finish(self) -> None:
        """Add the button that closes the box."""
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self.column.addWidget(buttons)


class KeyboardBox(_Box):
    """Every shortcut and what it does."""

    def __init__(self, rows: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__("Keyboard", parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        for row, (keys, what) in enumerate((*rows, *_IN_PAGES)):
            grid.addWidget(Caption(keys, wraps=False), row, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(PlainLabel(what), row, 1)
        self.column.addLayout(grid)
        self.finish()


class AboutBox(_Box):
    """Version, promises and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("About Rebalancer", parent)
        text = PlainLabel(_ABOUT, wraps=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        hold(text, least_width=480)
        self.column.addWidget(text)
        self.finish()
