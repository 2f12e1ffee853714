"""What the import doctor finds: one value for each thing that asks for a look."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from rebalancer.ingest.fix import Fix
from rebalancer.ingest.result import WarningCode


class Severity(StrEnum):
    """How much a finding asks for a look; the worst comes first."""

    ERROR = "error"
    """Something is missing or counted twice: the figures are wrong."""
    WARNING = "warning"
    """Something is not known that trades or taxes depend on."""
    NOTE = "note"
    """Good to know."""


class Check(StrEnum):
    """Rules of the doctor's own; the others are those of ``WarningCode``."""

    SKIPPED_LINE = "skipped_line"
    DUPLICATE_ROW = "duplicate_row"
    NEGATIVE_CASH = "negative_cash"
    UNKNOWN_DATE = "unknown_date"
    """Nobody knows when shares were bought: their gain is taken as short-term."""


Rule: TypeAlias = WarningCode | Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that asks for a look."""

    rule: Rule
    severity: Severity
    file: str = ""
    line: int = 0
    """Counted from 1; 0 means the file as a whole."""
    account: str = ""
    """Key of the account; "" where it concerns none, or several."""
    symbol: str = ""
    message: str
    fix: Fix | None = None
    """What would mend it most probably; None where nothing in the app can."""
