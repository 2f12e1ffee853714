"""A long table of lots in brief: one record for all rows that are alike, and their figures.

A million lots are some thousand positions. The rows of a position say the same, but for the day,
the shares and the amounts; so one of them is handed to the reader of the layout, and what it makes
of that row holds for all. Rows that are not quite regular are handed over one by one, as are those
of which the reader makes anything else than the entry that their cells promise.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np
from typing_extensions import override

from rebalancer.ingest.kinds import Kinds, LotTable, SortedRows
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.lot_rows import LotRows
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.scan import Integers, scan
from rebalancer.ingest.sheet import Table
from rebalancer.ingest.statement import Statement
from rebalancer.ingest.text import Record, split, split_around, split_each
from rebalancer.progress import Progress, Share, watched

HEAD = 40
"""So many regular rows are always handed over: a layout is known by its first rows."""
_SCANNED, _SORTED = 0.8, 0.9
"""What part of the work is done when all bytes were looked at, and what is irregular was read."""
_REPORT_EVERY = 500
"""Rows between two progress reports."""


@dataclass(frozen=True, slots=True)
class Lines(Sequence[str]):
    """The lines of a long file, each decoded when it is asked for."""

    content: bytes
    ends: Integers
    """Behind its line break, where each line ends."""

    @override
    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    @override
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        start = self.ends[index - 1] if index else 0
        return self.content[start : self.ends[index]].decode()


class Brief(NamedTuple):
    """A file in brief."""

    lines: Lines
    delimiter: str
    records: Sequence[Record]
    """By line: every irregular row, and the first of each kind of regular rows."""
    alike: Mapping[int, LotRows]
    """All rows of a kind, by the line of the first."""

    def unfolded(self, kinds: Sequence[int], progress: Progress) -> "Brief":
        """Return the file with a record for each row of the *kinds* that begin on these lines."""
        told = frozenset(kinds)
        lines = np.concatenate([self.alike[kind].lines[1:] for kind in kinds])
        more: list[Record] = []
        for start in range(0, len(lines), _REPORT_EVERY):
            progress(start / len(lines), "Reading")
            more += self._records(lines[start : start + _REPORT_EVERY])
        return self._replace(
            records=sorted([*self.records, *more], key=_line_of),
            alike={line: rows for line, rows in self.alike.items() if line not in told},
        )

    def _records(self, lines: Integers) -> list[Record]:
        return split_each(self.lines, (lines - 1).tolist(), self.delimiter)

    def unlike(self, statement: Statement, notes: Notes, progress: Progress) -> list[int]:
        """Return the kinds of which a reader made more, or less, than their first row promised."""
        count = Counter(entry.line for entry in statement.entries)
        entries = {entry.line: entry for entry in statement.entries}
        doubted = {row.line for row in notes.skipped} | {doubt.line for doubt in notes.warnings}
        return [
            line
            for line, rows in watched(self.alike.items(), len(self.alike), progress, "Reading")
            if count[line] != 1 or line in doubted or rows.entry(entries[line], 0) != entries[line]
        ]


def condense(
    content: bytes, head: Sequence[str], delimiter: str, layout: Layout, progress: Progress
) -> Brief | None:
    """Return a file in brief, or None where that cannot be done or brings nothing.

    *head* are its first lines, of which it is believed that they are in this *layout*.
    """
    is_header = layout.lot_header
    if is_header is None:
        return None
    header = next((each for each in split(head, delimiter) if is_header(each)), None)
    table = LotTable.of(Table(header, layout.headings[0])) if header else None
    if header is None or table is None:
        return None
    kinds = Kinds(content, table)
    ends: list[Integers] = []
    for stretch_ends, cells in scan(content, delimiter, table.width):
        progress(_SCANNED * int(stretch_ends[-1]) / len(content), "Reading")
        kinds.add(cells)
        ends.append(stretch_ends)
    sorting, rest = Share(progress, _SCANNED, _SORTED), Share(progress, _SORTED, 1.0)
    lines, rows = Lines(content, np.concatenate(ends)), kinds.rows(sorting)
    rows = rows.after(header.line, HEAD)
    irregular = _all_but(rows.lines - 1, len(lines))
    if len(rows.lines) <= len(irregular):
        return None
    records = split_around(lines, delimiter, irregular, table.width, sorting)
    rows = rows.without({record.line for record in records})
    brief = _brief(lines, delimiter, records, rows, rest)
    is_whole = len(brief.alike) and [each for each in brief.records if is_header(each)] == [header]
    return brief if is_whole else None


def _all_but(told: Integers, count: int) -> list[int]:
    """Return the numbers from 0 to *count*, itself left out, that are not *told*."""
    is_left = np.ones(count, np.bool_)
    is_left[told] = False
    left: list[int] = np.flatnonzero(is_left).tolist()
    return left


def _brief(
    lines: Lines, delimiter: str, records: Sequence[Record], rows: SortedRows, progress: Progress
) -> Brief:
    more: list[Record] = []
    alike: dict[int, LotRows] = {}
    for kind in rows.by_kind(progress):
        first = int(kind.lines[0])
        more += split_each(lines, [first - 1], delimiter)
        if len(kind) > 1:
            alike[first] = kind
    return Brief(lines, delimiter, sorted([*records, *more], key=_line_of), alike)


def _line_of(record: Record) -> int:
    return record.line
