"""The grid in which holdings are entered: cells that are typed, pasted, cleared, and undone."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from rebalancer.ingest.entered import Flaw, flaws, taken_names
from rebalancer.ingest.mapping.mapping import NUMBERS
from rebalancer.ingest.pasted import FIELDS, NO_CELLS, Block, Cells, settle, write_block
from rebalancer.ingest.sheet import Column
from rebalancer.market.snapshot import Snapshot
from ui.language import tr, tr_n
from ui.models.home_style import home
from ui.models.reading import in_its_own_way
from ui.models.seen import ROOT, Index, Look, aligned
from ui.models.slices import Slices, Work, pieces
from ui.models.tips import tooltip_html
from ui.overriding import override
from ui.privacy import veiled, veiled_whole
from ui.undo import Step, UndoStack

TITLES: Mapping[Column, str] = {
    Column.ACCOUNT: tr("Account"),
    Column.TAX_TREATMENT: tr("Taxed as"),
    Column.SYMBOL: tr("Symbol"),
    Column.DESCRIPTION: tr("Description"),
    Column.QUANTITY: tr("Shares"),
    Column.PRICE: tr("Price"),
    Column.VALUE: tr("Value"),
    Column.COST_BASIS: tr("Cost"),
    Column.ACQUIRED: tr("Acquired"),
}
_HINTS: Mapping[Column, str] = {
    Column.ACCOUNT: tr("Where it is held; a row without one belongs to the account above."),
    Column.TAX_TREATMENT: tr("taxable, tax-deferred or tax-exempt; “Roth IRA” is understood too."),
    Column.SYMBOL: tr("The ticker; CASH is cash, with its amount as value."),
    Column.PRICE: tr("Of one share in USD; without one, that of the market snapshot is used."),
    Column.VALUE: tr("In USD, where shares times price do not tell."),
    Column.COST_BASIS: tr("What all these shares did cost, in USD; empty where it is not known."),
    Column.ACQUIRED: tr("The day of the purchase, which decides between short-term and long-term."),
}
MOST_ROWS = 2_000
"""So many holdings are entered by hand; more of them are a file."""
_LEAST_ROWS, _SPARE_ROWS = 12, 4
_COSTLY = 4
"""A cell that is looked at takes as long as so many that are only read."""
_CELL = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemNeverHasChildren
)
"""Put together once: to select all, Qt asks every cell for it, several times."""
Place = tuple[int, int]
"""Row and column of a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tints:
    """Behind cells that cannot be read, and behind those that are doubtful, as ``#rrggbb``."""

    error: str
    doubt: str


