"""What an import hands on, doubts included."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.statement import Part


class WarningCode(StrEnum):
    """The rule that raised a doubt."""

    FILE_REFUSED = "file_refused"
    TOTAL_DIFFERS = "total_differs"
    VALUE_DIFFERS = "value_differs"
    """Quantity times price is not the stated value."""
    UNKNOWN_SYMBOL = "unknown_symbol"
    UNKNOWN_COST = "unknown_cost"
    UNKNOWN_TAX_TREATMENT = "unknown_tax_treatment"
    NOT_TRADED = "not_traded"
    """Counted and shown, never traded: options, bonds, short positions, other currencies."""
    LOTS_DIFFER = "lots_differ"
    UNREADABLE_CELL = "unreadable_cell"
    """A cell that a line can do without makes no sense and is taken as unknown."""
    EMBEDDED_PRICE = "embedded_price"
    """The file has no price; the market snapshot's own is used."""
    COLUMNS_RECOGNISED = "columns_recognised"
    """The layout is not known, but its headings and figures leave no choice."""
    REVALUED = "revalued"
    """A person asked for a newer price than the file's, or for one that cannot be used."""
    NO_DATE = "no_date"
    ENCODING_GUESSED = "encoding_guessed"
    AMBIGUOUS_WRITING = "ambiguous_writing"
    """Numbers or days that may be read in two ways."""
    TRUNCATED = "truncated"
    DUPLICATE_ACCOUNT = "duplicate_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRow:
    """A line that was not read, and why."""

    file: str
    line: int
    """Counted from 1, as an editor does; 0 means the file as a whole."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWarning:  # noqa: A001 - import it with its module, and nothing is shadowed
    """A line that was read, with a doubt."""

    code: WarningCode
    file: str
    line: int
    message: str
    account: str = ""
    """Key of the account in doubt, where it is one; a position is found by its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that was read."""

    name: str
    format: str
    """What it was recognised as, in words: ``Schwab positions, all accounts``."""
    sha256: str
    as_of: date | None
    part: Part = Part.HOLDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """The accounts of one or more files, and everything that is not certain about them."""

    portfolio: Portfolio
    sources: tuple[SourceFile, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    warnings: tuple[ImportWarning, ...] = ()
    unmapped: tuple[Path, ...] = ()
    """Files that were left out because nobody has said yet what their columns mean."""
