"""A row under a header becomes an entry, or a reason why it cannot."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rebalancer.ingest import cells
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.sheet import Column, Table
from rebalancer.ingest.statement import AccountLabel, Entry
from rebalancer.ingest.text import Record

Cell = TypeVar("Cell")


@dataclass(frozen=True, slots=True)
class CellReader:
    """How numbers and days are written; each raises ``CellError`` for what it cannot read."""

    number: Callable[[str], Decimal | None] = cells.number
    day: Callable[[str], date | None] = cells.day


AS_IN_US = CellReader()
"""``1,234.50`` and ``03/31/2019``, or ``2019-03-31``."""


def read_entry(
    table: Table,
    record: Record,
    account: AccountLabel,
    notes: Notes,
    reader: CellReader = AS_IN_US,
) -> Entry | None:
    """Return what a row says, or None after noting why it cannot be read.

    A row is lost only over its quantity or value, or over its price where there is no value;
    anything else that is unreadable becomes unknown, with a warning.
    """
    reason = table.complaint(record)
    if reason:
        notes.skip(record.line, reason)
        return None
    try:
        value = reader.number(table.text(record, Column.VALUE))
        quantity = reader.number(table.text(record, Column.QUANTITY))
        price = _price(table, record, reader, notes, is_needed=value is None)
    except cells.CellError as error:
        notes.skip(record.line, str(error))
        return None
    if table.is_short(record):
        message = f"Only {len(record.cells)} of {len(table.header.cells)} cells are here."
        notes.warn(WarningCode.TRUNCATED, record.line, message)
    return Entry(
        account=account,
        line=record.line,
        symbol=table.text(record, Column.SYMBOL),
        description=table.text(record, Column.DESCRIPTION),
        quantity=quantity,
        price=price,
        value=value,
        cost_basis=read_optional(table, record, Column.COST_BASIS, reader.number, notes),
        unit_cost=read_optional(table, record, Column.UNIT_COST, reader.number, notes),
        acquired=read_optional(table, record, Column.ACQUIRED, reader.day, notes),
    )


def _price(
    table: Table, record: Record, reader: CellReader, notes: Notes, *, is_needed: bool
) -> Decimal | None:
    if is_needed:
        return reader.number(table.text(record, Column.PRICE))
    return read_optional(table, record, Column.PRICE, reader.number, notes)


def read_optional(
    table: Table,
    record: Record,
    column: Column,
    read: Callable[[str], Cell | None],
    notes: Notes,
) -> Cell | None:
    """Return a cell that a row can do without; what cannot be read becomes unknown."""
    try:
        return read(table.text(record, column))
    except cells.CellError as error:
        message = f"{column.value}: {error}; it is taken as unknown."
        notes.warn(WarningCode.UNREADABLE_CELL, record.line, message)
        return None
