"""How long does it take to write 100,000 rows of lots, compared with openpyxl's leanest way?

    python3 packaging/dev.py bench

The sheet Lots of one plan with 100,000 lots to sell is written as the app does it: live formulas
with their results, styles, row heights, and the file in place of an older one. The peer writes the
values and number formats of the same cells, and nothing else, in openpyxl's write-only mode. Both
run alternately; the median of the pairs' ratios is judged. The longest time between
two chances to cancel is judged as well, in the round that other programs disturb least, and the
memory that either takes is printed.
"""

import argparse
import gc
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import openpyxl
from openpyxl.cell import WriteOnlyCell

from rebalancer.atomic import write_atomically
from rebalancer.domain.lot import Term
from rebalancer.export.book import Book
from rebalancer.export.cells import UNKNOWN, Formula, Value
from rebalancer.export.page import Table
from rebalancer.export.sheets.lots import LotLine, LotsSheet
from rebalancer.export.sheets.prices import Prices
from rebalancer.export.sheets.tax import TaxSheet
from rebalancer.export.sheets.trade_line import trade_lines
from rebalancer.progress import Progress, Pulse, silent
from rebalancer.rebalance.plan import Action, LotSale, Trade, TradePlan
from tests.rebalancer.export.household import AS_OF, household, plan_for

LOTS = 100_000
RATIO, CANCEL_MS = 1.15, 100.0
Plain = str | int | float | Decimal | date
Cell = tuple[Plain, str]
Work = Callable[[Path], object]


def large_plan() -> TradePlan:
    """Return a plan whose sales close 100,000 lots, no two alike."""
    plan = plan_for(household())
    sales = [trade for trade in plan.trades if trade.action is Action.SELL]
    return replace(plan, trades=tuple(_of_many_lots(trade, LOTS // len(sales)) for trade in sales))


def _of_many_lots(trade: Trade, count: int) -> Trade:
    proceeds = [Decimal(number % 977 + 1) * trade.price for number in range(count)]
    lots = tuple(
        LotSale(
            acquired=AS_OF - timedelta(days=number % 4001),
            quantity=Decimal(number % 977 + 1),
            cost_basis=worth - Decimal(number % 4999) / 100,
            term=Term.LONG if number % 3 else Term.SHORT,
            gain=Decimal(number % 4999) / 100,
        )
        for number, worth in enumerate(proceeds)
    )
    quantity = sum((lot.quantity for lot in lots), Decimal(0))
    return replace(trade, lots=lots, quantity=quantity, value=quantity * trade.price)


def write_ours(path: Path, plan: TradePlan, progress: Progress = silent) -> Table[LotLine]:
    """Write the lots as the app does."""
    book = Book(("Prices and tax", "Lots"), Pulse(progress))
    prices = Prices(book.pages["Prices and tax"], plan)
    lots = LotsSheet(book.pages["Lots"], plan, trade_lines(plan), prices)
    lots.write(TaxSheet(book.pages["Prices and tax"], plan, lots.table).write())
    write_atomically(path, book.save)
    book.pulse.step(1.0)
    return lots.table


def cells_of(table: Table[LotLine]) -> list[list[Cell]]:
    """Return values and number formats of all rows."""
    return [
        [(_plain(column.value(row)), column.look_of(row).format.value) for column in table.columns]
        for row in table.rows
    ]


def _plain(value: Value) -> Plain:
    if isinstance(value, Formula):
        return value.result
    return UNKNOWN if value is None else value


def write_peer(path: Path, rows: Sequence[Sequence[Cell]]) -> None:
    """Write the same values with their number formats, in write-only mode."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Lots")
    for row in rows:
        cells = []
        for value, number_format in row:
            cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # it takes dates as well
            cell.number_format = number_format
            cells.append(cell)
        sheet.append(cells)
    workbook.save(path)


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes."""
    started = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - started) / 1e6


def longest_wait(path: Path, plan: TradePlan) -> float:
    """Return the most milliseconds that pass before the app notices that it should stop."""
    moments = [time.perf_counter_ns()]

    def look_at_the_clock(fraction: float, note: str = "") -> None:
        moments.append(time.perf_counter_ns())

    write_ours(path, plan, look_at_the_clock)
    return max(later - earlier for earlier, later in pairwise(moments)) / 1e6


def megabytes(work: Callable[[], object]) -> float:
    """Return by how much *work* raises the memory of a process, in a process of its own."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def measure() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        work()
        sender.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)

    process = context.Process(target=measure)
    process.start()
    kilobytes: int = receiver.recv()
    process.join()
    return kilobytes / 1024


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    plan = large_plan()
    gc.freeze()  # what is made up here is not the app's, so the collector need not look at it
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lots.xlsx"
        rows = cells_of(write_ours(path, plan))
        pairs, waits = [], []
        for _ in range(rounds):
            ours = milliseconds(lambda: write_ours(path, plan))
            peer = milliseconds(lambda: write_peer(path, rows))
            pairs.append((ours, peer))
            waits.append(longest_wait(path, plan))
        memory = [
            megabytes(lambda: write_ours(path, plan)),
            megabytes(lambda: write_peer(path, rows)),
        ]
    ratio = statistics.median(ours / peer for ours, peer in pairs)
    wait = min(waits)
    for name, times, peak in zip(
        ("ours", "openpyxl"), zip(*pairs, strict=True), memory, strict=True
    ):
        print(f"{name:9} {statistics.median(times):7.0f} ms   {peak:5.0f} MB more")
    print(f"ratio     {ratio:7.2f}      (at most {RATIO}, {len(rows):,} rows of {len(rows[0])})")
    print(f"cancelled {wait:7.0f} ms   (at most {CANCEL_MS:.0f})")
    return 1 if ratio > RATIO or wait > CANCEL_MS else 0


if __name__ == "__main__":
    sys.exit(main())
