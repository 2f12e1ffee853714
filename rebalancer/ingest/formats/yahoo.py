"""Yahoo Finance: ``portfolio.csv`` or ``quotes.csv``, one purchase or sale a row.

    Symbol,Current Price,Date,Time,...,Trade Date,Purchase Price,Quantity,Commission,...
    VTI,370.00,2026/08/21,16:00 EDT,...,20240315,262.50,10,4.95,...,BUY
    VTI,370.00,2026/08/21,16:00 EDT,...,20260420,355.00,4,,...,SELL
    AAPL,255.00,2026/08/21,16:00 EDT,...,,,,,...                   watched, not held
    $$CASH_TX,,,,...,20240301,,5000.0,,...,DEPOSIT                 a movement of cash

Sales are taken from the oldest purchases. What is listed outside the US shows in the symbol's
ending alone. The cash balance is not in the file.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rebalancer.domain.money import USD, ZERO, to_cents, total
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest import cells
from rebalancer.ingest.formats.one_table import (
    NO_CURRENCY,
    cell_under,
    has_headings,
    rows_under_header,
)
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Statement
from rebalancer.ingest.text import Record

BROKER = "Yahoo Finance"
NAME = "Yahoo Finance portfolio"

HEADINGS: Headings = {
    Column.SYMBOL: ("symbol",),
    Column.PRICE: ("current price",),
    Column.QUANTITY: ("quantity",),
    Column.UNIT_COST: ("purchase price",),
    Column.ACQUIRED: ("trade date",),
    Column.TYPE: ("transaction type",),
    Column.VALUE: ("current value",),
}
_CASH_MOVEMENT = "$$CASH"
_SALE = "sell"
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_PAIR = re.compile(r"[A-Z0-9]{2,}-(?P<currency>[A-Z]{3})")
"""``BTC-USD``; a class share (``BRK-B``) has one letter behind the hyphen."""
_CURRENCIES = {
    **dict.fromkeys(("AS", "BE", "BR", "DE", "F", "HE", "IR", "LS", "MC", "MI", "PA", "VI"), "EUR"),
    **dict.fromkeys(("CN", "NE", "TO", "V"), "CAD"),
    "AX": "AUD",
    "CO": "DKK",
    "HK": "HKD",
    "JO": "ZAR",
    "L": "GBX",
    "NS": "INR",
    "OL": "NOK",
    "SA": "BRL",
    "SI": "SGD",
    "ST": "SEK",
    "SW": "CHF",
    "T": "JPY",
    "KS": "KRW",
    "MX": "MXN",
}
"""By the ending that Yahoo gives to what is listed outside the US; London quotes in pence."""


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a portfolio."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    return has_headings(
        record, "symbol", "current price", "purchase price", "trade date", "quantity"
    )


@dataclass(frozen=True, slots=True)
class _Deal:
    """A row: a purchase or a sale."""

    entry: Entry
    is_sale: bool


def read(sheet: Sheet) -> Statement:
    """Read a Yahoo Finance portfolio."""
    account = AccountLabel(line=sheet.records[0].line)
    deals: dict[str, list[_Deal]] = defaultdict(list)
    days: list[date] = []
    for table, record in rows_under_header(sheet, HEADINGS, _is_header):
        deal = _deal(table, record, account, sheet.notes)
        if deal is not None:
            deals[deal.entry.symbol].append(deal)
            day = cells.find_day(cell_under(table, record, "date"))
            days += [day] if day else []
    held = [entry for parts in deals.values() for entry in _held(parts, sheet.notes)]
    return Statement(broker=BROKER, layout=NAME, entries=tuple(held), as_of=max(days, default=None))


def _deal(table: Table, record: Record, account: AccountLabel, notes: Notes) -> _Deal | None:
    """Return what a row says, or None after noting why it is passed over."""
    symbol = table.text(record, Column.SYMBOL)
    if symbol.startswith(_CASH_MOVEMENT):
        notes.skip(record.line, "it is a movement of cash; the file does not tell the balance")
        return None
    if cells.is_unknown(table.text(record, Column.QUANTITY)):
        notes.skip(record.line, table.complaint(record) or f"{symbol} is watched, not held")
        return None
    entry = read_entry(table, _with_day(table, record), account, notes)
    if entry is None:
        return None
    is_sale = table.text(record, Column.TYPE).casefold() == _SALE
    commission = None if is_sale else cell_under(table, record, "commission")
    return _Deal(_refined(entry, commission or ""), is_sale)


def _with_day(table: Table, record: Record) -> Record:
    """Return *record* with its trade date written as ``2024-03-15``."""
    match = _DAY.fullmatch(table.text(record, Column.ACQUIRED))
    if match is None:
        return record
    texts = list(record.cells)
    texts[table.places[Column.ACQUIRED]] = "-".join(match.groups())
    return record._replace(cells=tuple(texts))


def _refined(entry: Entry, commission: str) -> Entry:
    """Return *entry* with its cost as a whole, its kind and its currency."""
    symbol = entry.symbol.upper()
    ending = symbol.rpartition(".")[2] if "." in symbol else ""
    pair = _PAIR.fullmatch(symbol)
    currency = _CURRENCIES.get(ending, NO_CURRENCY) if ending else USD
    return replace(
        entry,
        price=entry.price or None,
        cost_basis=_cost(entry, commission),
        unit_cost=None,
        currency=pair["currency"] if pair else currency,
        kind=SecurityKind.OTHER if pair or symbol.startswith("^") or "=" in symbol else None,
    )


def _cost(entry: Entry, commission: str) -> Decimal | None:
    if not entry.unit_cost or not entry.quantity:
        return None
    try:
        fee = cells.number(commission)
    except cells.CellError:
        fee = None
    return to_cents(entry.unit_cost * entry.quantity + (fee or ZERO))


def _held(deals: Sequence[_Deal], notes: Notes) -> list[Entry]:
    """Return what is left of the purchases of one symbol after its sales."""
    bought = [deal.entry for deal in deals if not deal.is_sale]
    sales = [deal.entry for deal in deals if deal.is_sale]
    sold = total(abs(sale.quantity or ZERO) for sale in sales)
    if not sold:
        return bought
    left = total(entry.quantity or ZERO for entry in bought) - sold
    if left <= 0:
        why = f"all of {sales[0].symbol} is sold" if left == 0 else _short(sales[0].symbol)
        for deal in deals:
            notes.skip(deal.entry.line, why)
        return []
    message = f"{sales[0].symbol}: the shares sold are taken from the oldest purchases."
    notes.warn(WarningCode.LOTS_DIFFER, sales[0].line, message)
    return _without(bought, sold)


def _short(symbol: str) -> str:
    return f"more of {symbol} is sold than bought, so that nobody can tell what is held"


def _without(bought: Sequence[Entry], sold: Decimal) -> list[Entry]:
    """Return *bought* without the oldest shares; those of unknown date are taken as oldest."""
    kept: list[Entry] = []
    for entry in sorted(bought, key=lambda each: each.acquired or date.min):
        shares = entry.quantity or ZERO
        gone = min(max(shares, ZERO), sold)
        sold -= gone
        if gone == shares:
            continue
        cost = entry.cost_basis
        part = cost if cost is None or not gone else to_cents(cost * (shares - gone) / shares)
        kept.append(replace(entry, quantity=shares - gone, cost_basis=part))
    return sorted(kept, key=lambda each: each.line)


LAYOUT = Layout(name=NAME, headings=(HEADINGS,), recognises=recognises, read=read)
