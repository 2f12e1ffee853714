"""OFX and QFX: the investment statements that brokers offer for Quicken and other programs.

    <INVSTMTRS><DTASOF>20260821<CURDEF>USD<INVACCTFROM><BROKERID>example.com<ACCTID>12345678
    <INVPOSLIST><POSSTOCK><INVPOS>...<UNITS>10<UNITPRICE>370.00<MKTVAL>3700.00</INVPOS></POSSTOCK>
    <INVBAL><AVAILCASH>250.00</INVBAL>
    <SECLIST><STOCKINFO><SECINFO>...<SECNAME>A name<TICKER>VTI</SECINFO></STOCKINFO></SECLIST>

There is neither a cost basis nor a lot. Tickers stand in a list of their own, which may be
missing or hold CUSIPs instead. Transactions and open orders are passed over.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.money import CENT, USD, total
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.errors import NotPositionsError
from rebalancer.ingest.formats.ofx_markup import Element, parse
from rebalancer.ingest.kind import is_option
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, mask
from rebalancer.progress import Progress, silent

NAME = "Quicken (OFX) statement"

_KINDS = {
    "POSSTOCK": SecurityKind.STOCK,
    "POSMF": SecurityKind.FUND,
    "POSDEBT": SecurityKind.BOND,
    "POSOPT": SecurityKind.OPTION,
    "POSOTHER": SecurityKind.OTHER,
}
_BROKERS = {
    "ameritrade.com": "TD Ameritrade",
    "etrade.com": "E*TRADE",
    "fidelity.com": "Fidelity",
    "schwab.com": "Schwab",
    "vanguard.com": "Vanguard",
}
_PASSED_OVER = {"INVTRANLIST": "transactions", "INVOOLIST": "open orders"}
_UNCOUNTED = {"MARGINBALANCE": "margin", "SHORTBALANCE": "short"}
_TOTALS = frozenset({"total account value", "networth", "net worth", "account value"})
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TICKER = re.compile(r"[A-Z][A-Z0-9./-]{0,9}|[A-Z0-9 ]{13,21}")
_CUSIP = re.compile(r"(?=.*[0-9])[0-9A-Z]{9}")


@dataclass(frozen=True, slots=True)
class _Security:
    """What the list of securities says about one of them."""

    ticker: str
    name: str


def read_ofx(content: bytes, notes: Notes, progress: Progress = silent) -> Statement:
    """Return what the investment statements of an OFX file hold.

    Raises:
        NotPositionsError: There is no investment statement, or it lists no holdings.
        DamagedOfxError: The file makes no sense.
        Cancelled: *progress* no longer wants the result.
    """
    root = parse(content, notes.file, progress)
    if not root.is_closed:
        message = "The file has no closing tag: it has been cut off."
        notes.warn(WarningCode.TRUNCATED, 0, message)
    statements = list(root.walk("INVSTMTRS"))
    if next(root.walk(*_KINDS, "AVAILCASH"), None) is None:
        what = "file of transactions" if statements else "bank or card statement"
        raise NotPositionsError(notes.file, root.line, what, "Download an investment statement.")
    securities = _securities(root)
    entries = [
        entry for statement in statements for entry in _entries(statement, securities, notes)
    ]
    days = [day for each in statements if (day := _day(each.value("DTASOF")))]
    return Statement(
        broker=_broker(root),
        layout=NAME,
        entries=tuple(entries),
        as_of=min(days, default=None),
        tells_cost=False,
    )


def _broker(root: Element) -> str:
    """Return who keeps the account: by name where it is known, else as the file calls it."""
    printed = root.value("INVACCTFROM", "BROKERID")
    known = _BROKERS.get(printed.casefold())
    if known:
        return known
    is_number = printed.isdigit() or not printed
    return (root.value("FI", "ORG") or printed or "OFX") if is_number else printed


def _day(text: str) -> date | None:
    match = _DAY.match(text)
    return cells.find_day("-".join(match.groups())) if match else None


def _securities(root: Element) -> dict[str, _Security]:
    """Return the list of securities by their identifiers; the first of two counts."""
    found: dict[str, _Security] = {}
    for info in root.walk("SECINFO"):
        security = _Security(info.value("TICKER").upper(), info.value("SECNAME"))
        found.setdefault(info.value("SECID", "UNIQUEID"), security)
    return found


def _entries(statement: Element, securities: dict[str, _Security], notes: Notes) -> list[Entry]:
    account = _account(statement)
    for part in statement.walk(*_PASSED_OVER):
        notes.skip(part.line, f"the {_PASSED_OVER[part.tag]} are passed over")
    held = [
        entry
        for position in statement.walk(*_KINDS)
        for entry in _positions(position, account, statement, securities, notes)
    ]
    stated = _total(statement, account, notes)
    cash = _cash(statement, account, notes)
    if cash and stated and _is_sum(held, stated) and not _is_sum([*held, *cash], stated):
        notes.skip(cash[0].line, "this cash is among the positions already")
        cash = []
    return [*held, *cash, *stated]


def _account(statement: Element) -> AccountLabel:
    printed = statement.value("INVACCTFROM", "ACCTID")
    is_plan = next(statement.walk("INV401K", "INV401KBAL"), None) is not None
    return AccountLabel(
        line=statement.line,
        number=mask(printed),
        name=statement.value("INV401K", "EMPLOYERNAME"),
        tax_treatment=TaxTreatment.TAX_DEFERRED if is_plan else None,
    )


def _positions(
    position: Element,
    account: AccountLabel,
    statement: Element,
    securities: dict[str, _Security],
    notes: Notes,
) -> list[Entry]:
    """Return one position as an entry, or nothing after noting why it cannot be read."""
    if not position.is_closed:
        notes.skip(position.line, "the file ends in the middle of this position")
        return []
    try:
        units = cells.number(position.value("UNITS"))
        value = cells.number(position.value("MKTVAL"))
        price = cells.number(position.value("UNITPRICE"))
    except cells.CellError as error:
        notes.skip(position.line, str(error))
        return []
    kind = _KINDS[position.tag]
    is_short = position.value("POSTYPE").upper() == "SHORT"
    security = securities.get(position.value("SECID", "UNIQUEID"), _Security("", ""))
    entry = Entry(
        account=account,
        line=position.line,
        symbol=_symbol(position, security, kind),
        description=security.name,
        quantity=_negative(units) if is_short else units,
        price=price,
        value=_negative(value) if is_short else value,
        kind=kind,
        currency=(position.value("CURSYM") or statement.value("CURDEF") or USD).upper(),
    )
    return [entry]


def _symbol(position: Element, security: _Security, kind: SecurityKind) -> str:
    """Return the ticker, else the CUSIP, else the name.

    An option may carry the ticker of what it is on, and a fund its own CUSIP as a ticker.
    """
    identifier = position.value("SECID", "UNIQUEID").upper()
    ticker = security.ticker
    if position.value("SECID", "UNIQUEIDTYPE").upper() == "TICKER":
        ticker = ticker or identifier
    if kind is SecurityKind.OPTION:
        return ticker if is_option(ticker) else security.name or identifier
    if _TICKER.fullmatch(ticker) and not _CUSIP.fullmatch(ticker):
        return ticker
    return identifier if _CUSIP.fullmatch(identifier) else security.name or identifier


def _negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -abs(amount)


def _cash(statement: Element, account: AccountLabel, notes: Notes) -> list[Entry]:
    balance = statement.first("INVBAL")
    if balance is None:
        return []
    for part in balance.walk(*_UNCOUNTED):
        amount = _amount(part, notes)
        if amount:
            what = _UNCOUNTED[part.tag]
            notes.skip(part.line, f"a {what} balance of {amount:,.2f} is not counted")
    cash = balance.first("AVAILCASH")
    amount = _amount(cash, notes) if cash else None
    if cash is None or amount is None:
        return []
    entry = Entry(
        account=account,
        line=cash.line,
        role=Role.CASH,
        symbol="CASH",
        value=amount,
        currency=statement.value("CURDEF").upper() or USD,
    )
    return [entry]


def _total(statement: Element, account: AccountLabel, notes: Notes) -> list[Entry]:
    """Return what the file says the account is worth, if it does."""
    stated = [
        balance.first("VALUE")
        for balance in statement.walk("BAL")
        if balance.value("NAME").casefold() in _TOTALS and balance.value("BALTYPE") == "DOLLAR"
    ]
    for element in (*stated, statement.first("INV401KBAL", "TOTAL")):
        amount = _amount(element, notes) if element else None
        if element and amount:
            entry = Entry(account=account, line=element.line, role=Role.TOTAL, value=amount)
            return [entry]
    return []


def _is_sum(entries: list[Entry], stated: list[Entry]) -> bool:
    values = [entry.value for entry in entries if entry.value is not None]
    wanted = total(entry.value for entry in stated if entry.value is not None)
    return abs(total(values) - wanted) <= CENT * (2 + len(values))


def _amount(element: Element, notes: Notes) -> Decimal | None:
    try:
        return cells.number(element.text)
    except cells.CellError as error:
        notes.skip(element.line, str(error))
        return None
