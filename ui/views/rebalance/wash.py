"""The wash-sale matrix: which losses and which purchases stand in each other's way."""

from functools import partial

from PySide6.QtWidgets import QWidget

from rebalancer.rebalance.wash_matrix import WashCell, WashMatrix, WashRow, WashVerdict
from ui.charts.paint import mix
from ui.format import day, dollars, quantity
from ui.language import tr
from ui.models.table import Column
from ui.theme import Colors, Theme
from ui.widgets.card import Card
from ui.widgets.cell_painter import Tinted
from ui.widgets.data_table import DataTable
from ui.widgets.text import Caption

VERDICTS = {
    WashVerdict.CLASH: tr("Clash"),
    WashVerdict.DO_NOT_BUY: tr("Do not buy"),
    WashVerdict.DO_NOT_SELL: tr("No loss yet"),
    WashVerdict.ONE_OF_TWO: tr("One of the two"),
    WashVerdict.FREE: tr("Free"),
}
_TINT = 0.16
_HINT = tr("Select a row to see why.")


def cell_words(cell: WashCell) -> str:
    """Return what a cell says: ``loss $8,129, sold; buys 356``."""
    parts = []
    if cell.loss:
        loss = dollars(cell.loss)
        parts.append(
            tr("loss {loss}, sold", loss=loss)
            if cell.sold_at_loss
            else tr("loss {loss}", loss=loss)
        )
    parts += [
        tr("bought {shares} on {when}", shares=quantity(shares), when=day(when))
        for when, shares in cell.bought_lately
    ]
    if cell.buys:
        parts.append(tr("buys {buys}", buys=quantity(cell.buys)))
    return "; ".join(parts)


def verdict_words(row: WashRow) -> str:
    """Return the verdict of a row with its date: ``Do not buy before 21 Sep 2026``."""
    words = VERDICTS[row.verdict]
    if row.first_day is None:
        return words
    when = day(row.first_day)
    is_clash = row.verdict is WashVerdict.CLASH
    return (
        tr("{words}, buy from {when}", words=words, when=when)
        if is_clash
        else tr("{words} before {when}", words=words, when=when)
    )


def columns_of(matrix: WashMatrix, theme: Theme) -> tuple[Column[WashRow], ...]:
    """Return the columns of *matrix*: the security, what it comes to, and every account."""
    return (
        Column(title=tr("Security"), text=lambda row: " = ".join(row.symbols)),
        Column(
            title=tr("Together"),
            tooltip=tr(
                "Whether a sale at a loss and a purchase of the same lie within 30 days of each "
                "other, in whatever account"
            ),
            text=verdict_words,
            cell_tooltip=lambda row: row.reason,
            tint=lambda row: _verdict_tint(row, theme.colors),
        ),
        *(
            Column(
                title=label,
                tooltip=tr("What was and would be bought and sold in this account"),
                text=partial(_cell_of, number),
                tint=partial(_tint_of, number, theme),
            )
            for number, label in enumerate(matrix.accounts)
        ),
    )


def _cell_of(number: int, row: WashRow) -> str:
    return cell_words(row.cells[number])


def _tint_of(number: int, theme: Theme, row: WashRow) -> str:
    return _tint(row.cells[number], row, theme.colors)


def _verdict_tint(row: WashRow, colors: Colors) -> str:
    clashes = row.verdict is WashVerdict.CLASH
    return mix(colors.surface, colors.warning, _TINT) if clashes else ""


def _tint(cell: WashCell, row: WashRow, colors: Colors) -> str:
    """Return the colour behind a cell: what clashes, what is sold at a loss, what is bought."""
    if row.verdict is WashVerdict.CLASH and not cell.is_empty:
        return mix(colors.surface, colors.warning, _TINT)
    if cell.sold_at_loss:
        return mix(colors.surface, colors.after, _TINT)
    if cell.buys or cell.bought_lately:
        return mix(colors.surface, colors.before, _TINT)
    return mix(colors.surface, colors.muted, _TINT / 2) if cell.loss else ""


class WashCard(Card):
    """The matrix, with its answer in a sentence."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Wash sales"), parent=parent)
        self._theme = theme
        self._accounts: tuple[str, ...] | None = None
        self.table: DataTable[WashRow] = DataTable((), tr("Wash sales by security and account"))
        self.table.setItemDelegate(Tinted(self.table.table.look, self.table))
        self.table.row_selected.connect(self._select)
        self.said = Caption(_HINT)
        self.hint = Caption(
            tr(
                "Orange: sold at a loss. Blue: bought now, or in the 30 days before. Grey: a loss "
                "that stays. A purchase in any account counts against a loss in every other."
            )
        )
        for widget in (self.table, self.said, self.hint):
            self.body.addWidget(widget)

    def show_matrix(self, matrix: WashMatrix) -> None:
        """Show *matrix*; without a row the card is not shown."""
        self.set_subtitle(answer(matrix))
        if matrix.accounts != self._accounts:
            self._accounts = matrix.accounts
            self.table.set_columns(columns_of(matrix, self._theme))
        self.table.set_rows(matrix.rows)
        self.table.fit_height(scrolls_sideways=True)
        self._select(None)
        self.setVisible(bool(matrix.rows))

    def _select(self, row: WashRow | None) -> None:
        self.said.setText(_HINT if row is None else row.reason)


def answer(matrix: WashMatrix) -> str:
    """Return in a sentence what *matrix* says."""
    clashes = [row for row in matrix.rows if row.verdict is WashVerdict.CLASH]
    waiting = [row for row in matrix.rows if row.verdict is WashVerdict.DO_NOT_BUY]
    if clashes:
        return tr(
            "Losses meet purchases: {clashes}.",
            clashes=", ".join(row.symbols[0] for row in clashes),
        )
    if not waiting:
        return tr("No loss meets a purchase.")
    names = ", ".join(row.symbols[0] for row in waiting)
    return tr("No loss meets a purchase, as long as nobody buys {names} for a while.", names=names)
