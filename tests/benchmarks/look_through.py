"""How long does it take to look through a large household, and to load what that needs?

    python3 packaging/dev.py bench

25,000 lots of 1,200 securities in 10 accounts, funds on all 38 baskets among them, are expanded
down to companies. The peer is the plain product of the same matrix, companies by securities in
compressed sparse columns, with the same values: by scipy.sparse where it is installed, else by
numpy on the same arrays. The snapshot is loaded beside reading the same tables to cells with
nothing done to them. Each is run alternately with its peer; the median of the pairs' ratios is
judged, so that a machine whose speed drifts does not matter, and the medians in milliseconds.
"""

import argparse
import csv
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files
from importlib.util import find_spec

import numpy as np

from rebalancer.classify.exposure import Exposures, Floats, expose
from rebalancer.classify.universe import Universe
from rebalancer.domain.account import Account, Position, TaxTreatment
from rebalancer.domain.lot import TaxLot
from rebalancer.market.snapshot import Snapshot, load_snapshot
from rebalancer.market.tables import manifest

ACCOUNTS, POSITIONS, LOTS = 10, 250, 10
SECURITIES = 1_200
LOOK_MS, LOAD_MS = 50.0, 60.0
LOOK_RATIO, LOAD_RATIO = 60.0, 2.5
TABLES = (
    *("securities.csv", "baskets.csv", "baskets_meta.csv", "fund_map.csv", "prices.csv"),
    *("share_classes.csv", "non_us.csv"),
)
Pairs = list[tuple[float, float]]
Work = Callable[[], object]


def household(snapshot: Snapshot) -> list[Account]:
    """Return 10 accounts of 250 positions of 10 lots, the same every time."""
    chance = random.Random(0)  # noqa: S311 - a draw that can be repeated, not a secret
    funds = sorted(symbol for symbol, rule in snapshot.funds.items() if rule.mix)
    stocks = sorted(s.symbol for s in snapshot.securities.values() if s.type == "common")
    symbols = [*funds, *chance.sample(stocks, SECURITIES - len(funds))]
    return [
        Account(
            key=f"account {number}",
            broker="Broker",
            number=str(number),
            name=f"Account {number}",
            tax_treatment=TaxTreatment.TAXABLE,
            positions=tuple(
                _position(symbol, chance, snapshot)
                for symbol in [*funds[number::ACCOUNTS], *chance.sample(symbols, POSITIONS)][
                    :POSITIONS
                ]
            ),
        )
        for number in range(ACCOUNTS)
    ]


def _position(symbol: str, chance: random.Random, snapshot: Snapshot) -> Position:
    lots = tuple(
        TaxLot(
            acquired=None,
            quantity=Decimal(chance.randint(1, 99)),
            cost_basis=Decimal(chance.randint(100, 9_999)),
        )
        for _ in range(LOTS)
    )
    quantity = sum((lot.quantity for lot in lots), Decimal(0))
    return Position(
        symbol=symbol,
        description=symbol,
        kind=snapshot.kind_of(symbol),
        quantity=quantity,
        price=Decimal(100),
        value=quantity * 100,
        lots=lots,
    )


def product(exposures: Exposures) -> tuple[str, Callable[[], Floats]]:
    """Return the name and the work of the peer: the bare product of matrix and values."""
    through = exposures.through
    shape = (len(through.leaves), len(through.symbols))
    if find_spec("scipy") is not None:
        sparse = __import__("scipy.sparse").sparse
        matrix = sparse.csc_array((through.weight, (through.column, through.row)), shape=shape)
        return "scipy.sparse", lambda: np.asarray(matrix @ exposures.values)
    return "numpy", lambda: np.bincount(
        through.column, weights=through.weight * exposures.values[through.row], minlength=shape[0]
    ).astype(np.float64)


def read_cells() -> list[list[list[str]]]:
    """Read the tables of the snapshot to cells, and do nothing with them."""
    folder = files("resources") / "market"
    texts = [(folder / name).read_bytes().decode() for name in TABLES]
    return [list(csv.reader(text.splitlines())) for text in texts]


def read_bytes() -> int:
    """Read the bytes of the same tables."""
    folder = files("resources") / "market"
    return sum(len((folder / name).read_bytes()) for name in TABLES)


def load() -> Snapshot:
    """Load the snapshot as the first import does."""
    load_snapshot.cache_clear()
    return load_snapshot()


def milliseconds(work: Work) -> float:
    """Return how long *work* takes."""
    started = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - started) / 1e6


def alternate(ours: Work, peer: Work, rounds: int) -> Pairs:
    """Return the times of both, run one after the other; the first round only warms up."""
    return [(milliseconds(ours), milliseconds(peer)) for _ in range(rounds + 1)][1:]


def judge(what: str, peer: str, pairs: Pairs, most_ms: float, most_ratio: float) -> bool:
    """Print one comparison, and return whether it is within its limits."""
    ours = statistics.median(mine for mine, _ in pairs)
    theirs = statistics.median(other for _, other in pairs)
    ratio = statistics.median(mine / other for mine, other in pairs)
    print(
        f"{what:32} {ours:7.2f} ms (at most {most_ms:.0f})   {peer}: {theirs:.3f} ms   "
        f"ratio {ratio:.1f} (at most {most_ratio})"
    )
    return ours <= most_ms and ratio <= most_ratio


def main() -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    manifest()
    snapshot = load()
    accounts = household(snapshot)
    gc.freeze()  # what is made up here is not the app's, so the collector need not look at it
    universe = Universe(snapshot)
    exposures = expose(accounts, universe)
    name, multiply = product(exposures)
    used = {
        basket
        for holding in exposures.holdings
        for basket in universe.baskets_behind(holding.symbol, holding.kind)
    }
    lots = sum(len(position.lots) for account in accounts for position in account.positions)
    print(f"{lots:,} lots, {len(exposures.holdings):,} symbols, {len(used)} baskets")
    if not np.allclose(multiply(), exposures.by_leaf):
        sys.exit("The peer computes something else.")
    cold = statistics.median(
        milliseconds(lambda: expose(accounts, Universe(snapshot)).by_leaf) for _ in range(rounds)
    )
    looked = alternate(lambda: expose(accounts, universe).by_leaf, multiply, rounds)
    loaded = alternate(load, read_cells, rounds)
    alone = statistics.median(milliseconds(read_bytes) for _ in range(rounds))
    print(f"{'read the bytes alone':32} {alone:7.2f} ms")
    print(f"{'with every basket still closed':32} {cold:7.2f} ms")
    verdicts = [
        judge("look through the household", f"{name} product", looked, LOOK_MS, LOOK_RATIO),
        judge("load the snapshot", "the same bytes to cells", loaded, LOAD_MS, LOAD_RATIO),
    ]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
