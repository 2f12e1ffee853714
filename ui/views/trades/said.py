"""What is said of each trade just now, as the columns and the painter of the orders read it."""

from decimal import Decimal

from rebalancer.rebalance.approval import Status, key_of
from rebalancer.rebalance.review import Review
from ui.format import cents
from ui.language import tr
from ui.models.table import Column
from ui.widgets.trade_rows import TradeRow

ALL_SAID = tr("Every order here is approved or held already.")


class Said:
    """The latest review; rows do not carry it, so that they stay the same when it changes."""

    def __init__(self) -> None:
        self.review: Review | None = None

    def show(self, review: Review) -> None:
        """Speak of *review* from now on."""
        self.review = review

    def status(self, row: TradeRow) -> Status:
        """Return what is said of the trade of *row*."""
        if self.review is None:
            return Status.OPEN
        return self.review.statuses[row.number - 1]

    def words(self, row: TradeRow) -> str:
        """Return what is said of a trade, and what its account lacks for it; "" for a lot."""
        if row.lot is not None:
            return ""
        words = self.status(row).words
        return tr("{words}, lacks cash", words=words) if self.lacks(row) else words

    def flag(self, row: TradeRow) -> str:
        """Return what is wrong with placing the trade, as a sentence; "" where nothing is."""
        missing = self.lacks(row)
        if missing is None:
            return ""
        symbol, amount = row.trade.symbol, cents(missing)
        return tr(
            "Buying {symbol} lacks {amount} of cash: what would pay for it is held.",
            symbol=symbol,
            amount=amount,
        )

    def column(self) -> Column[TradeRow]:
        """Return the column of the status."""
        return Column(
            title=tr("Status"),
            text=self.words,
            cell_tooltip=self.flag,
            tooltip=tr(
                "Click or press Space to approve, H to hold; what is held stays out of everything "
                "that is handed over"
            ),
        )

    def lacks(self, row: TradeRow) -> Decimal | None:
        """Return USD that the account lacks once the trade is placed; None where it is paid."""
        return None if self.review is None else self.review.lacking.get(key_of(row.trade))
