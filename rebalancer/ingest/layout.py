"""What it takes to read one broker's files: a way to know them and a way to read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.sheet import Headings, Sheet
from rebalancer.ingest.statement import Statement
from rebalancer.ingest.text import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One broker's files, known by their content and never by their name."""

    name: str
    headings: tuple[Headings, ...]
    """Of each of its tables; they tell which character separates the cells."""
    recognises: Callable[[Sequence[Record]], bool]
    """Given the first rows of a file."""
    read: Callable[[Sheet], Statement]
    """Given all rows, their numbers and days as they are written in the US."""
    numbers: NumberStyle = NumberStyle.COMMA_POINT
    """How the broker writes them, where the file itself does not tell."""
    lot_header: Callable[[Record], bool] | None = None
    """Knows the header of a table, with the first of *headings*, in which each row is read by
    itself: rows that differ in nothing but a lot's figures make entries that differ in nothing
    else. Such tables may be long."""

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every heading that its tables may have."""
        return frozenset(
            name for table in self.headings for names in table.values() for name in names
        )
