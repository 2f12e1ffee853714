"""A file of an unknown layout that needs no person: its headings and its figures tell all.

Its headings are to the word what brokers write, none of its columns is left over, and quantity
times price is the value in every row: whoever took one of them for another would not get there.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.content import Reading
from rebalancer.ingest.errors import NoTableError
from rebalancer.ingest.mapping.guess import guess_mapping, read_rows
from rebalancer.ingest.mapping.headings import is_heading_of
from rebalancer.ingest.mapping.mapping import Mapping, problems
from rebalancer.ingest.mapping.reader import read_as_mapped
from rebalancer.ingest.mapping.words import NEVER, heading_key, plain_words
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.sheet import Column
from rebalancer.ingest.statement import Entry, Role
from rebalancer.ingest.valuation import is_worth
from rebalancer.progress import Progress, silent

LAYOUT = "Table of holdings"
_PROVEN = frozenset({Column.SYMBOL, Column.QUANTITY, Column.PRICE, Column.VALUE})
_OF_ONE_OR_OF_ALL = frozenset({("cost",), ("invested",)})
"""Headings that may tell the cost of a share or of all of them."""


def read_by_headings(content: bytes, notes: Notes, progress: Progress = silent) -> Reading | None:
    """Return what a file says if nobody has to be asked about its columns, else None.

    Raises:
        NoTableError: There are no columns that anybody could be asked about.
        Cancelled: *progress* no longer wants the result.
    """
    rows = read_rows(content, notes.file)
    if not rows.are_a_table:
        raise NoTableError(notes.file)
    mapping = replace(guess_mapping(rows, PurePath(notes.file).stem), name=LAYOUT)
    header = mapping.header_in(rows.records)
    if header is None or not _is_certain(mapping, header.cells):
        return None
    reading = read_as_mapped(content, (mapping,), notes, progress)
    if reading is None or not _is_borne_out(reading.statement.entries):
        return None
    notes.warn(WarningCode.COLUMNS_RECOGNISED, header.line, _told(mapping, header.cells))
    return reading._replace(statement=replace(reading.statement, layout=LAYOUT))


def _is_certain(mapping: Mapping, headings: Sequence[str]) -> bool:
    """Whether every column is what its heading says to the word, or says nothing that is read."""
    if problems(mapping) or not _PROVEN.issubset(mapping.roles):
        return False
    return all(
        _is_plain(heading, role) for heading, role in zip(headings, mapping.roles, strict=False)
    )


def _is_plain(heading: str, role: Column | None) -> bool:
    if role is None:
        return not heading or not NEVER.isdisjoint(plain_words(heading).split())
    return is_heading_of(heading, role) and heading_key(heading) not in _OF_ONE_OR_OF_ALL


def _is_borne_out(entries: Sequence[Entry]) -> bool:
    """Whether quantity times price is the value of every holding, and there are some."""
    holdings = [entry for entry in entries if entry.role is Role.HOLDING]
    return bool(holdings) and all(
        entry.symbol
        and None not in {entry.quantity, entry.price, entry.value}
        and is_worth(entry, SecurityKind.STOCK)
        for entry in holdings
    )


def _told(mapping: Mapping, headings: Sequence[str]) -> str:
    """Return what was made of the headings, in a sentence."""
    pairs = zip(headings, mapping.roles, strict=False)
    taken = [f"“{heading}” as {role.value.lower()}" for heading, role in pairs if role is not None]
    said = f"The columns were recognised by their headings: {', '.join(taken)}"
    return f"{said}; amounts are in {mapping.currency}."
