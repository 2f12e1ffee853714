"""What funds hold of the companies that everybody asks about, against figures known elsewhere."""

import pytest

from rebalancer.classify.exposure import expose_values
from rebalancer.classify.universe import Universe, embedded_universe
from rebalancer.domain.money import ZERO
from rebalancer.market.snapshot import load_snapshot
from rebalancer.measure.measurement import measure
from tests.rebalancer.classify.portfolios import exposed, measured, with_funds

SEVEN = "magnificent_seven"


@pytest.mark.parametrize(
    ("fund", "share"),
    [
        ("SPY", 0.329),
        ("QQQ", 0.383),
        ("VTI", 0.284),
        ("VUG", 0.529),
        ("MGK", 0.579),
        ("VGT", 0.443),
        ("RSP", 0.016),
        ("IWM", 0.0),
        ("MAGS", 1.0),
    ],
)
def test_the_magnificent_seven_weigh_what_they_do(fund: str, share: float) -> None:
    assert measured({fund: "1000"}).baskets[SEVEN].share == pytest.approx(share, abs=0.0006)


def test_the_ten_largest_of_the_russell_2000_are_less_than_five_percent() -> None:
    ten = measured({"IWM": "1000"}).top_share[10]

    assert 0 < ten.share < 0.05
    assert ten.lower == ten.share == ten.upper


def test_a_fund_of_funds_is_the_sum_of_its_funds_at_any_depth() -> None:
    snapshot = with_funds(
        {"TOP": [("MIDDLE", 0.5), ("IWM", 0.5)], "MIDDLE": [("SPY", 0.8), ("BND", 0.2)]}
    )
    universe = Universe(snapshot)

    nested = exposed({"TOP": "1000"}, universe=universe)
    flat = exposed({"SPY": "400", "BND": "100", "IWM": "500"}, universe=universe)

    assert nested.by_leaf == pytest.approx(flat.by_leaf, abs=1e-9)


def test_equal_and_price_weights_are_what_they_say() -> None:
    equal = [weight for _, weight in load_snapshot().baskets["SP500_EQUAL"].lines]
    price = load_snapshot().baskets["DJIA"].lines

    assert max(equal) - min(equal) < 1e-4
    assert len(price) == 30
    assert sum(weight for _, weight in price) == pytest.approx(1)


def test_share_classes_in_a_fund_are_one_company() -> None:
    universe = embedded_universe()
    alphabet = expose_values({"SPY": ZERO + 100}, ZERO, {}, universe)
    names = [item.company for item in measure(alphabet).top[:10]]

    assert len(set(names)) == 10
    assert sum("Alphabet" in name for name in names) == 1


def test_a_fund_without_a_basket_stays_and_widens_every_bound() -> None:
    figures = measured({"IWC": "500", "AAPL": "500"})

    assert figures.coverage == 0.5
    assert (figures.baskets[SEVEN].lower, figures.baskets[SEVEN].upper) == (0.5, 1)
    assert (figures.top_share[1].lower, figures.top_share[1].upper) == (0.5, 1)
    assert (figures.hhi.lower, figures.hhi.upper) == (0.25, 1)
    assert (figures.effective_names.lower, figures.effective_names.upper) == (1, 4)


def test_of_funds_that_nobody_can_see_into_nothing_is_known() -> None:
    figures = measured({"IWC": "500"})

    assert figures.hhi.look_through is None
    assert (figures.hhi.lower, figures.hhi.upper) == (0, 1)
    assert (figures.effective_names.lower, figures.effective_names.upper) == (1, None)
    assert figures.top == ()
