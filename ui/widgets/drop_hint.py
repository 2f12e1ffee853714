"""Shows that the files under the pointer may be dropped here."""

from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QMimeData, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.language import tr_n
from ui.overriding import override
from ui.theme import Theme

_URI_LIST = "text/uri-list"
_INSET = 12
_RADIUS = 8
_VEIL = 235


def dropped_files(data: QMimeData | None) -> tuple[Path, ...]:
    """Return the local files that *data* names; nothing else in it is looked at.

    A clipboard on which nobody has put anything yet has no data.
    """
    if data is None or not data.hasFormat(_URI_LIST):
        return ()
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.is_file())


class DropHint(QWidget):
    """A veil over the whole window while files are dragged over it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._covered = parent
        self.text = ""
        self.hide()

    def show_for(self, paths: tuple[Path, ...]) -> None:
        """Cover the parent and say what dropping *paths* will do."""
        self.text = tr_n(
            "Drop to import {name}", "Drop to import {count} files", len(paths), name=paths[0].name
        )
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(self._covered.size())
        self.raise_()
        self.show()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self._theme.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colors.window)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(colors.accent), 2, QtCore.Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        painter.setFont(font)
        painter.setPen(QColor(colors.text))
        painter.drawText(self.rect(), QtCore.Qt.AlignmentFlag.AlignCenter, self.text)
        painter.end()
