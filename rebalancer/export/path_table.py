"""The frontier and the glide path as tables in a CSV file, for spreadsheets."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

from rebalancer.atomic import write_atomically
from rebalancer.export.orders.generic import one_line
from rebalancer.ingest.formats.plain import guard
from rebalancer.rebalance.frontier import FrontierPoint
from rebalancer.rebalance.glide import GlidePath

Cell = str | int | float | Decimal
Rows = Sequence[Sequence[Cell]]


def frontier_rows(points: Iterable[FrontierPoint]) -> Rows:
    """Return a heading and a row a point; shares are 0..1, money is USD."""
    heading = (
        "cap share reached estimated_tax short_term_gain long_term_gain over_budget trades marks"
    )
    return (
        heading.split(),
        *(
            [
                round(point.cap, 6),
                round(point.share, 6),
                "yes" if point.is_reached else "no",
                point.tax,
                point.plan.tax.short_term_gain,
                point.plan.tax.long_term_gain,
                point.over_budget,
                len(point.plan.trades),
                " ".join(point.marks),
            ]
            for point in points
        ),
    )


def glide_rows(path: GlidePath) -> Rows:
    """Return a heading and a row a year of every way; shares are 0..1, money is USD."""
    heading = (
        "way chosen year date cap share short_term_gain long_term_gain tax cumulated_tax "
        "over_budget trades turns_long_next"
    )
    return (
        heading.split(),
        *(
            [
                glide.way.value,
                "yes" if glide is path.chosen else "no",
                year.day.year,
                year.day.isoformat(),
                "" if year.cap is None else round(year.cap, 6),
                round(year.share, 6),
                year.plan.tax.short_term_gain,
                year.plan.tax.long_term_gain,
                year.tax,
                year.cumulated_tax,
                year.over_budget,
                len(year.plan.trades),
                "; ".join(
                    f"{lot.quantity.normalize():f} {lot.symbol} {lot.first_day}"
                    for lot in year.turns_long
                ),
            ]
            for glide in path.glides
            for year in glide.years
        ),
    )


def write_rows(path: Path, rows: Rows) -> None:
    """Write *rows* to the CSV file *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    stream = StringIO()
    harmless = (map(_harmless, row) for row in rows)
    csv.writer(stream, lineterminator="\r\n").writerows(harmless)
    write_atomically(path, lambda file: file.write(stream.getvalue().encode("utf-8")))


def _harmless(cell: Cell) -> Cell:
    """Return *cell* so that no spreadsheet takes its text for a formula."""
    return guard(one_line(cell)) if isinstance(cell, str) else cell
