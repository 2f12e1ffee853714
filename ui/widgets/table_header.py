"""The header of a table: columns are moved, hidden, sized and brought back here."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget
from typing_extensions import override

from ui.settings import TableLayout
from ui.text_size import hold
from ui.widgets.spoken import allow_action

HEADER_HEIGHT = 32
_NARROWEST = 48


class TableHeader(QHeaderView):
    """Tells what a person makes of the columns; what a page does to them is not told.

    Columns are known by their titles, so a layout that was kept fits a later table as far as it
    has the same columns.

    Attributes:
        key: By what the layout is kept; "" where it is not worth keeping.
    """

    layout_changed = Signal()
    """The person moved, hid, sized or sorted by a column; ``column_layout`` has what it is now."""
    reset_requested = Signal()
    """The widths are to fit the rows again."""
    summed = Signal(str)
    """What the rows selected below come to, in words; "" where nothing is to be said."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.key = ""
        self.widths: dict[str, int] = {}
        self._hidden: set[str] = set()
        self._withheld: set[int] = set()
        self._before: dict[int, int] = {}
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setStretchLastSection(False)
        self.setSortIndicatorClearable(True)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        hold(self, height=HEADER_HEIGHT)
        self.setMinimumSectionSize(_NARROWEST)
        self.setHighlightSections(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.sortIndicatorChanged.connect(self._tell)

    def titles(self) -> list[str]:
        """Return the titles by the columns' own numbers."""
        across = Qt.Orientation.Horizontal
        return [str(self.model().headerData(n, across)) for n in range(self.count())]

    def shown_columns(self) -> list[int]:
        """Return the numbers of the columns that are shown, from left to right."""
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [number for number in order if not self.isSectionHidden(number)]

    def offer(self, column: int, *, is_offered: bool) -> None:
        """Say whether *column* means anything now; a person's own hiding is left as it is."""
        if is_offered:
            self._withheld.discard(column)
        else:
            self._withheld.add(column)
        self._show_offered()

    def column_layout(self) -> TableLayout:
        """Return what the person made of the columns."""
        titles = self.titles()
        order = [self.logicalIndex(place) for place in range(self.count())]
        section = self.sortIndicatorSection()
        is_sorted = 0 <= section < len(titles)
        return TableLayout(
            order=() if order == sorted(order) else tuple(titles[number] for number in order),
            hidden=tuple(title for title in titles if title in self._hidden),
            widths={title: self.widths[title] for title in titles if title in self.widths},
            sort=titles[section] if is_sorted else "",
            descends=is_sorted and self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
        )

    def restore(self, layout: TableLayout) -> None:
        """Arrange the columns as *layout* says; what it does not know goes after what it does."""
        titles = self.titles()
        known = [titles.index(title) for title in layout.order if title in titles]
        wanted = known + [n for n in range(len(titles)) if n not in known]
        for place, number in enumerate(wanted):
            self.moveSection(self.visualIndex(number), place)
        self._hidden = set(layout.hidden) & set(titles)
        self.widths = {title: width for title, width in layout.widths.items() if title in titles}
        self._show_offered()
        section = titles.index(layout.sort) if layout.sort in titles else -1
        descending, ascending = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
        self.setSortIndicator(section, descending if layout.descends else ascending)
        self.reset_requested.emit()

    def bring_back(self) -> None:
        """Bring all columns back as they came."""
        self.restore(TableLayout())
        self.layout_changed.emit()

    def open_menu(self, place: QPoint) -> None:
        """Open the menu of the columns at *place* on the screen."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu(self) -> QMenu:
        """Return a menu to sort by, show, hide and reset columns, all of it by keyboard too."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._add_sorting(menu.addMenu("Sort by"))
        menu.addSeparator()
        titles = self.titles()
        shown = self.shown_columns()
        for place in range(self.count()):
            number = self.logicalIndex(place)
            if number in self._withheld:
                continue
            action = menu.addAction(titles[number].replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(number in shown)
            is_last = shown == [number]
            allow_action(action, "One column has to stay." if is_last else "")
            action.toggled.connect(partial(self._set_shown, titles[number]))
        menu.addSeparator()
        menu.addAction("Reset columns", self.bring_back)
        return menu

    def _add_sorting(self, menu: QMenu) -> None:
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        titles = self.titles()
        menu.addAction("Order of the rows", partial(self.setSortIndicator, -1, ascending))
        for number in self.shown_columns():
            is_up = self.sortIndicatorSection() == number and self.sortIndicatorOrder() == ascending
            order = descending if is_up else ascending
            turn: Callable[[], None] = partial(self.setSortIndicator, number, order)
            menu.addAction(titles[number].replace("&", "&&"), turn)

    def _set_shown(self, title: str, is_shown: bool) -> None:  # noqa: FBT001 - a signal's value
        if is_shown:
            self._hidden.discard(title)
        else:
            self._hidden.add(title)
        self._show_offered()
        self.reset_requested.emit()
        self.layout_changed.emit()

    def _show_offered(self) -> None:
        for number, title in enumerate(self.titles()):
            self.setSectionHidden(number, title in self._hidden or number in self._withheld)

    def _tell(self) -> None:
        self.layout_changed.emit()

    def _sizes(self) -> dict[int, int]:
        return {number: self.sectionSize(number) for number in self.shown_columns()}

    @override
    def mousePressEvent(self, e: QMouseEvent) -> None:
        self._before = self._sizes()
        super().mousePressEvent(e)

    @override
    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        super().mouseReleaseEvent(e)
        titles = self.titles()
        self.widths |= {
            titles[number]: size
            for number, size in self._sizes().items()
            if size != self._before.get(number, size)
        }
        self.layout_changed.emit()

    @override
    def contextMenuEvent(self, e: QContextMenuEvent) -> None:
        self.open_menu(e.globalPos())
