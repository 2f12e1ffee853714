"""Holdings files of funds: what one says before it is used, and those that are used."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rebalancer.market.fund_holdings import FundHoldings
from ui.format import day, percent
from ui.language import tr, tr_n
from ui.models.table import Column
from ui.state.fund_files import Offer
from ui.text_size import hold
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.clear import clear_layout
from ui.widgets.data_table import DataTable
from ui.widgets.spoken import allow, call, explain
from ui.widgets.text import Caption, PlainLabel

ROWS = 6
SHOWN_DOUBTS = 4
_SYMBOL_WIDTH = 120
_CHOOSE = tr("Choose a fund in the table first.")

USED_COLUMNS: tuple[Column[FundHoldings], ...] = (
    Column(title=tr("Fund"), text=lambda used: used.symbol),
    Column(title=tr("By"), text=lambda used: used.issuer, tooltip=tr("Whose layout the file has")),
    Column(
        title=tr("As of"),
        text=lambda used: day(used.basket.as_of),
        day=lambda used: used.basket.as_of,
    ),
    Column(
        title=tr("Named"),
        text=lambda used: percent(used.basket.coverage),
        amount=lambda used: used.basket.coverage,
        is_numeric=True,
        tooltip=tr("The share of the fund that the file explains"),
    ),
    Column(
        title=tr("Lines"),
        text=lambda used: f"{used.counted:,}",
        amount=lambda used: used.counted,
        is_numeric=True,
        tooltip=tr(
            "How many lines of the file count: those of a company or a kind of asset that is known"
        ),
    ),
    Column(title=tr("File"), text=lambda used: used.file),
)
FILE = len(USED_COLUMNS) - 1


class OfferRow(QWidget):
    """One file that is not used yet.

    Attributes:
        use, leave: The two answers; without a known fund, ``use`` reads the file again.
        symbol: Where the fund is named if the file does not tell.
    """

    used = Signal(object)
    """An ``Offer`` to be used."""
    named = Signal(object, str)
    """An ``Offer``, and the symbol of the fund that it is about."""
    declined = Signal(object)
    """An ``Offer`` to be forgotten."""

    def __init__(self, offer: Offer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = offer
        is_known = offer.holdings is not None
        self.symbol = QLineEdit(next(iter(offer.candidates), ""))
        self.symbol.setPlaceholderText(tr("Ticker"))
        call(self.symbol, tr("Fund of {path}", path=offer.path.name))
        hold(self.symbol, width=_SYMBOL_WIDTH)
        self.symbol.setAcceptDrops(False)
        self.symbol.setVisible(not is_known)
        self.symbol.returnPressed.connect(self._answer)
        self.use = Button(
            tr("Use it") if is_known else tr("Read it as this fund"), Loudness.PRIMARY
        )
        self.use.clicked.connect(self._answer)
        self.leave = Button(tr("Leave it"), Loudness.QUIET)
        self.leave.clicked.connect(self._leave)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(PlainLabel(offer_words(offer), wraps=True))
        for doubt in offer.doubts[:SHOWN_DOUBTS]:
            words.addWidget(Caption(doubt.message))
        if len(offer.doubts) > SHOWN_DOUBTS:
            more = len(offer.doubts) - SHOWN_DOUBTS
            said = tr_n("and {count} more doubt", "and {count} more doubts", more)
            words.addWidget(Caption(said))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addLayout(words, 1)
        for widget in (self.symbol, self.use, self.leave):
            row.addWidget(widget)

    def _answer(self) -> None:
        if self._offer.holdings is not None:
            self.used.emit(self._offer)
        elif self.symbol.text().strip():
            self.named.emit(self._offer, self.symbol.text())

    def _leave(self) -> None:
        self.declined.emit(self._offer)


class HoldingsFiles(Card):
    """The files that are offered, and below them those that are used; hidden without any.

    Attributes:
        table: A row for each file that is used.
        remove: Takes back the one that is selected.
        rows: The offers that are shown.
    """

    used = Signal(object)
    named = Signal(object, str)
    declined = Signal(object)
    removed = Signal(str)
    """The symbol of a fund whose file is no longer to be used."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Holdings files"), "", parent)
        self.rows: tuple[OfferRow, ...] = ()
        self.table = DataTable(USED_COLUMNS, tr("Holdings files in use"))
        self.table.set_stretched(FILE)
        self.remove = Button(tr("Remove"), Loudness.QUIET)
        explain(self.remove, tr("Look through the selected fund as before"))
        allow(self.remove, _CHOOSE)
        self.table.row_selected.connect(self._allow_removal)
        self.remove.clicked.connect(self._remove)
        self._offers = QVBoxLayout()
        self._selected: FundHoldings | None = None
        self.corner.addWidget(self.remove)
        self.body.addLayout(self._offers)
        self.body.addWidget(self.table)
        self.hide()

    def show_files(self, offers: tuple[Offer, ...], used: tuple[FundHoldings, ...]) -> None:
        """Show what is offered and what is used."""
        clear_layout(self._offers)
        self.rows = tuple(OfferRow(offer) for offer in offers)
        for row in self.rows:
            row.used.connect(self.used)
            row.named.connect(self.named)
            row.declined.connect(self.declined)
            self._offers.addWidget(row)
        self.table.set_rows(used)
        self.table.fit_height(ROWS)
        self.table.setVisible(bool(used))
        self.remove.setVisible(bool(used))
        self._allow_removal(None)
        self.set_subtitle(
            tr(
                "What fund companies publish of their funds' holdings goes before the embedded "
                "baskets."
            )
        )
        self.setVisible(bool(offers or used))

    def _allow_removal(self, used: FundHoldings | None) -> None:
        self._selected = used
        allow(self.remove, "" if used is not None else _CHOOSE)

    def _remove(self) -> None:
        if self._selected is not None:
            self.removed.emit(self._selected.symbol)


def offer_words(offer: Offer) -> str:
    """Return what a file says, in a sentence."""
    holdings = offer.holdings
    if holdings is None:
        return offer.question
    basket = holdings.basket
    dated = (
        tr("as of {as_of}", as_of=day(basket.as_of)) if basket.as_of else tr("of an unknown day")
    )
    return tr(
        "{file} lists what {symbol} holds {dated}: {counted} lines, {coverage} of the fund, in "
        "the layout of {issuer}.",
        file=holdings.file,
        symbol=holdings.symbol,
        dated=dated,
        counted=f"{holdings.counted:,}",
        coverage=percent(basket.coverage),
        issuer=holdings.issuer,
    )
