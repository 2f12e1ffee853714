"""The header of a table: columns are moved, hidden, sized and brought back here."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QStyleOptionHeader, QToolTip, QWidget

from ui.language import tr
from ui.models.seen import SORT_ROLE
from ui.models.tips import tooltip_html
from ui.overriding import override
from ui.settings import TableLayout
from ui.text_size import hold
from ui.widgets.asking import ask
from ui.widgets.spoken import allow_action, literal

HEADER_HEIGHT = 32
_NARROWEST = 48
_PADDING = 16
_ARROW = 12
_PLACES = " \u00b9\u00b2\u00b3"
"""Which column sorts first, second and third."""
_ACROSS = Qt.Orientation.Horizontal
_ASCENDING, _DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


class TableHeader(QHeaderView):
    """Tells what a person makes of the columns; what a page does to them is not told.

    A click sorts, and keeps among equal rows what was sorted before; a click with Shift decides
    among equal rows only. Small figures tell in which order the columns decide.

    Columns are known by their titles, so a layout that was kept fits a later table as far as it
    has the same columns.

    Attributes:
        key: By what the layout is kept; "" where it is not worth keeping.
    """

    layout_changed = Signal()
    """The person moved, hid, sized or sorted by a column; ``column_layout`` has what it is now."""
    reset_requested = Signal()
    """The widths are to fit the rows again."""
    sort_within_requested = Signal(int)
    """Equal rows are to be sorted by this column too, or the other way round."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.key = ""
        self.widths: dict[str, int] = {}
        self._hidden: set[str] = set()
        self._withheld: set[int] = set()
        self._left_out: set[int] = set()
        """What there is no room for."""
        self._before: dict[int, int] = {}
        self._pressed = -1
        """The column that was pressed together with Shift."""
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
        return [str(self.model().headerData(n, _ACROSS)) for n in range(self.count())]

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

    def make_room(self, widths: Sequence[int], spare: Sequence[int], room: int) -> None:
        """Leave out columns of *spare*, the first one first, until the others fit into *room*.

        *widths* says what each column takes. One that a person sized or asked for stays.
        """
        titles = self.titles()
        hidden = {number for number, title in enumerate(titles) if title in self._hidden}
        taken = sum(widths) - sum(widths[number] for number in hidden | self._withheld)
        left_out: set[int] = set()
        for number in spare:
            if taken > room and number not in hidden and titles[number] not in self.widths:
                left_out.add(number)
                taken -= widths[number]
        if left_out != self._left_out:
            self._left_out = left_out
            self._show_offered()

    def column_layout(self) -> TableLayout:
        """Return what the person made of the columns."""
        titles = self.titles()
        order = [self.logicalIndex(place) for place in range(self.count())]
        section = self.sortIndicatorSection()
        is_sorted = 0 <= section < len(titles)
        others = [each for each in self._sorts() if each[0] != section][: len(_PLACES) - 2]
        return TableLayout(
            order=() if order == sorted(order) else tuple(titles[number] for number in order),
            hidden=tuple(title for title in titles if title in self._hidden),
            widths={title: self.widths[title] for title in titles if title in self.widths},
            sort=titles[section] if is_sorted else "",
            descends=is_sorted and self.sortIndicatorOrder() == _DESCENDING,
            then=tuple((titles[number], is_down) for number, is_down in others if is_sorted),
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
        self.setSortIndicator(-1, _ASCENDING)
        for title, is_down in reversed(((layout.sort, layout.descends), *layout.then)):
            if title in titles:
                self.setSortIndicator(titles.index(title), _DESCENDING if is_down else _ASCENDING)
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
        """Return a menu of all that can be done with columns, and asked of them, by keyboard."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._add_sorting(menu.addMenu(tr("Sort by")))
        within = menu.addMenu(tr("Then by"))
        why_not = "" if self._sorts() else tr("Sort by a column first.")
        allow_action(within.menuAction(), why_not)
        self._add_columns(within, self.sort_within)
        for title, places in ((tr("Move to the left"), -1), (tr("Move to the right"), 1)):
            self._add_columns(menu.addMenu(title), partial(self.move_column, places=places))
        explained = [number for number in self.shown_columns() if self._meaning(number)]
        if explained:
            how = menu.addMenu(tr("How was this computed?"))
            self._add_columns(how, self._explain, explained)
        menu.addSeparator()
        titles = self.titles()
        shown = self.shown_columns()
        for place in range(self.count()):
            number = self.logicalIndex(place)
            if number in self._withheld:
                continue
            action = menu.addAction(literal(titles[number]))
            action.setCheckable(True)
            action.setChecked(number in shown)
            is_last = shown == [number]
            allow_action(action, tr("One column has to stay.") if is_last else "")
            action.toggled.connect(partial(self._set_shown, titles[number]))
        menu.addSeparator()
        menu.addAction(tr("Reset columns"), self.bring_back)
        return menu

    def move_column(self, column: int, places: int) -> None:
        """Move *column* past so many of the columns that are shown; to the left if negative."""
        shown = self.shown_columns()
        if column not in shown:
            return
        wanted = min(max(shown.index(column) + places, 0), len(shown) - 1)
        self.moveSection(self.visualIndex(column), self.visualIndex(shown[wanted]))
        self.layout_changed.emit()

    def size_column(self, column: int, width: int) -> None:
        """Make *column* as wide as the person wants it."""
        self.resizeSection(column, width)
        self.widths[self.titles()[column]] = self.sectionSize(column)
        self.layout_changed.emit()

    def sort_by(self, column: int) -> None:
        """Let *column* decide first; the other way round where it does already."""
        is_up = self._place_of(column) == 1
        self.setSortIndicator(column, _DESCENDING if is_up else _ASCENDING)

    def sort_within(self, column: int) -> None:
        """Let *column* decide among rows that are equal so far; the first one is turned round."""
        if abs(self._place_of(column)) == 1 or not self._sorts():
            self.sort_by(column)
            return
        self.sort_within_requested.emit(column)
        self.viewport().update()
        self.layout_changed.emit()

    def _place_of(self, column: int) -> int:
        """Return as which *column* sorts, from 1 on; negative if it descends, 0 if it does not."""
        place = self.model().headerData(column, _ACROSS, SORT_ROLE)
        return place if isinstance(place, int) else 0

    def _sorts(self) -> list[tuple[int, bool]]:
        """Return the columns that sort, the first one first, and whether they descend."""
        places = {number: self._place_of(number) for number in range(self.count())}
        sorting = sorted((abs(place), number) for number, place in places.items() if place)
        return [(number, places[number] < 0) for _, number in sorting]

    def _add_sorting(self, menu: QMenu) -> None:
        menu.addAction(tr("Order of the rows"), partial(self.setSortIndicator, -1, _ASCENDING))
        self._add_columns(menu, self.sort_by)

    def _add_columns(
        self, menu: QMenu, act: Callable[[int], None], columns: Sequence[int] | None = None
    ) -> None:
        """Offer to do something with one of *columns*, by default of all that are shown."""
        titles = self.titles()
        for number in self.shown_columns() if columns is None else columns:
            menu.addAction(literal(titles[number]), partial(act, number))

    def _meaning(self, column: int) -> str:
        said = self.model().headerData(column, _ACROSS, Qt.ItemDataRole.AccessibleDescriptionRole)
        return str(said or "")

    def _explain(self, column: int) -> None:
        ask(self, f"{self.titles()[column]}: {self._meaning(column)}")

    def _set_shown(self, title: str, is_shown: bool) -> None:  # noqa: FBT001 - a signal's value
        column = self.titles().index(title)
        if is_shown and column in self._left_out:
            self._left_out.discard(column)
            self.setSectionHidden(column, False)  # noqa: FBT003 - Qt's own signature
            self.widths[title] = self.sectionSize(column)
        elif is_shown:
            self._hidden.discard(title)
        else:
            self._hidden.add(title)
        self._show_offered()
        self.reset_requested.emit()
        self.layout_changed.emit()

    def _show_offered(self) -> None:
        for number, title in enumerate(self.titles()):
            is_known = title in self._hidden or number in self._withheld
            self.setSectionHidden(number, is_known or number in self._left_out)

    def _tell(self) -> None:
        self.layout_changed.emit()

    def _sizes(self) -> dict[int, int]:
        return {number: self.sectionSize(number) for number in self.shown_columns()}

    @override
    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int, /) -> None:
        super().initStyleOptionForIndex(option, logicalIndex)
        place = self._place_of(logicalIndex)
        if place and len(self._sorts()) > 1:
            marks = QStyleOptionHeader.SortIndicator
            option.sortIndicator = marks.SortUp if place < 0 else marks.SortDown
            option.text = f"{option.text}\u202f{_PLACES[abs(place)]}"

    @override
    def viewportEvent(self, e: QEvent) -> bool:
        """Tell a title that is cut off, and before what it means."""
        if not isinstance(e, QHelpEvent) or e.type() != QEvent.Type.ToolTip:
            return super().viewportEvent(e)
        tip = self.cut_title(self.logicalIndexAt(e.pos()))
        if tip:
            QToolTip.showText(e.globalPos(), tip, self)
        return bool(tip) or super().viewportEvent(e)

    def cut_title(self, column: int) -> str:
        """Return as a tooltip the title of *column*, and what it means; "" where it fits."""
        text = str(self.model().headerData(column, _ACROSS) or "")
        needed = self.fontMetrics().horizontalAdvance(text) + _PADDING
        if needed + (_ARROW if self._place_of(column) else 0) <= self.sectionSize(column):
            return ""
        title = tooltip_html(text)
        more = self.model().headerData(column, _ACROSS, Qt.ItemDataRole.ToolTipRole)
        return f"{title}<br>{more}" if title and more else title or ""

    @override
    def mousePressEvent(self, e: QMouseEvent) -> None:
        self._before = self._sizes()
        is_left = e.button() == Qt.MouseButton.LeftButton
        if is_left and e.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._pressed = self.logicalIndexAt(e.position().toPoint())
        else:
            super().mousePressEvent(e)

    @override
    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        if self._pressed >= 0:
            pressed, self._pressed = self._pressed, -1
            if self.logicalIndexAt(e.position().toPoint()) == pressed:
                self.sort_within(pressed)
            return
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
