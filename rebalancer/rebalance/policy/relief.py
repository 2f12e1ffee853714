"""Which lots a sale closes, and in which units something is traded."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rebalancer.domain.security import SecurityKind

_MUTUAL_FUND_LENGTH = 5


class LotRelief(StrEnum):
    """The method by which an account picks the lots of a sale.

    Source: 26 CFR § 1.1012-1(c)(1): without an identification the earliest shares are sold.
    """

    MIN_TAX = "min_tax"
    """Whatever costs the least tax in the whole plan; named to the broker lot by lot."""
    FIFO = "fifo"
    LIFO = "lifo"
    HIFO = "hifo"
    AVERAGE = "average"
    """All shares of a fund at their average cost; they are sold in the order they were bought.

    Source: 26 CFR § 1.1012-1(e)(1) and (e)(7): funds only; the first acquired are the first sold.
    """
    SPECIFIC = "specific"
    """Only the lots that the policy names."""

    @property
    def is_in_turn(self) -> bool:
        """Whether each lot is sold only once the one before it is gone."""
        return self in {LotRelief.FIFO, LotRelief.LIFO, LotRelief.HIFO, LotRelief.AVERAGE}

    @property
    def goes_by_date(self) -> bool:
        """Whether shares of unknown date have no place of their own in the order."""
        return self.is_in_turn and self is not LotRelief.HIFO

    @property
    def words(self) -> str:
        """What a person calls the method."""
        return _WORDS[self]


_WORDS = {
    LotRelief.MIN_TAX: "least tax",
    LotRelief.FIFO: "first in, first out",
    LotRelief.LIFO: "last in, first out",
    LotRelief.HIFO: "highest cost first",
    LotRelief.AVERAGE: "average cost",
    LotRelief.SPECIFIC: "the lots you named",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificLot:
    """Shares of one day that may be sold where an account sells only what is named."""

    account: str
    """Named by the end of its name or number."""
    symbol: str
    quantity: Decimal
    acquired: date | None = None
    """None names the shares whose date is not known."""

    @property
    def words(self) -> str:
        """What a person calls it."""
        day = "unknown date" if self.acquired is None else self.acquired.isoformat()
        return f"{self.quantity.normalize():f} {self.symbol} of {day} in {self.account}"


class TradedKind(StrEnum):
    """What something is, as far as it decides in which units it is traded."""

    STOCK = "stock"
    ETF = "etf"
    MUTUAL_FUND = "mutual_fund"

    @property
    def is_fund(self) -> bool:
        """Whether its cost may be averaged."""
        return self is not TradedKind.STOCK


def traded_kind(symbol: str, kind: SecurityKind) -> TradedKind:
    """Return how *symbol* is traded: a mutual fund has five letters and ends with X."""
    if len(symbol) == _MUTUAL_FUND_LENGTH and symbol.endswith("X"):
        return TradedKind.MUTUAL_FUND
    return TradedKind.ETF if kind is SecurityKind.FUND else TradedKind.STOCK
