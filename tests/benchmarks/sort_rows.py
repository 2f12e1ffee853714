"""How long does a table of 100,000 rows take to sort, compared with numpy on the bare column?

    PYTHONPATH=. python tests/benchmarks/sort_rows.py

Sorts by a click on a column whose values were read before, and by numpy alone, alternately; each
pair gives a ratio and their median is judged. What has to read every row first (sorting by numbers
and by texts, filtering, adding up and copying all rows) goes on between two events: no event may
keep the window longer than a person notices, and neither may a column that is hidden, moved or
brought back while all rows are selected, nor the repaint of a page.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.format import dollars
from ui.models.column import Column
from ui.widgets.data_table import DataTable
from ui.widgets.data_tree import DataTree

ROWS = 100_000
LIMIT = 1.5
STALL_MS = 50.0
_TURNS = 200
_PARTS = (1, 99, ROWS - 1)
"""Of each row of a tree."""
Pair = tuple[str, Decimal]
COLUMNS: tuple[Column[Pair], ...] = (
    Column(title="Company", text=lambda row: row[0]),
    Column(
        title="Value",
        text=lambda row: dollars(row[1]),
        amount=lambda row: row[1],
        summand=lambda row: row[1],
    ),
)


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long *work* keeps the processor, which other programs do not change."""
    started = time.thread_time()
    work()
    return (time.thread_time() - started) * 1e3


def compare(table: DataTable[Pair], values: np.ndarray, rounds: int) -> tuple[float, float, float]:
    """Return the medians of ours and of numpy's sorting in ms, and of their ratios."""
    ours: list[float] = []
    bare: list[float] = []
    orders = (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder)
    for number in range(rounds):
        order = orders[number % 2]
        ours.append(milliseconds(partial(table.table.sort, 1, order)))
        keys = values if number % 2 == 0 else -values
        bare.append(milliseconds(partial(keys.argsort, kind="stable")))
    ratios = [mine / theirs for mine, theirs in zip(ours, bare, strict=True)]
    return statistics.median(ours), statistics.median(bare), statistics.median(ratios)


def go_on(app: QApplication, name: str, start: Callable[[], object]) -> float:
    """Begin something and let events come until it is done; return the longest one in ms."""
    times = [milliseconds(start), *(milliseconds(app.processEvents) for _ in range(_TURNS))]
    print(f"{name:13} {sum(times):8.1f} ms   (longest event {max(times):.1f} ms)")
    return max(times)


def unfold(app: QApplication, rows: list[Pair], count: int) -> list[float]:
    """Return the longest events, in ms, where *rows* are a tree: one, and *count* parts of it."""
    places = range(0, len(rows), count + 1)
    parts = {rows[at]: rows[at + 1 : at + 1 + count] for at in places}
    wholes = list(parts)
    print(f"a tree of {len(wholes):,} rows with {count:,} parts each")
    tree: DataTree[Pair] = DataTree(COLUMNS, parts.__getitem__, "Rows and parts")
    tree.resize(800, 700)
    tree.show()
    times = [
        go_on(app, "set tree", partial(tree.set_rows, wholes)),
        go_on(app, "sort tree", partial(tree.tree.sort, 1)),
    ]
    return [
        *times,
        go_on(app, "unfold a row", partial(tree.tree.unfold, 0)),
        go_on(app, "unfold all", tree.unfold_all),
        go_on(app, "sort unfolded", partial(tree.tree.sort, 0)),
        go_on(app, "select parts", tree.selectAll),
        go_on(app, "copy parts", tree.copy_selection),
        go_on(app, "sort selected", partial(tree.tree.sort, 1)),
        go_on(app, "hide a column", partial(tree.columns_header.hideSection, 0)),
        go_on(app, "filter", partial(tree.set_filter_text, "99")),
        go_on(app, "filter off", partial(tree.set_filter_text, "")),
        go_on(app, "fold all", tree.fold_all),
    ]


def scroll(app: QApplication, table: DataTable[Pair], pages: int) -> list[float]:
    """Return how long each of *pages* pages took to come and be painted, in ms."""
    bar = table.verticalScrollBar()
    times = []
    for page in range(pages):
        bar.setValue(page * bar.maximum() // pages)
        times.append(milliseconds(lambda: (table.viewport().repaint(), app.processEvents())))
    return times


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=41)
    rounds = parser.parse_args().rounds
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    values = np.random.default_rng(20260821).normal(0, 1e5, ROWS)
    rows = [(f"Company {abs(value):.3f}", Decimal(f"{value:.2f}")) for value in values]
    table: DataTable[Pair] = DataTable(COLUMNS, "Rows")
    table.resize(800, 700)
    print(f"set rows       {milliseconds(partial(table.set_rows, rows)):8.1f} ms")
    table.show()
    worst = [
        go_on(app, "first sort", partial(table.table.sort, 1)),
        go_on(app, "sort by text", partial(table.table.sort, 0)),
        go_on(app, "first filter", partial(table.set_filter_text, "99")),
        go_on(app, "filter", partial(table.set_filter_text, "123")),
        go_on(app, "filter off", partial(table.set_filter_text, "")),
        go_on(app, "select all", table.selectAll),
        go_on(app, "copy all", table.copy_selection),
        go_on(app, "hide a column", partial(table.columns_header.hideSection, 0)),
        go_on(app, "move a column", partial(table.columns_header.move_column, 1, -1)),
        go_on(app, "bring back", table.columns_header.bring_back),
    ]
    worst += [each for count in _PARTS for each in unfold(app, rows, count)]
    table.table.sort(-1)
    ours, bare, ratio = compare(table, values, rounds)
    print(f"sort          {ours:8.1f} ms   (numpy {bare:.1f} ms)")
    pages = scroll(app, table, 100)
    worst.append(max(pages))
    print(f"scroll a page {statistics.median(pages):8.1f} ms   (longest {max(pages):.1f} ms)")
    print(f"longest event {max(worst):8.1f} ms   (at most {STALL_MS:.0f})")
    print(f"ratio         {ratio:8.2f}      (at most {LIMIT})")
    return 1 if ratio > LIMIT or max(worst) > STALL_MS else 0


if __name__ == "__main__":
    sys.exit(main())
