"""What a line holds: the shape of its symbol, the market snapshot, and the broker's own word."""

import re

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.statement import Entry, Role
from rebalancer.ingest.valuation import is_worth
from rebalancer.market.snapshot import Snapshot

_OPTION = re.compile(
    r"""-?[A-Z][A-Z0-9]{0,5}\ *[0-9]{6}[CP][0-9]{1,8}(\.[0-9]+)?          # NVDA261218C250, OCC
    | [A-Z][A-Z/.-]{0,6}\ [0-9]{2}/[0-9]{2}/[0-9]{4}\ [0-9.]+\ [CP]       # QQQ 12/18/2026 720.00 P
    | [A-Z][A-Z/.-]{0,6}\ [0-9]{1,2}[A-Z]{3}[0-9]{2}\ [0-9.]+\ [CP]       # MSFT 18DEC26 520 C
    | [A-Z][A-Z/.-]{0,6}\ [A-Z]{3}\ [0-9]{1,2}\ '[0-9]{2}\ \$[0-9.,]+\ (CALL|PUT)  # E*TRADE
    | [A-Z][A-Z.-]{0,5}\#[A-X][0-9]{4}[A-Z][0-9]{6}                      # IWM#L1826C260000, Merrill
    """,
    re.VERBOSE,
)
_CUSIP = re.compile(r"(?=.*[0-9].)[0-9A-Z*@#]{8}[0-9]")
_MONEY_MARKET = "money market"


def symbol_of(entry: Entry, snapshot: Snapshot) -> str:
    """Return the symbol as the snapshot spells it; the description where there is none."""
    symbol = snapshot.canonical(entry.symbol)
    if is_option(symbol):
        return symbol.removeprefix("-")  # some brokers print it before long options too
    if not symbol and "*" in entry.symbol:
        return "CASH"  # Fidelity prints ** alone for the cash of a linked account
    return symbol or entry.description


def is_option(symbol: str) -> bool:
    """Whether *symbol* names an option, in any of the brokers' spellings."""
    return _OPTION.fullmatch(symbol) is not None


def is_cash(entry: Entry, snapshot: Snapshot) -> bool:
    """Whether *entry*, with its symbol settled, is cash, a sweep or a money-market fund."""
    if entry.role is Role.CASH or snapshot.is_cash_fund(entry.symbol):
        return True
    is_money_market = _MONEY_MARKET in entry.description.casefold()
    return is_money_market and _has_no_symbol(entry) and entry.price in {None, 1}


def kind_of(entry: Entry, snapshot: Snapshot) -> SecurityKind:
    """Return the kind of *entry*, with its symbol settled."""
    if is_option(entry.symbol):
        return SecurityKind.OPTION
    known = snapshot.kind_of(entry.symbol)
    if known is not SecurityKind.UNKNOWN:
        return known
    if entry.kind is not None:
        return entry.kind
    if _CUSIP.fullmatch(entry.symbol):
        is_by_share = is_worth(entry, SecurityKind.STOCK)
        return SecurityKind.OTHER if is_by_share else SecurityKind.BOND
    return SecurityKind.FUND if _has_no_symbol(entry) else SecurityKind.UNKNOWN


def _has_no_symbol(entry: Entry) -> bool:
    return entry.symbol == entry.description
