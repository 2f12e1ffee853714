"""A file of an unknown layout is read as a person said; every line is read or listed."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from rebalancer.domain.account import TaxTreatment, infer_tax_treatment, read_tax_treatment
from rebalancer.domain.money import USD
from rebalancer.ingest import cells
from rebalancer.ingest.content import Reading
from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.errors import FileError, OpenQuestionError
from rebalancer.ingest.mapping.headings import ends_table
from rebalancer.ingest.mapping.mapping import HEAD, NUMBERS, Mapping, fingerprint, problems
from rebalancer.ingest.mapping.words import KIND_WORDS, is_total, plain_words
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.number_style import NumberStyle, currency_of
from rebalancer.ingest.result import WarningCode
from rebalancer.ingest.rows import CellReader, read_entry
from rebalancer.ingest.sheet import Column, Headings, Sheet, Table
from rebalancer.ingest.statement import AccountLabel, Entry, Role, Statement, mask, split_label
from rebalancer.ingest.text import Record, decode, split
from rebalancer.ingest.workbook import is_workbook, read_pages
from rebalancer.progress import Progress, silent

_HEADINGS: Headings = {column: (column.value.casefold(),) for column in Column}
_HEAD_LINES = 200
"""So many lines hold the first rows of any table."""
_LONG_NUMBER = 6
"""Digits that an account's name may not have unmasked."""


class _Found(NamedTuple):
    """The rows of a file in which the headings of a mapping were found."""

    records: Sequence[Record]
    notes: Sequence[tuple[WarningCode | None, str]] = ()
    """What is to be said of the file as a whole; without a code something was left out."""


def read_as_mapped(
    content: bytes, mappings: Sequence[Mapping], notes: Notes, progress: Progress = silent
) -> Reading | None:
    """Return what a file says whose layout is one of *mappings*, or None if it is none of them.

    Raises:
        OpenQuestionError: The mapping that fits is not finished.
        Cancelled: *progress* no longer wants the result.
    """
    for mapping in mappings:
        found = _find(content, mapping, notes.file)
        if found is not None:
            return _reading(mapping, found, notes, progress)
    return None


def _find(content: bytes, mapping: Mapping, file: str) -> _Found | None:
    """Return the rows of a file where they begin as *mapping* says, else None."""
    if is_workbook(content) == bool(mapping.delimiter):
        return None
    try:
        find = _in_workbook if is_workbook(content) else _in_text
        return find(content, mapping, file)
    except FileError:
        return None  # not a table at all: whoever reads it next says what it is


def _in_workbook(content: bytes, mapping: Mapping, file: str) -> _Found | None:
    pages = read_pages(content, file)
    page = next((page for page in pages if mapping.fits(_head(page.records))), None)
    if page is None:
        return None
    others = [
        (None, f"the sheet “{other.title}” is not read, only “{page.title}” is")
        for other in pages
        if other is not page
    ]
    return _Found(page.records, others)


def _in_text(content: bytes, mapping: Mapping, file: str) -> _Found | None:
    text = decode(content, file)
    if not mapping.fits(_head(split(text.lines[:_HEAD_LINES], mapping.delimiter))):
        return None
    message = "The file is not UTF-8; it was read as Windows-1252. Check names with accents."
    notes = [(WarningCode.ENCODING_GUESSED, message)] if text.is_guessed else []
    return _Found(split(text.lines, mapping.delimiter), notes)


def _head(records: Sequence[Record]) -> list[Record]:
    return list(islice((record for record in records if record.texts), HEAD))


def _reading(mapping: Mapping, found: _Found, notes: Notes, progress: Progress) -> Reading:
    unsolved = problems(mapping)
    if unsolved or mapping.numbers is None:
        raise OpenQuestionError(notes.file, unsolved[0])
    for code, message in found.notes:
        if code is None:
            notes.skip(0, message)
        else:
            notes.warn(code, 0, message)
    sheet = Sheet(records=found.records, notes=notes, progress=progress)
    reader = _Reader(sheet, mapping, mapping.numbers, mapping.dates or DateStyle.ISO)
    return Reading(reader.read(), mapping.name, sheet.last_line)