class EntryModel(QAbstractTableModel):
    """Rows of text cells; each change is one step on ``undo_stack``.

    Attributes:
        before: The rows that it began with.
        flaws: What is wrong with the cells as they are.
    """

    changed = Signal()

    def __init__(self, known: Callable[[], Snapshot], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self._others: Collection[str] = ()
        self._rows: tuple[Cells, ...] = ()
        self._tints: Tints | None = None
        self._flawed: dict[Place, Flaw] = {}
        self.before: tuple[Cells, ...] = ()
        self.flaws: tuple[Flaw, ...] = ()
        self._examining: Slices[tuple[Flaw, ...]] = Slices(self)
        self.undo_stack = UndoStack(self)

    @property
    def rows(self) -> tuple[Cells, ...]:
        """The rows as they are, without the spare ones at the end."""
        return self._rows

    def set_tints(self, tints: Tints) -> None:
        """Mark cells in other colours."""
        self._tints = tints
        self._tell(0)

    @property
    def is_examining(self) -> bool:
        """Whether it is still to be told what is wrong with the cells."""
        return self._examining.is_busy

    @property
    def is_draft(self) -> bool:
        """Whether something was changed."""
        return self._rows != self.before

    def set_rows(self, rows: tuple[Cells, ...], draft: tuple[Cells, ...] | None = None) -> None:
        """Begin with *rows*, and go on with *draft*; nothing before them can be brought back."""
        self.undo_stack.clear()
        self.before = rows
        self._take(rows if draft is None else draft)

    def set_others(self, labels: Collection[str]) -> None:
        """Say what a person calls the accounts that were not entered here."""
        if labels != self._others:
            self._others = labels
            self._take(self._rows)

    def put(self, block: Block, row: int) -> None:
        """Put *block* on the rows from *row* on."""
        columns = [FIELDS.index(field) for field in block.fields]
        cells = {
            (row + down, column): text
            for down, said in enumerate(block.rows)
            for column, text in zip(columns, said, strict=True)
        }
        count = len(block.rows)
        self._edit(cells, tr_n("paste {count} row", "paste {count} rows", count))

    def clear(self, places: Iterable[Place]) -> None:
        """Empty the cells at *places*."""
        self._edit(dict.fromkeys(places, ""), tr("clear cells"))

    def copy(self, top: int, left: int, bottom: int, right: int) -> str:
        """Return a rectangle of cells, all ends included, as a spreadsheet takes it.

        Spare rows at its end are left out.
        """
        bottom = max(top, min(bottom, len(self._rows) - 1))
        rows = [self._cells(row)[left : right + 1] for row in range(top, bottom + 1)]
        return write_block(rows, FIELDS[left : right + 1], home())

    def _cells(self, row: int) -> Cells:
        return self._rows[row] if row < len(self._rows) else NO_CELLS

    def _edit(self, cells: Mapping[Place, str], title: str) -> None:
        """Put *cells* in force, as one step."""
        height = max([len(self._rows), *(row + 1 for row, _ in cells)])
        rows = [list(self._cells(row)) for row in range(height)]
        for (row, column), text in cells.items():
            rows[row][column] = text
        while rows and not any(rows[-1]):
            rows.pop()
        after = tuple(map(tuple, rows))
        if after != self._rows:
            self.undo_stack.push(Step(self._take, self._rows, after, title))

    def _take(self, rows: tuple[Cells, ...]) -> None:
        before = self.rowCount()
        if _height(rows) == before:
            self._rows = rows
        elif _height(rows) > before:
            self.beginInsertRows(ROOT, before, _height(rows) - 1)
            self._rows = rows
            self.endInsertRows()
        else:
            self.beginRemoveRows(ROOT, _height(rows), before - 1)
            self._rows = rows
            self.endRemoveRows()
        self._examining.run(self._examine(), self._mark_flaws)
        if self.is_examining:
            self._mark_flaws(())

    def _examine(self) -> Work[tuple[Flaw, ...]]:
        """Find what is wrong with the rows as they are."""
        found = [*taken_names(self._rows, self._others)]
        first = 0
        for piece in pieces(self._rows, _COSTLY * len(FIELDS)):
            found += flaws(piece, self._known(), first)
            first += len(piece)
            yield _COSTLY * len(FIELDS) * len(piece)
        return tuple(sorted(found, key=_place_of_flaw))

    def _mark_flaws(self, found: tuple[Flaw, ...]) -> None:
        self.flaws = found
        self._flawed = {_place_of_flaw(flaw): flaw for flaw in reversed(found)}
        self._tell(0)
        self.changed.emit()

    def _tell(self, row: int) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(row, 0), last)

    @override
    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else _height(self._rows)

    @override
    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(FIELDS)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        return _CELL if index.isValid() else Qt.ItemFlag.NoItemFlags

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        place = index.row(), index.column()
        text, field = self._cells(place[0])[place[1]], FIELDS[place[1]]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _shown(field, text)
            case Qt.ItemDataRole.EditRole:
                return _number(field, text) if field in NUMBERS else text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(field)
            case _:
                return self._mark(self._flawed.get(place), role)

    def look(self, index: Index) -> Look:
        """Return what is painted of the cell at *index*."""
        column = index.column()
        return _shown(FIELDS[column], self._cells(index.row())[column]), _side(FIELDS[column])

    def _mark(self, flaw: Flaw | None, role: int) -> object:
        """Return how a cell shows that something is wrong with it."""
        if flaw is not None and role == Qt.ItemDataRole.ToolTipRole:
            return tooltip_html(veiled(flaw.sentence))
        if flaw is not None and role == Qt.ItemDataRole.BackgroundRole and self._tints is not None:
            return QBrush(QColor(self._tints.doubt if flaw.is_doubt else self._tints.error))
        return None

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        text = settle(FIELDS[index.column()], str(value), home())
        self._edit({(index.row(), index.column()): text}, tr("change a cell"))
        return True

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(FIELDS):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return TITLES[FIELDS[section]]
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip_html(_HINTS.get(FIELDS[section], ""))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _side(FIELDS[section])
            case _:
                return None


def _shown(field: Column, text: str) -> str:
    return in_its_own_way(veiled_whole(_number(field, text)) if field in NUMBERS else text)


def _place_of_flaw(flaw: Flaw) -> Place:
    return flaw.row, FIELDS.index(flaw.field)


def _number(field: Column, text: str) -> str:
    """Return a number as it is written at home; anything else as it is."""
    return write_block([(text,)], [field], home())


def _height(rows: Sequence[Cells]) -> int:
    return max(_LEAST_ROWS, len(rows) + _SPARE_ROWS)


def _side(field: Column) -> Qt.AlignmentFlag:
    return aligned(is_numeric=field in NUMBERS)


def place_of(index: QModelIndex) -> Place:
    """Return the row and the column of *index*; the first cell where there is none."""
    return max(index.row(), 0), max(index.column(), 0)
