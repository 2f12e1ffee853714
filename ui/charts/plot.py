"""What all charts have in common: theme, axes, read-out, keyboard, table and files."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from rebalancer.errors import RebalancerError
from ui.charts.drawing import Drawing
from ui.charts.export import ChartTable, as_file
from ui.charts.legend import Entry, Legend
from ui.charts.menu import ChartMenu
from ui.charts.read_out import ReadOut
from ui.charts.sheet import Sheet, columns_of
from ui.language import tr
from ui.models.column import as_tsv
from ui.overriding import override
from ui.privacy import PRIVACY
from ui.theme import Colors, Theme
from ui.turns import Soon, Turns
from ui.widgets.asking import ask
from ui.widgets.spoken import announce, call, describe, in_a_line

MENU_ROOM = 32
"""Pixels at the right of the legend that belong to the menu button."""
_PICKS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Chart(Drawing):
    """A chart of points that can be hovered, walked with the arrow keys, and picked.

    A subclass draws in ``_draw``, and says what its points are in ``_count``, ``_nearest``,
    ``_anchor`` and ``_describe``. All text is painted as plain text. T shows it as a table.
    """

    accessible_role = "Chart"

    failed = Signal(Exception)
    """The chart could not be saved; a ``RebalancerError`` for the user's eyes."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.name = name
        self._is_stale = True
        self._drawn_in: Colors | None = None
        self._is_seen = False
        self._cursor: int | None = None
        self._soon = Soon(self, self._take_turn)
        self._saving = Turns(self)
        call(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._empty_text = ""
        self.explanation = ""
        self._build()
        theme.changed.connect(self.redraw)
        PRIVACY.changed.connect(self.redraw)

    def _build(self) -> None:
        self.legend = Legend(self._paper)
        self.legend.setContentsMargins(0, 0, MENU_ROOM, 0)
        self._inside = inside = QVBoxLayout(self._paper)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(self.legend)
        self._sheet: Sheet | None = None
        self._stack = QStackedWidget()
        around = QVBoxLayout(self)
        around.setContentsMargins(2, 2, 2, 2)  # for the ring around what has the focus
        around.addWidget(self._stack)
        self._stack.addWidget(self._paper)
        self._menu = ChartMenu(self.name, self)
        self._menu.table_toggled.connect(self.show_as_table)
        self._menu.asked.connect(self._answer)
        self._menu.copy_requested.connect(self.copy_table)
        self._menu.save_requested.connect(self._save_soon)
        self._menu.failed.connect(self.failed)
        self.legend.toggled.connect(self.redraw)

    @override
    def _make_canvas(self) -> None:
        super()._make_canvas()
        self._read_out = ReadOut(self._canvas)
        self._nothing = QLabel(self._empty_text, self._canvas)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setProperty("part", "nothing")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._inside.addWidget(self._canvas, 1)
        self._canvas.show()
        self._inside.activate()
        self._nothing.setGeometry(self._canvas.rect())
        self._canvas.viewport().installEventFilter(self)

    # What a subclass says about itself

    def table(self) -> ChartTable:
        """Return the figures behind the chart."""
        raise NotImplementedError

    def _draw(self, colors: Colors) -> None:
        raise NotImplementedError

    def _count(self) -> int:
        return 0

    def _nearest(self, x: float, y: float) -> int | None:
        """Return the number of the point that belongs to a place, in data coordinates."""
        del x, y
        return None

    def _anchor(self, point: int) -> tuple[float, float]:
        """Return where in data coordinates the read-out of *point* is shown."""
        del point
        return 0.0, 0.0

    def _describe(self, point: int) -> str:
        del point
        return ""

    def _glance(self) -> str:
        """Return what a glance shows, where there is any point: the first and the last one."""
        first, last = (in_a_line(self._describe(each)) for each in (0, self._count() - 1))
        count = f"{self._count():,}"
        return tr("{count} points, from {first} to {last}.", count=count, first=first, last=last)

    def _pick(self, point: int) -> None:
        """Do what a click on *point* means."""

    def _mark(self, point: int | None) -> None:
        """Show which point is being read; None shows none."""

    # Drawing

    def redraw(self) -> None:
        """Draw again, as soon as there is time and somebody looks; many calls draw once."""
        self._is_stale = True
        if self.isVisible():
            self._soon.ask()

    def _take_turn(self) -> None:
        """Make the canvas, or draw on it."""
        if self._canvas is None:
            self._make_canvas()
            self._soon.ask()
        else:
            self.catch_up()

    @property
    def is_current(self) -> bool:
        """Whether what is drawn is what was given last."""
        return not self._is_stale

    def _blank(self) -> None:
        """Show nothing in the colours of before while what is given is waiting to be drawn."""
        if self._canvas is not None and self.colors is not self._drawn_in:
            self._canvas.bare(self.colors.surface)

    def catch_up(self) -> None:
        """Draw now what is waiting to be drawn."""
        if self._canvas is None:
            self._make_canvas()
        if self._is_stale:
            self._redraw_now()

    def show_at_once(self) -> None:
        """Draw and paint what was given last, before anything else is done."""
        if self.isVisible():
            self._soon.stop()
            self.catch_up()
            self._canvas.paint_now()

    def _redraw_now(self) -> None:
        self._is_stale = False
        colors = self._drawn_in = self.colors
        self._canvas.unroll()
        has_points = self._count() > 0
        self._read(None)
        self._nothing.setVisible(not has_points)
        self._clear(has_axes=has_points)
        if has_points:
            self._draw(colors)
        self._canvas.get_ready()
        if self._sheet is not None and self.is_table:
            self._sheet.show_table(self.table())

    def set_empty_text(self, text: str) -> None:
        """Say *text* where there is nothing to draw."""
        self._empty_text = text
        if self._canvas is not None:
            self._nothing.setText(text)

    def _set_legend(self, entries: Sequence[Entry], *, can_hide: bool = False) -> None:
        self._inside.setContentsMargins(0, 0 if entries else MENU_ROOM - 8, 0, 0)
        self.legend.set_entries(entries, self.colors, can_hide=can_hide)

    # Reading and picking

    def _read(self, point: int | None) -> None:
        self._cursor = point
        if self._canvas is None:
            return
        self._mark(point)
        if point is None:
            self._read_out.hide()
            describe(self, self._glance() if self._count() else self._empty_text)
            return
        said = self._describe(point)
        self._read_out.say(said, self._place_of(*self._anchor(point)))
        describe(self, said)

    def _place_of(self, x: float, y: float) -> QPointF:
        scene = self._canvas.getViewBox().mapViewToScene(QPointF(x, y))
        return QPointF(self._canvas.mapFromScene(scene))

    def point_at(self, place: QPointF) -> int | None:
        """Return the point under *place*, in pixels of the drawing area."""
        box = self._canvas.getViewBox()
        scene = self._canvas.mapToScene(place.toPoint())
        if self._is_stale or not self._count() or not box.sceneBoundingRect().contains(scene):
            return self._beside(place)
        data = box.mapSceneToView(scene)
        return self._nearest(data.x(), data.y())

    def _beside(self, place: QPointF) -> int | None:
        """Return the point whose label on the left axis is at *place*."""
        del place
        return None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            self.contextMenuEvent(event)
            return True
        if isinstance(event, QMouseEvent):
            point = self.point_at(event.position())
            if event.type() == QEvent.Type.MouseMove and point != self._cursor:
                self._read(point)
            elif event.type() == QEvent.Type.MouseButtonRelease and point is not None:
                self._click(point, event.button())
        elif event.type() == QEvent.Type.Leave:
            self._read(None)
        elif event.type() == QEvent.Type.Resize:
            self._nothing.setGeometry(self._canvas.rect())
            self.redraw()
        elif event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _click(self, point: int, button: Qt.MouseButton) -> None:
        if button == Qt.MouseButton.LeftButton:
            self._pick(point)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        count = self._count()
        if key in _STEPS and count:
            start = -1 if _STEPS[key] > 0 else count
            at = start if self._cursor is None else self._cursor
            self._read(min(max(0, at + _STEPS[key]), count - 1))
            announce(self, self.accessibleDescription())
        elif key in _PICKS and self._cursor is not None:
            if self._cursor < count:  # else newer figures wait to be drawn
                self._pick(self._cursor)
        elif key == Qt.Key.Key_T:
            self._menu.as_table.toggle()
        elif key == Qt.Key.Key_Escape and self._cursor is not None:
            self._read(None)
        else:
            super().keyPressEvent(event)

    def set_explanation(self, text: str) -> None:
        """Tell how the chart was computed."""
        self.explanation = text
        self._menu.offer_explanation()

    def _answer(self) -> None:
        ask(self, self.explanation)

    # Table and files

    @property
    def is_table(self) -> bool:
        """Whether the figures are shown instead of the picture."""
        return self._sheet is not None and self._stack.currentWidget() is self._sheet

    def show_as_table(self, shown: bool) -> None:  # noqa: FBT001 - a slot of QAction.toggled
        """Show the figures instead of the picture, or the picture again."""
        if self._sheet is None:
            self._sheet = Sheet(self.name, self)
            self._sheet.left.connect(self._menu.as_table.toggle)
            self._stack.addWidget(self._sheet)
        if shown:
            self._sheet.show_table(self.table())
        had_focus = self.hasFocus() or self._sheet.hasFocus()
        self._stack.setContentsMargins(0, MENU_ROOM if shown else 0, 0, 0)
        self._stack.setCurrentWidget(self._sheet if shown else self._paper)
        self._menu.raise_()
        if had_focus:
            (self._sheet if shown else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_table(self) -> None:
        """Put the figures on the clipboard, the way spreadsheets paste."""
        table = self.table()
        QGuiApplication.clipboard().setText(as_tsv(columns_of(table), table.rows))

    def save(self, path: Path) -> None:
        """Write the chart to *path*: PNG or SVG as it looks, CSV as its table.

        A file is asked for, and shows amounts whether or not the screen hides them.

        Raises:
            RebalancerError: The file cannot be written; an older one stays as it was.
        """
        self._as_file(path)()

    def _as_file(self, path: Path) -> Callable[[], None]:
        """Return what writes the chart to *path*, as it is now."""
        if not PRIVACY.is_on:
            self.catch_up()
            return self._writer(path)
        with PRIVACY.lifted():
            self._is_stale = True
            self.catch_up()
            write = self._writer(path)
        self.redraw()
        return write

    def _writer(self, path: Path) -> Callable[[], None]:
        return as_file(self._paper, self.name, self.table, path)

    def _save_soon(self, path: Path) -> None:
        """Write the chart to *path*; the window answers between drawing and writing it."""
        self._saving.add(partial(self._try, self._as_file(path)))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except RebalancerError as error:
            self.failed.emit(error)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu.popup_menu().popup(event.globalPos())

    # Size, visibility and focus

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._blank()
            self._soon.ask()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._canvas is not None and not self._is_seen:
            self._canvas.bare(self.colors.surface)
            self.redraw()
        hint = self._menu.sizeHint()
        self._menu.setGeometry(self.width() - hint.width() - 2, 2, hint.width(), 22)
        self._menu.raise_()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._is_seen = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._is_seen = True
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QColor(self.colors.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._read(None)