class _Reader:
    """Walks the rows once: whatever stands above, the headings, then the holdings."""

    def __init__(
        self, sheet: Sheet, mapping: Mapping, numbers: NumberStyle, dates: DateStyle
    ) -> None:
        self._sheet = sheet
        self._notes = sheet.notes
        self._mapping = mapping
        self._cells = CellReader(numbers.number, dates.day)
        names = [role.value if role else "" for role in mapping.roles]
        header = Record(line=mapping.header_line, cells=tuple(names))
        self._table = Table(header, _HEADINGS)
        self._labels: dict[str, AccountLabel] = {}
        self._entries: list[Entry] = []
        self._totals: list[Record] = []

    def read(self) -> Statement:
        has_header = bool(self._mapping.header_line)
        outside = "it stands above the table of holdings" if has_header else ""
        for record in self._sheet.walk():
            if has_header and fingerprint(record) == self._mapping.fingerprint:
                outside = ""
                continue
            if has_header and not outside and ends_table(record):
                outside = "it belongs to another table of the file"
            if outside:
                self._notes.skip(record.line, outside)
            else:
                self._take(record)
        self._add_totals()
        self._sheet.doubt_end()
        return Statement(
            broker=self._mapping.name,
            layout=f"{self._mapping.name}, as you mapped it",
            entries=tuple(self._entries),
            tells_cost=self._table.tells_cost,
        )

    def _take(self, record: Record) -> None:
        name = self._text(record, Column.SYMBOL) or self._text(record, Column.DESCRIPTION)
        if is_total(name or next(iter(record.texts))):
            self._totals.append(record)
            return
        if not (name or self._has_amount(record)):
            self._notes.skip(record.line, "it names no holding")
            return
        entry = read_entry(self._table, record, self._account(record), self._notes, self._cells)
        if entry is not None:
            self._entries.append(self._completed(entry, record))

    def _text(self, record: Record, column: Column) -> str:
        return self._table.text(record, column)

    def _has_amount(self, record: Record) -> bool:
        return any(not cells.is_unknown(self._text(record, column)) for column in NUMBERS)

    def _add_totals(self) -> None:
        """Take the sum of a file of one account as its checksum; no other sum tells of what."""
        accounts = {entry.account for entry in self._entries}
        for record in self._totals:
            is_known = Column.VALUE in self._mapping and self._currency(record) == USD
            if len(accounts) != 1 or not is_known:
                self._notes.skip(record.line, "it is a sum of other lines")
                continue
            try:
                value = self._cells.number(self._text(record, Column.VALUE))
            except cells.CellError as error:
                self._notes.skip(record.line, str(error))
                continue
            total = Entry(
                account=self._entries[0].account,
                line=record.line,
                role=Role.TOTAL,
                value=value,
            )
            self._entries.append(total)

    def _completed(self, entry: Entry, record: Record) -> Entry:
        kind = plain_words(self._text(record, Column.TYPE))
        names = (entry.symbol, entry.description, kind)
        return replace(
            entry,
            role=Role.CASH if any(map(self._mapping.is_cash, names)) else Role.HOLDING,
            kind=KIND_WORDS.get(kind),
            currency=self._currency(record),
        )

    def _currency(self, record: Record) -> str:
        stated = self._text(record, Column.CURRENCY).upper()
        amounts = (self._text(record, column) for column in (Column.VALUE, Column.PRICE))
        written = next((found for text in amounts if (found := currency_of(text))), "")
        return stated or written or self._mapping.currency

    def _account(self, record: Record) -> AccountLabel:
        printed = self._text(record, Column.ACCOUNT)
        if printed not in self._labels:
            name, number = label_parts(printed or self._mapping.account)
            treatment = read_tax_treatment(self._text(record, Column.TAX_TREATMENT))
            self._labels[printed] = AccountLabel(
                line=record.line,
                name=name,
                number=number,
                tax_treatment=treatment or self._default_treatment(name),
            )
        return self._labels[printed]

    def _default_treatment(self, name: str) -> TaxTreatment:
        told = infer_tax_treatment(name)
        is_said = self._mapping.tax_treatment is not TaxTreatment.UNKNOWN
        is_only = Column.ACCOUNT not in self._mapping
        if is_said and (is_only or told is TaxTreatment.UNKNOWN):
            return self._mapping.tax_treatment
        return told


def label_parts(printed: str) -> tuple[str, str]:
    """Return name and masked number of an account; a word full of digits is a number."""
    name, number = split_label(printed)
    is_number = " " not in name and sum(map(str.isdigit, name)) >= _LONG_NUMBER
    return ("", mask(name)) if is_number and not number else (name, number)
