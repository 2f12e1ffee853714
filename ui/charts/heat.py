"""A matrix of figures, each on a colour that tells how large it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.charts.cell_words import CellWords
from ui.charts.export import ChartTable
from ui.charts.paint import mix, readable_on
from ui.charts.rows import RowChart
from ui.charts.scale import PERCENT, Unit
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.theme import Colors, Theme
from ui.widgets.spoken import in_a_line

CELL_PIXELS = 26
FAINT = 0.06
"""The palest cell that is not empty."""
STRONGEST = 0.92
FINENESS = 0.01
"""Cells are written to this share of the strongest one; the read-out is exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where a value stands, counted from the top left."""

    row: int
    column: int


class HeatMap(RowChart):
    """Rows of cells; one hue for shares, blue to orange where values go both ways.

    A click picks a cell that has a value where somebody listens, a second one lets it go.
    """

    picked = Signal(object)
    """The ``Cell`` that is picked, or None when none is any more."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        words: tuple[str, str],
        parent: QWidget | None = None,
        *,
        unit: Unit = PERCENT,
        can_pick: bool = False,
    ) -> None:
        """Make an empty map; *words* say what a row and a column are, before their names."""
        super().__init__(theme, name, parent)
        self._row_word, self._column_word = words
        self._unit = unit
        self._can_pick = can_pick
        self._picked: Cell | None = None
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._cells: tuple[tuple[float | None, ...], ...] = ()
        self._edge: tuple[float, ...] = ()

    def set_cells(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[float | None]],
        *,
        edge: Sequence[float] = (),
    ) -> None:
        """Draw *cells* instead of whatever is there.

        Args:
            rows: Their names, from the top down.
            columns: Their names.
            cells: One sequence per row; None is empty.
            edge: Per row, where a line crosses it, counted in columns; outside of them, and where
                it is not a number, the line is not drawn.
        """
        self._edge = tuple(edge)
        if (tuple(rows), tuple(columns)) != (self._rows, self._columns):
            self._picked = None
        self._rows, self._columns = tuple(rows), tuple(columns)
        self._cells = tuple(tuple(row) for row in cells)
        hold(self, least_height=len(rows) * CELL_PIXELS + 60)
        self.redraw()

    def set_picked(self, cell: Cell | None) -> None:
        """Highlight *cell*; None highlights none."""
        if cell != self._picked:
            self._picked = cell
            self.redraw()

    @override
    def table(self) -> ChartTable:
        headers = (self._row_word, *(self._column_name(n) for n in range(len(self._columns))))
        rows = tuple((name, *cells) for name, cells in zip(self._rows, self._cells, strict=True))
        return ChartTable(headers=headers, rows=rows, units=(self._unit,) * len(headers))

    @override
    def _count(self) -> int:
        return len(self._rows) * len(self._columns)

    def _at(self, point: int) -> tuple[int, int]:
        return divmod(point, len(self._columns))

    @override
    def _nearest(self, x: float, y: float) -> int | None:
        row, column = round(y), round(x)
        if 0 <= row < len(self._rows) and 0 <= column < len(self._columns):
            return row * len(self._columns) + column
        return None

    @override
    def _beside(self, place: QPointF) -> int | None:
        return None

    @override
    def _anchor(self, point: int) -> tuple[float, float]:
        row, column = self._at(point)
        return float(column), float(row)

    @override
    def _describe(self, point: int) -> str:
        row, column = self._at(point)
        value = self._cells[row][column]
        text = tr("nothing") if value is None else self._unit.exact(value)
        return f"{self._row_word} {self._rows[row]}\n{self._column_name(column)}: {text}"

    @override
    def _glance(self) -> str:
        known = [
            (abs(value), point)
            for point, value in enumerate(value for row in self._cells for value in row)
            if value is not None
        ]
        size = tr(
            "{count} rows by {columns} columns",
            count=f"{len(self._rows):,}",
            columns=f"{len(self._columns):,}",
        )
        if not known:
            return tr("{size}, all of them empty.", size=size)
        strongest = in_a_line(self._describe(max(known)[1]))
        return tr("{size}; the strongest: {strongest}.", size=size, strongest=strongest)

    @override
    def _pick(self, point: int) -> None:
        row, column = self._at(point)
        if not self._can_pick or self._cells[row][column] is None:
            return
        cell = Cell(row=row, column=column)
        self._picked = None if cell == self._picked else cell
        self.redraw()
        self.picked.emit(self._picked)

    def _column_name(self, column: int) -> str:
        return f"{self._column_word} {self._columns[column]}".strip()

    @override
    def _draw(self, colors: Colors) -> None:
        self._set_legend(())
        self._name_rows(self._rows)
        width, _ = self._room()
        short = self._elided(self._columns, width / len(self._columns) - 4)
        self._canvas.getViewBox().invertY(b=True)
        self._set_axes((-0.5, len(self._columns) - 0.5), (-0.5, len(self._rows) - 0.5))
        names = [(float(column), name) for column, name in enumerate(short)]
        self._set_ticks("bottom", names, grid=False)
        self._draw_cells(colors, width / len(self._columns))
        self._draw_edge(colors)
        if self._picked is not None:
            self._frame(self._picked, colors)

    def _draw_edge(self, colors: Colors) -> None:
        middle = (len(self._columns) - 1) / 2
        reach = len(self._columns) / 2
        crossed = [
            (place, row) for row, place in enumerate(self._edge) if abs(place - middle) <= reach
        ]
        if crossed:
            pen = pg.mkPen(colors.text, width=2, style=Qt.PenStyle.DashLine)
            self._canvas.addItem(pg.PlotDataItem(*zip(*crossed, strict=True), pen=pen))

    def _frame(self, cell: Cell, colors: Colors) -> None:
        left, top = cell.column - 0.48, cell.row - 0.46
        right, bottom = cell.column + 0.48, cell.row + 0.46
        frame = pg.PlotDataItem(
            [left, right, right, left, left],
            [top, top, bottom, bottom, top],
            pen=pg.mkPen(colors.text, width=2),
        )
        frame.setZValue(25)
        self._canvas.addItem(frame)

    def _draw_cells(self, colors: Colors, room: float) -> None:
        known = [
            (row, column, value)
            for row, cells in enumerate(self._cells)
            for column, value in enumerate(cells)
            if value is not None
        ]
        strongest = max((abs(value) for _, _, value in known), default=0.0) or 1.0
        fills = [self._fill(value / strongest, colors) for _, _, value in known]
        bars = pg.BarGraphItem(
            x=[column for _, column, _ in known],
            y=[row for row, _, _ in known],
            width=0.96,
            height=0.92,
            brushes=fills,
            pen=pg.mkPen(None),
        )
        self._canvas.addItem(bars)
        words = CellWords(self._small_font())
        for (row, column, value), fill in zip(known, fills, strict=True):
            text = self._unit.on_axis(value, strongest * FINENESS)
            if self.text_width(text) <= room:
                words.add(column, row, text, readable_on(fill, colors))
        words.setZValue(20)
        self._canvas.addItem(words, ignoreBounds=True)

    def _fill(self, strength: float, colors: Colors) -> str:
        goal = colors.before if strength >= 0 else colors.after
        return mix(colors.surface, goal, FAINT + (STRONGEST - FAINT) * abs(strength))
