"""The two boxes of the Help menu: the keys, and what the app is made of."""

from collections.abc import Sequence

import PySide6
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rebalancer import __version__
from ui.language import tr
from ui.text_size import room_for
from ui.widgets.paragraph import Paragraph
from ui.widgets.scroller import SCROLL_BAR
from ui.widgets.spoken import call
from ui.widgets.text import Caption, Heading, PlainLabel

_ABOUT = tr(
    """\
Version {version}, under the MIT licence. It works on this computer only. The one thing \
it ever sends are symbols to Yahoo Finance, when you ask for newer prices and agree to the list.

Rebalancer shows what a set of rules would do. It is not investment or tax advice, and it places \
no orders.

The window is built with Qt and PySide6 {py_side6}, under the GNU Lesser General \
Public License, version 3. Their libraries are linked dynamically and may be replaced by your own \
build; their source is at code.qt.io. The trades are found with HiGHS (MIT). The typeface is \
Inter (SIL Open Font License 1.1). The licences ship with the app.""",
    version=__version__,
    py_side6=PySide6.__version__,
)

Keys = Sequence[tuple[str, str]]
"""Shortcuts, each with what it does."""

_IN_PAGES: tuple[str, Keys] = (
    tr("On the pages"),
    (
        ("Ctrl+Return", tr("Find the trades, on Rebalance")),
        ("Ctrl+C", tr("Copy the selected rows of a table; with Shift without its header")),
        ("Alt+Down", tr("Sort by, move and hide the columns of a table")),
        (tr("Ctrl+Shift+Left or Right"), tr("Move the column of the current cell")),
        ("Shift+click", tr("Sort equal rows by a further column")),
        (tr("Arrow keys"), tr("Read a chart point by point")),
        ("T", tr("Show a chart as a table, and back")),
        ("Tab", tr("Go to the next field")),
        ("Esc", tr("Leave what is open")),
    ),
)


_ABOUT_WIDTH = 480


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


class _Scrolling(QScrollArea):
    """Scrolls by the keyboard as well, and is called *name* by who reads it out."""

    accessible_role = "Pane"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        call(self, name)


class KeyboardBox(_Box):
    """Every shortcut and what it does."""

    def __init__(self, sections: Sequence[tuple[str, Keys]], parent: QWidget | None = None) -> None:
        super().__init__(tr("Keyboard"), parent)
        filled = [section for section in (*sections, _IN_PAGES) if section[1]]
        self._around = _Scrolling(tr("Keyboard"))
        self.column.addWidget(self._around)
        self.finish()
        self._fit(filled)

    def _fit(self, sections: Sequence[tuple[str, Keys]]) -> None:
        """List *sections* in two columns, or in one that scrolls where the screen is small."""
        self.ensurePolished()
        rest = self.sizeHint() - self._around.sizeHint()
        room = room_for(self) - rest
        listed = _Listed(sections)
        if listed.sizeHint().boundedTo(room) == listed.sizeHint():
            self._around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            listed.use_one_column()
        self._around.setWidget(listed)
        needed = listed.sizeHint() + QSize(SCROLL_BAR, 0)
        self.resize(needed.boundedTo(room) + rest)


class _Listed(QWidget):
    """Keys and what they do, section by section, in two columns or in one."""

    def __init__(self, sections: Sequence[tuple[str, Keys]]) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(48)
        self._columns = [self._add_column() for _ in range(2)]
        self._lines: list[tuple[PlainLabel, ...]] = []
        for column, part in zip(self._columns, _halves(sections), strict=True):
            for title, keys in part:
                self._add((Heading(title, 3),), column)
                for key, what in keys:
                    self._add((Caption(key, wraps=False), PlainLabel(what)), column)
        for label in self.findChildren(PlainLabel):
            label.ensurePolished()

    def use_one_column(self) -> None:
        """Put everything below each other, and wrap what the keys do."""
        self._row.setSpacing(0)
        first, second = self._columns
        for line in self._lines:
            line[-1].setWordWrap(len(line) > 1)
            if second.indexOf(line[0]) >= 0:
                _put(line, first)

    def _add(self, line: tuple[PlainLabel, ...], column: QGridLayout) -> None:
        self._lines.append(line)
        _put(line, column)

    def _add_column(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout()
        column.addLayout(grid)
        column.addStretch(1)
        self._row.addLayout(column)
        return grid


def _put(line: Sequence[PlainLabel], grid: QGridLayout) -> None:
    """Put a title, or keys and what they do, below what is in *grid*."""
    row = grid.rowCount()
    if len(line) == 1:
        line[0].setContentsMargins(0, 12 if grid.count() else 0, 0, 0)
        grid.addWidget(line[0], row, 0, 1, 2)
        return
    for number, label in enumerate(line):
        grid.addWidget(label, row, number)


def _halves(
    sections: Sequence[tuple[str, Keys]],
) -> tuple[Sequence[tuple[str, Keys]], Sequence[tuple[str, Keys]]]:
    """Return *sections* in two columns that are about as long."""
    whole = sum(len(rows) for _, rows in sections)
    cut = min(
        range(1, len(sections)),
        key=lambda count: abs(2 * sum(len(rows) for _, rows in sections[:count]) - whole),
    )
    return sections[:cut], sections[cut:]


class AboutBox(_Box):
    """Version, promises and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("About Rebalancer"), parent)
        text = Paragraph(_ABOUT, _ABOUT_WIDTH)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(text)
        self.finish()
