"""One universe serves the window and the worker at the same time."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from rebalancer.classify.exposure import expose_values
from rebalancer.classify.universe import Universe
from rebalancer.market.snapshot import load_snapshot
from rebalancer.measure.measurement import measure

FUNDS = ("VTI", "VT", "IWM", "QQQ", "SPY", "VXUS", "MAGS", "RSP", "IJR", "VUG", "SCHD", "KRE")


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Let threads interrupt each other far more often than usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def figures(symbol: str, universe: Universe) -> tuple[float, float, float]:
    exposures = expose_values({symbol: Decimal(100)}, Decimal(0), {}, universe)
    measured = measure(exposures)
    seven = measured.baskets["magnificent_seven"].share
    return seven, measured.small_cap.share, float(exposures.by_leaf.sum())


@pytest.mark.usefixtures("impatient_threads")
def test_threads_that_ask_at_once_get_the_same_answers_as_one_alone() -> None:
    shared = Universe(load_snapshot())
    asked = [FUNDS[(number + shift) % len(FUNDS)] for shift in range(4) for number in range(12)]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda symbol: figures(symbol, shared), asked))

    alone = [figures(symbol, Universe(load_snapshot())) for symbol in FUNDS]
    expected = dict(zip(FUNDS, alone, strict=True))
    for symbol, answer in zip(asked, together, strict=True):
        assert answer == pytest.approx(expected[symbol], abs=1e-9)
    assert len({leaf.key for leaf in shared.leaves}) == len(shared.leaves)
