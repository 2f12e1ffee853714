"""A fund company's holdings file comes in, `FundHoldings` goes on.

bytes --records--> table --lines looked up--> basket --which fund--> holdings
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rebalancer.ingest.errors import FileError
from rebalancer.ingest.files import load_content
from rebalancer.ingest.issuers.basket import contents_of
from rebalancer.ingest.issuers.errors import NotHoldingsError
from rebalancer.ingest.issuers.fund import fund_of
from rebalancer.ingest.issuers.nport import is_nport, read_nport
from rebalancer.ingest.issuers.spreadsheet_xml import is_spreadsheet_xml, read_sheets
from rebalancer.ingest.issuers.table import ANY_ISSUER, HoldingsTable, find_header, read_rows
from rebalancer.ingest.text import Record, decode, split
from rebalancer.ingest.workbook import is_workbook, read_pages
from rebalancer.market.fund_holdings import FundHoldings, HoldingsDoubt, HoldingsDoubtCode
from rebalancer.market.snapshot import Basket, Snapshot
from rebalancer.progress import Progress, silent

_DELIMITERS = (",", "\t", ";", "|")
_HEAD = 200
"""Lines that hold the first rows of any file."""


def read_issuer_file(
    path: Path, snapshot: Snapshot, symbol: str | None = None, *, progress: Progress = silent
) -> FundHoldings:
    """Read the holdings file of one fund.

    Args:
        path: CSV or Excel of the fund's page, or the XML of SEC Form N-PORT.
        snapshot: Knows tickers, companies and funds.
        symbol: Of the fund; without it the file itself must tell.
        progress: Told how far it is.

    Raises:
        UnknownFundError: Nothing tells which fund it is; it carries the candidates.
        FileError: The file cannot be read or used; the sentence says why.
        Cancelled: *progress* no longer wants the result.
    """
    return read_issuer_content(load_content(path), path.name, snapshot, symbol, progress=progress)


def read_issuer_content(
    content: bytes,
    file: str,
    snapshot: Snapshot,
    symbol: str | None = None,
    *,
    progress: Progress = silent,
) -> FundHoldings:
    """Read the bytes of a holdings file called *file*; otherwise as `read_issuer_file`."""
    table = _table_of(content, file, progress)
    fund = fund_of(table, file, snapshot, symbol)
    progress(1.0, f"Read {file}")
    contents = contents_of(_only(fund, table, snapshot), file, snapshot)
    basket = Basket(
        name=f"{fund} ({file})",
        as_of=table.as_of,
        coverage=contents.coverage,
        source=f"your file “{file}” ({table.issuer})",
        kind="actual",
        lines=contents.lines,
        other_assets=contents.other_assets,
    )
    return FundHoldings(
        symbol=fund,
        basket=basket,
        issuer=table.issuer,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        counted=contents.counted,
        doubts=(*_doubts_of(table), *table.doubts, *contents.doubts),
    )


def is_holdings_file(path: Path, progress: Progress = silent) -> bool:
    """Whether a file lists what a fund holds, and not what a household does.

    Raises:
        FileError: The system does not hand it over.
        Cancelled: *progress* no longer wants to know.
    """
    content = load_content(path, progress)
    try:
        _table_of(content, path.name, progress)
    except FileError:
        return False
    return True


def _table_of(content: bytes, file: str, progress: Progress) -> HoldingsTable:
    if is_nport(content):
        return read_nport(content, file)
    if is_workbook(content):
        pages = read_pages(content, file, progress)
        sheets = [page.records for page in pages]
        return _first_table(sheets, file, progress, is_workbook=True)
    if is_spreadsheet_xml(content):
        return _first_table([rows for _, rows in read_sheets(content, file)], file, progress)
    lines = decode(content, file, progress).lines
    return _first_table([split(lines, _delimiter_of(lines, file))], file, progress)


def _only(fund: str, table: HoldingsTable, snapshot: Snapshot) -> HoldingsTable:
    """Return *table* without the lines of other funds, if it lists several."""
    is_told = any(snapshot.canonical(line.fund) == fund for line in table.lines)
    if not is_told:
        return table
    own = [line for line in table.lines if snapshot.canonical(line.fund) in {"", fund}]
    return replace(table, lines=tuple(own))


def _first_table(
    sheets: Sequence[Sequence[Record]],
    file: str,
    progress: Progress,
    *,
    is_workbook: bool = False,
) -> HoldingsTable:
    """Return the first sheet that has a table of holdings."""
    for records in sheets:
        header = find_header(records)
        if header is not None:
            return read_rows(records, header, is_workbook=is_workbook, progress=progress)
    raise NotHoldingsError(file)


def _delimiter_of(lines: Sequence[str], file: str) -> str:
    """Return the delimiter under which the first lines of a file hold the header of a table."""
    head = lines[:_HEAD]
    for delimiter in _DELIMITERS:
        if find_header(split(head, delimiter)) is not None:
            return delimiter
    raise NotHoldingsError(file)


def _doubts_of(table: HoldingsTable) -> list[HoldingsDoubt]:
    doubts = []
    if table.as_of is None:
        message = "The file does not say of which day it is."
        doubts.append(HoldingsDoubt(code=HoldingsDoubtCode.UNDATED, message=message))
    if table.issuer == ANY_ISSUER:
        message = "The layout is not a known one; ticker and weight were found by their headings."
        doubts.append(HoldingsDoubt(code=HoldingsDoubtCode.GUESSED, message=message))
    return doubts
