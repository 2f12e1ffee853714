"""What an import did not read, and what it read with a doubt."""

from dataclasses import dataclass

from rebalancer.ingest.result import ImportResult
from ui.models.table import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One line of a file that asks for a look."""

    what: str
    file: str
    line: int
    """Counted from 1; 0 means the file as a whole."""
    reason: str


def report_rows(imported: ImportResult) -> tuple[ReportRow, ...]:
    """Return the skipped rows first, then the doubts, each by file and line."""
    skipped = [
        ReportRow(what="Not read", file=row.file, line=row.line, reason=row.reason)
        for row in imported.skipped
    ]
    doubts = [
        ReportRow(what="Doubt", file=each.file, line=each.line, reason=each.message)
        for each in imported.warnings
    ]
    return (*sorted(skipped, key=_place), *sorted(doubts, key=_place))


def _place(row: ReportRow) -> tuple[str, int]:
    return row.file, row.line


REPORT_COLUMNS: tuple[Column[ReportRow], ...] = (
    Column(title="What", text=lambda row: row.what),
    Column(title="File", text=lambda row: row.file),
    Column(
        title="Line",
        text=lambda row: str(row.line) if row.line else "",
        sort_key=lambda row: row.line,
        is_numeric=True,
        tooltip="Counted from 1, as an editor counts; empty means the file as a whole.",
    ),
    Column(title="Why", text=lambda row: row.reason, cell_tooltip=lambda row: row.reason),
)
