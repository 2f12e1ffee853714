"""Bounds contain the truth, whatever somebody fails to see of a fund."""

import random
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rebalancer.classify.correction import SECTORS
from rebalancer.classify.exposure import Exposures, expose_values
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.domain.money import ZERO
from rebalancer.domain.security import SecurityKind
from rebalancer.measure.bounds import KnownAndHidden, squares_bounds, top_bounds
from rebalancer.measure.measurement import measure
from rebalancer.measure.overlap import compare, overlaps
from rebalancer.measure.possible import dark_parts, sector_shares, size_shares
from tests.rebalancer.classify.portfolios import exposed
from tests.rebalancer.classify.test_laws import US_FUNDS, with_thinned_baskets

few = hypothesis_settings(max_examples=15, deadline=None, derandomize=True)
held_funds = st.dictionaries(
    st.sampled_from((*US_FUNDS, "AAPL", "SCHD", "BND")),
    st.integers(1, 10**6).map(str),
    min_size=1,
)


def inside(inner: float | None, outer: float | None, tolerance: float = 1e-9) -> bool:
    """Whether a lower bound is one of a larger interval; None bounds nothing."""
    return outer is None or (inner is not None and outer <= inner + tolerance)


@few
@given(st.integers(0, 2**32), st.floats(0, 1), held_funds)
def test_knowing_less_of_a_fund_keeps_the_truth_within_the_bounds(
    seed: int, kept: float, held: dict[str, str]
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, not a secret
    truth_exposures = exposed(held)
    seen_exposures = exposed(held, universe=Universe(with_thinned_baskets(chance, kept)))
    truth, seen = measure(truth_exposures), measure(seen_exposures)

    for count, true in truth.top_share.items():
        assert seen.top_share[count].lower <= true.lower + 1e-9
        assert seen.top_share[count].upper >= true.upper - 1e-9
    for size, true in size_shares(truth_exposures, truth.size).items():
        bounds = size_shares(seen_exposures, seen.size)[size]
        if size not in {SizeClass.UNCLASSIFIED, SizeClass.NOT_EQUITY}:
            assert bounds.lower <= true.share + 1e-9
            assert bounds.upper >= true.share - 1e-9
    possible = sector_shares(seen_exposures, seen.sectors)
    for sector in set(SECTORS) & set(seen.sectors):
        assert possible[sector].lower <= truth.sectors[sector] + 1e-9
        assert possible[sector].upper >= truth.sectors[sector] - 1e-9
    if truth.hhi.upper is not None:
        assert seen.hhi.lower is not None
        assert truth.hhi.lower is not None
        assert seen.hhi.upper is not None
        assert seen.hhi.lower <= truth.hhi.lower + 1e-9
        assert seen.hhi.upper >= truth.hhi.upper - 1e-9
        assert inside(truth.effective_names.lower, seen.effective_names.lower)


@few
@given(st.integers(0, 2**32), st.floats(0, 1))
def test_knowing_less_of_two_funds_keeps_what_they_have_in_common_within_the_bounds(
    seed: int, kept: float
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, not a secret
    held = {"SPY": "100", "QQQ": "50", "VUG": "20"}
    less = Universe(with_thinned_baskets(chance, kept))
    truth, seen = exposed(held), exposed(held, universe=less)
    true_pairs = {frozenset((pair.first, pair.second)): pair for pair in overlaps(truth, 9)}

    for pair in overlaps(seen, 9):
        true = true_pairs[frozenset((pair.first, pair.second))]
        assert pair.common.lower <= true.common.lower + 1e-9
        assert pair.common.upper >= true.common.upper - 1e-9
        assert pair.of_first <= 1 + 1e-9
        assert pair.of_second <= 1 + 1e-9
    real = compare(truth, "x", exposed({"VTI": "1"}))
    guess = compare(seen, "x", exposed({"VTI": "1"}, universe=less))
    assert real is not None
    assert guess is not None
    assert guess.active_share.lower <= real.active_share.lower + 1e-9
    assert guess.active_share.upper >= real.active_share.upper - 1e-9


amounts = st.floats(0, 100)
placed = st.lists(
    st.tuples(amounts, st.sampled_from([SizeClass.MEGA, SizeClass.SMALL, SizeClass.NON_US])),
    min_size=1,
    max_size=3,
)


def known(
    companies: list[tuple[float, SizeClass]], anywhere: float, within: dict[SizeClass, float]
) -> KnownAndHidden:
    largest: dict[SizeClass, float] = {}
    for value, size in companies:
        largest[size] = max(largest.get(size, 0.0), value)
    return KnownAndHidden(
        companies=-np.sort(-np.array([value for value, _ in companies])),
        largest=largest,
        anywhere=anywhere,
        within=within,
        short=0.0,
    )


@hypothesis_settings(max_examples=60, deadline=None, derandomize=True)
@given(placed, amounts, amounts)
def test_no_way_to_place_what_is_hidden_leaves_the_bounds_and_one_reaches_the_upper(
    companies: list[tuple[float, SizeClass]], anywhere: float, foreign: float
) -> None:
    equity = known(companies, anywhere, {SizeClass.NON_US: foreign})
    spots = [*companies, (0.0, SizeClass.NON_US), (0.0, SizeClass.MEGA)]
    squares, ones = [], []
    for here, there in product(range(len(spots)), repeat=2):
        if spots[there][1] is SizeClass.NON_US:
            values = np.array([value for value, _ in spots])
            values[here] += anywhere
            values[there] += foreign
            squares.append(float(np.square(values).sum()))
            ones.append(float(values.max()))

    least, most = squares_bounds(equity)
    _, low, high = top_bounds(equity, 1)
    assert least <= min(squares) + 1e-6
    assert most == pytest.approx(max(squares), abs=1e-6)
    assert low <= min(ones) + 1e-6
    assert high == pytest.approx(max(ones), abs=1e-6)


def mixed(short_fund: str) -> Exposures:
    values = {"AAPL": Decimal(600), "MSFT": Decimal(400), "OPAQUE": Decimal(short_fund)}
    kinds = dict.fromkeys(values, SecurityKind.STOCK) | {"OPAQUE": SecurityKind.FUND}
    return expose_values(values, ZERO, kinds, exposed({"AAPL": "1"}).universe)


def test_a_fund_held_short_may_take_away_from_any_company() -> None:
    figures = measure(mixed("-100"))

    assert (figures.top_share[1].lower, figures.top_share[1].share) == pytest.approx((5 / 9, 6 / 9))
    assert figures.hhi.lower is not None
    assert figures.hhi.upper is not None
    for apple in (500, 600):  # the short fund is all Apple, or all Microsoft
        share = apple / 900
        true = share**2 + (1 - share) ** 2
        assert figures.hhi.lower <= true <= figures.hhi.upper


def test_a_company_of_unknown_size_may_take_what_is_hidden_in_any_size() -> None:
    held = {"VXUS": "500", "QQXXZZ": "500"}

    figures = measure(exposed(held, kinds={"QQXXZZ": SecurityKind.STOCK}))

    assert figures.top_share[1].upper == pytest.approx(0.5 + 0.5 * (1 - 0.21867), abs=1e-3)


def test_any_one_company_may_be_more_by_what_is_hidden_and_less_by_what_is_hidden_short() -> None:
    long = dark_parts(exposed({"AAPL": "500", "IWC": "500"})).around(0.5, SizeClass.MEGA)
    short = dark_parts(mixed("-100")).around(6 / 9, SizeClass.MEGA)

    assert (long.lower, long.upper) == (0.5, 1)
    assert (short.lower, short.upper) == pytest.approx((5 / 9, 6 / 9))
