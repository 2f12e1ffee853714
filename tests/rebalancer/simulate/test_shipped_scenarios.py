"""The scenarios that ship: their figures follow from what their comments say."""

from math import exp, log

import numpy as np
import pytest

from rebalancer.market.history import Figures, embedded_history
from rebalancer.simulate.calibration import PROXIES
from rebalancer.simulate.scenario import Scenario, ShockGroup
from rebalancer.simulate.scenario_files import shipped_scenarios

TO_FOUR_DIGITS = 0.00006
TO_A_TENTH_OF_A_PERCENT = 0.0006


def over(table: Figures, first: str, last: str, *names: str) -> float:
    """Return the total return of *names* in equal parts over the months *first* to *last*."""
    window = table.frame.loc[first:last][list(names)]
    return float(np.prod(1 + window.mean(axis=1).to_numpy()) - 1)


def small_and_large(
    discount: float, e_small: float, e_large: float, years: int
) -> tuple[float, float]:
    """Return small and large when half of a valuation gap closes, from both sides alike."""
    quarter = 0.25 * -log(1 - discount)
    small = exp(quarter) * (1 + e_small) ** years - 1
    return small, exp(-quarter) * (1 + e_large) ** years - 1


@pytest.fixture(scope="module")
def shipped() -> dict[str, Scenario]:
    return dict(shipped_scenarios())


def test_the_outcomes_of_the_articles_ship(shipped: dict[str, Scenario]) -> None:
    assert len(shipped) == 15
    assert {"rotation_continues", "road_to_2825", "reversal", "refinancing_wall"} <= set(shipped)


def test_every_scenario_says_whose_figures_it_has(shipped: dict[str, Scenario]) -> None:
    for key, scenario in shipped.items():
        assert scenario.key == key
        assert scenario.title
        assert scenario.summary.endswith(".")
        assert "2026" in scenario.source
        assert "assumption" in scenario.claims or "placeholders" in scenario.claims
        assert {ShockGroup.MEGA_CAP_TECH, ShockGroup.SMALL_OTHER} <= set(scenario.shocks)


def test_january_repeated_three_times(shipped: dict[str, Scenario]) -> None:
    monthly = embedded_history().monthly
    for group, shock in shipped["rotation_continues"].shocks.items():
        january = over(monthly, "2026-01", "2026-01", *PROXIES[group])
        assert shock == pytest.approx((1 + january) ** 3 - 1, abs=0.0003)


def test_sideways_big_tech_is_what_2026_was_until_july(shipped: dict[str, Scenario]) -> None:
    monthly = embedded_history().monthly
    for group, shock in shipped["sideways_big_tech"].shocks.items():
        measured = over(monthly, "2026-01", "2026-07", *PROXIES[group])
        assert shock == pytest.approx(measured, abs=TO_FOUR_DIGITS)


@pytest.mark.parametrize(
    ("key", "e_small", "e_large", "years"),
    [("valuation_gap_closes", 0.19, 0.12, 3), ("small_cap_dominance", 0.325, 0.14, 1)],
)
def test_valuation_scenarios_follow_the_formula(
    shipped: dict[str, Scenario], key: str, e_small: float, e_large: float, years: int
) -> None:
    shocks = shipped[key].shocks
    quality, large = small_and_large(1 - 15 / 22, e_small, e_large, years)
    other, _ = small_and_large(0.26, e_small, e_large, years)
    mid = ((1 + quality) * (1 + large)) ** 0.5 - 1
    expected = {"small_quality": quality, "small_other": other, "large": large, "mid": mid}
    for group, value in expected.items():
        assert shocks[ShockGroup(group)] == pytest.approx(value, abs=TO_A_TENTH_OF_A_PERCENT)


def test_the_refinancing_wall_follows_the_formula(shipped: dict[str, Scenario]) -> None:
    u, h, r_prof, r_unprof, loss = 0.4, 0.1, -0.05, -0.20, 0.80
    expected = (1 - u) * r_prof + u * ((1 - h) * r_unprof + h * -loss)
    shocks = shipped["refinancing_wall"].shocks
    assert shocks[ShockGroup.SMALL_OTHER] == pytest.approx(expected)
    assert shocks[ShockGroup.SMALL_QUALITY] == r_prof


def test_a_reversal_gives_back_what_january_gave(shipped: dict[str, Scenario]) -> None:
    daily = embedded_history().daily
    shocks = shipped["reversal"].shocks
    for group, symbol in ((ShockGroup.SMALL_OTHER, "IWM"), (ShockGroup.SMALL_QUALITY, "IJR")):
        gained = over(daily, "2026-01-01", "2026-01-22", symbol)
        assert shocks[group] == pytest.approx(1 / (1 + gained) - 1, abs=TO_A_TENTH_OF_A_PERCENT)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("precedent_1973", "1973-01", "1974-12"),
        ("precedent_after_dotcom", "2000-04", "2006-12"),
        ("precedent_after_2008", "2009-03", "2013-12"),
    ],
)
def test_precedents_are_measured(
    shipped: dict[str, Scenario], key: str, first: str, last: str
) -> None:
    sizes = embedded_history().size_portfolios
    scenario = shipped[key]
    assert scenario.months == len(sizes.frame.loc[first:last])
    columns = {"small_quality": "small_30", "small_other": "small_30", "mid": "mid_40"}
    for group, column in (columns | {"large": "large_30"}).items():
        measured = over(sizes, first, last, column)
        assert scenario.shocks[ShockGroup(group)] == pytest.approx(measured, abs=TO_FOUR_DIGITS)


def test_what_stood_for_tech_and_cash_in_the_precedents(shipped: dict[str, Scenario]) -> None:
    history = embedded_history()
    tech, cash = ShockGroup.MEGA_CAP_TECH, ShockGroup.CASH
    dotcom, nifty = shipped["precedent_after_dotcom"].shocks, shipped["precedent_1973"].shocks
    measured = {
        over(history.monthly, "2000-04", "2006-12", "QQQ"): dotcom[tech],
        over(history.monthly, "2009-03", "2013-12", "QQQ"): shipped["precedent_after_2008"].shocks[
            tech
        ],
        over(history.size_portfolios, "1973-01", "1974-12", "largest_10"): nifty[tech],
        over(history.factors, "2000-04", "2006-12", "rf"): dotcom[cash],
        over(history.factors, "1973-01", "1974-12", "rf"): nifty[cash],
    }
    for expected, shock in measured.items():
        assert shock == pytest.approx(expected, abs=TO_FOUR_DIGITS)
