"""Files that brokers also export and that do not list what is held: named, not misread."""

from collections.abc import Sequence
from dataclasses import dataclass

from rebalancer.ingest.sheet import heading_set
from rebalancer.ingest.text import Record

_SCHWAB = "On schwab.com open Accounts, then Positions, and choose Export there."
_FIDELITY = "On fidelity.com open Positions and choose Download there."
_VANGUARD = "On vanguard.com open the Download Center and choose a CSV file with the holdings."
_DEGIRO = "In DEGIRO's web trader open Portfolio and choose Export there."
_TRADING_212 = "In Trading 212 open the pie and export it; a history does not tell what is held."
_ANY = "Export the positions (or holdings) instead."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A kind of file that is known not to list holdings, and what to export instead."""

    what: str
    remedy: str
    headings: frozenset[str] = frozenset()
    """All of these stand in one row."""
    title: str = ""
    """A row starts with these words."""
    phrase: str = ""
    """A row's first cell contains these words."""

    def fits(self, record: Record) -> bool:
        """Whether *record* gives the file away."""
        first = record.texts[0].casefold()
        if self.title:
            return first.startswith(self.title)
        if self.phrase:
            return self.phrase in first
        return self.headings <= heading_set(record)


def _by_headings(what: str, remedy: str, *headings: str) -> Refusal:
    return Refusal(what=what, remedy=remedy, headings=frozenset(headings))


REFUSALS: tuple[Refusal, ...] = (
    Refusal(what="Schwab transactions file", remedy=_SCHWAB, title="transactions for account"),
    Refusal(what="Schwab balances file", remedy=_SCHWAB, title="balances for account"),
    Refusal(what="Schwab lot details file", remedy=_SCHWAB, phrase=" lot details for "),
    _by_headings("Schwab transactions file", _SCHWAB, "date", "action", "fees & comm"),
    _by_headings("Schwab equity awards file", _SCHWAB, "date", "action", "awarddate", "awardid"),
    _by_headings("Fidelity history file", _FIDELITY, "run date", "action"),
    _by_headings(
        "Fidelity account statement", _FIDELITY, "account type", "account", "beginning mkt value"
    ),
    _by_headings("Fidelity balances file", _FIDELITY, "account number", "account name", "balance"),
    _by_headings(
        "Vanguard transactions file", _VANGUARD, "account number", "trade date", "investment name"
    ),
    _by_headings(
        "Vanguard UK report of transactions", _VANGUARD, "date", "details", "amount", "balance"
    ),
    _by_headings("Robinhood activity file", _ANY, "activity date", "trans code"),
    *(
        _by_headings("DEGIRO account or transactions file", _DEGIRO, day, time, "product", "isin")
        for day, time in (
            *(("date", "time"), ("datum", "tijd"), ("datum", "uhrzeit"), ("date", "heure")),
            *(("data", "hora"), ("fecha", "hora"), ("data", "ora")),
        )
    ),
    _by_headings("Trading 212 history file", _TRADING_212, "action", "time", "isin", "ticker"),
    _by_headings("Merrill activity file", _ANY, "trade date", "account registration", "amount ($)"),
    _by_headings("transactions file of E*TRADE", _ANY, "transactiondate", "transactiontype"),
    _by_headings("trades file of Interactive Brokers", _ANY, "tradedate", "tradeprice"),
    _by_headings("transactions file", _ANY, "trade date", "transaction type"),
    _by_headings("transactions file", _ANY, "date", "transaction type", "symbol"),
    _by_headings("transactions file", _ANY, "date", "action", "symbol"),
    _by_headings("transactions file", _ANY, "date", "action", "quantity"),
    _by_headings("bank's transactions file", _ANY, "date", "amount", "category"),
    *(
        _by_headings("French statement of transactions", _ANY, day, "montant")
        for day in ("date d'operation", "date d'opération", "date opération", "date operation")
    ),
)


def refusal_for(head: Sequence[Record]) -> tuple[Refusal, int] | None:
    """Return what the first rows give away, with the line, or None."""
    for record in head:
        for refusal in REFUSALS:
            if refusal.fits(record):
                return refusal, record.line
    return None
