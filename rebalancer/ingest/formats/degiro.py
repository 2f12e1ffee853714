"""DEGIRO: ``Portfolio.csv``, the same seven columns in every language.

    Product,Symbol/ISIN,Amount,Closing,Local value,,Value in EUR
    CASH & CASH FUND & FTX CASH (EUR),,,,EUR,"250,10","250,10"
    EXAMPLE HOLDING NV,NL0000000000,12,"81,50",EUR,"978,00","978,00"

Under the fifth heading stands the currency, and under no heading at all the value in it: columns
are bound by their place. The account's own currency ends the last heading. Numbers have a decimal
comma, even where the headings are English. There is no ticker, no cost basis and no date.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rebalancer.ingest.formats.one_table import NO_CURRENCY, rows_under_header
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.rows import read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement
from rebalancer.ingest.text import Record

BROKER = "DEGIRO"
NAME = "DEGIRO portfolio"

HEADINGS: Headings = {
    Column.DESCRIPTION: ("product", "produkt", "produit", "produto", "prodotto", "producto"),
    Column.SYMBOL: ("symbol/isin", "symbool/isin", "symbole/isin", "símbolo/isin", "ticker/isin"),
    Column.QUANTITY: ("amount", "aantal", "anzahl", "quantité", "quantidade", "quantity"),
    Column.PRICE: ("closing", "slotkoers", "schlußkurs", "schlusskurs", "clôture", "fecho"),
    Column.CURRENCY: ("local value", "lokale waarde", "wert", "valeur locale", "valor local"),
}
"""As known; the reader looks at the shape of the header alone, whatever its language."""

_PLAIN = ("Product", "ISIN", "Quantity", "Price", "Currency", "Value")
_COLUMNS: Headings = {
    Column.DESCRIPTION: ("product",),
    Column.SYMBOL: ("isin",),
    Column.QUANTITY: ("quantity",),
    Column.PRICE: ("price",),
    Column.CURRENCY: ("currency",),
    Column.VALUE: ("value",),
}
_WIDTH = 7
_UNNAMED = 5
_BASE_CURRENCY = re.compile(r".* \(?[A-Z]{3}\)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CASH = "CASH "


def recognises(head: Sequence[Record]) -> bool:
    """Whether one of the first rows is the header of a portfolio, in any language."""
    return any(_is_header(record) for record in head)


def _is_header(record: Record) -> bool:
    names = record.cells
    return (
        len(names) >= _WIDTH
        and names[1].casefold().endswith("/isin")
        and not names[_UNNAMED]
        and _BASE_CURRENCY.fullmatch(names[_WIDTH - 1]) is not None
    )


def read(sheet: Sheet) -> Statement:
    """Read a DEGIRO portfolio; each line keeps its own currency."""
    records = [_with_headings(record) for record in sheet.records]
    account = AccountLabel(line=sheet.records[0].line)
    entries: list[Entry] = []
    plain = replace(sheet, records=records)
    for table, record in rows_under_header(plain, _COLUMNS, _is_plain_header):
        entry = read_entry(table, record, account, sheet.notes)
        if entry is not None:
            currency = table.text(record, Column.CURRENCY).upper()
            is_cash = entry.description.startswith(_CASH) and not entry.symbol
            entries.append(
                replace(
                    entry,
                    role=Role.CASH if is_cash else Role.HOLDING,
                    currency=currency if _CURRENCY.fullmatch(currency) else NO_CURRENCY,
                )
            )
    return Statement(broker=BROKER, layout=NAME, entries=tuple(entries), tells_cost=False)


def _is_plain_header(record: Record) -> bool:
    return record.cells[: len(_PLAIN)] == _PLAIN


def _with_headings(record: Record) -> Record:
    """Return the header with a name above every column; any other row as it is."""
    if not _is_header(record):
        return record
    return record._replace(cells=(*_PLAIN, *record.cells[len(_PLAIN) :]))


LAYOUT = Layout(
    name=NAME,
    headings=(HEADINGS,),
    recognises=recognises,
    read=read,
    numbers=NumberStyle.POINT_COMMA,
)
