"""The scenarios that ship: their figures follow from what their comments say."""

from datetime import date
from math import exp, log

import numpy as np
import pytest

from rebalancer.market.history import Figures, embedded_history
from rebalancer.simulate.calibration import PROXIES
from rebalancer.simulate.driver import Kind
from rebalancer.simulate.paths import likely_groups, moved_groups, shocks_of
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup
from rebalancer.simulate.scenario_files import shipped_scenarios

TO_FOUR_DIGITS = 0.00006
TO_A_TENTH_OF_A_PERCENT = 0.0006


def over(table: Figures, first: str, last: str, *names: str) -> float:
    """Return the total return of *names* in equal parts over the months *first* to *last*."""
    window = table.in_months(first, last).columns(*names)
    return float(np.prod(1 + window.mean(axis=1)) - 1)


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


def played(scenario: Scenario) -> dict[ShockGroup, float]:
    """Return what *scenario* does to each group, whether stated, driven, replayed or likely."""
    return dict(zip(SHOCK_GROUPS, map(float, shocks_of(scenario)), strict=True))


def test_the_outcomes_of_the_articles_ship(shipped: dict[str, Scenario]) -> None:
    assert len(shipped) == 16
    assert {"rotation_continues", "road_to_2825", "reversal", "refinancing_wall"} <= set(shipped)


def test_every_scenario_says_whose_figures_it_has(shipped: dict[str, Scenario]) -> None:
    for key, scenario in shipped.items():
        assert scenario.key == key
        assert scenario.title
        assert scenario.summary.endswith(".")
        assert "2026" in scenario.source
        assert "assumption" in scenario.claims or "placeholders" in scenario.claims
        assert {ShockGroup.MEGA_CAP_TECH, ShockGroup.SMALL_OTHER} <= moved_groups(scenario)


def test_january_repeated_three_times(shipped: dict[str, Scenario]) -> None:
    monthly = embedded_history().monthly
    shocks = played(shipped["rotation_continues"])
    for group in moved_groups(shipped["rotation_continues"]):
        january = over(monthly, "2026-01", "2026-01", *PROXIES[group])
        assert shocks[group] == pytest.approx((1 + january) ** 3 - 1)


def test_sideways_big_tech_is_what_2026_was_until_july(shipped: dict[str, Scenario]) -> None:
    monthly = embedded_history().monthly
    shocks = played(shipped["sideways_big_tech"])
    for group in moved_groups(shipped["sideways_big_tech"]):
        measured = over(monthly, "2026-01", "2026-07", *PROXIES[group])
        assert shocks[group] == pytest.approx(measured)


@pytest.mark.parametrize(
    ("key", "e_small", "e_large", "years"),
    [("valuation_gap_closes", 0.19, 0.12, 3), ("small_cap_dominance", 0.325, 0.14, 1)],
)
def test_valuation_scenarios_follow_the_formula(
    shipped: dict[str, Scenario], key: str, e_small: float, e_large: float, years: int
) -> None:
    shocks = played(shipped[key])
    quality, large = small_and_large(1 - 15 / 22, e_small, e_large, years)
    other, _ = small_and_large(0.26, e_small, e_large, years)
    mid = ((1 + quality) * (1 + large)) ** 0.5 - 1
    expected = {"small_quality": quality, "small_other": other, "large": large, "mid": mid}
    for group, value in expected.items():
        assert shocks[ShockGroup(group)] == pytest.approx(value, abs=TO_A_TENTH_OF_A_PERCENT)


def test_the_refinancing_wall_follows_the_formula(shipped: dict[str, Scenario]) -> None:
    u, h, r_prof, r_unprof, loss = 0.4, 0.1, -0.05, -0.20, 0.80
    expected = (1 - u) * r_prof + u * ((1 - h) * r_unprof + h * -loss)
    shocks = played(shipped["refinancing_wall"])
    assert shocks[ShockGroup.SMALL_OTHER] == pytest.approx(expected)
    assert shocks[ShockGroup.SMALL_OTHER] == pytest.approx(-0.134)
    assert shocks[ShockGroup.SMALL_QUALITY] == pytest.approx(r_prof)


def test_a_reversal_gives_back_what_january_gave(shipped: dict[str, Scenario]) -> None:
    january = embedded_history().daily.between(date(2026, 1, 1), date(2026, 1, 22))
    shocks = shipped["reversal"].shocks
    for group, symbol in ((ShockGroup.SMALL_OTHER, "IWM"), (ShockGroup.SMALL_QUALITY, "IJR")):
        gained = float(np.prod(1 + january.series(symbol)) - 1)
        assert shocks[group] == pytest.approx(1 / (1 + gained) - 1, abs=TO_A_TENTH_OF_A_PERCENT)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("precedent_1973", "1973-01", "1974-12"),
        ("precedent_after_dotcom", "2000-04", "2006-12"),
        ("precedent_2008", "2007-11", "2009-02"),
        ("precedent_after_2008", "2009-03", "2013-12"),
    ],
)
def test_precedents_are_measured(
    shipped: dict[str, Scenario], key: str, first: str, last: str
) -> None:
    sizes = embedded_history().size_portfolios
    scenario = shipped[key]
    assert scenario.months == len(sizes.in_months(first, last).rows)
    columns = {"small_quality": "small_30", "small_other": "small_30", "mid": "mid_40"}
    for group, column in (columns | {"large": "large_30"}).items():
        measured = over(sizes, first, last, column)
        assert played(scenario)[ShockGroup(group)] == pytest.approx(measured)


@pytest.mark.parametrize(
    ("key", "group", "table", "name"),
    [
        ("precedent_after_dotcom", ShockGroup.MEGA_CAP_TECH, "monthly", "QQQ"),
        ("precedent_after_2008", ShockGroup.MEGA_CAP_TECH, "monthly", "QQQ"),
        ("precedent_1973", ShockGroup.MEGA_CAP_TECH, "size_portfolios", "largest_10"),
        ("precedent_after_dotcom", ShockGroup.CASH, "factors", "rf"),
        ("precedent_1973", ShockGroup.CASH, "factors", "rf"),
        ("precedent_2008", ShockGroup.BOND, "monthly", "BND"),
    ],
)
def test_what_stood_for_tech_bonds_and_cash_in_the_precedents(
    shipped: dict[str, Scenario], key: str, group: ShockGroup, table: str, name: str
) -> None:
    replay = shipped[key].replay
    assert replay is not None
    measured = over(getattr(embedded_history(), table), replay.first, replay.last, name)
    assert played(shipped[key])[group] == pytest.approx(measured)


def test_small_caps_doubled_after_the_dot_com_peak_and_fell_further_in_1973(
    shipped: dict[str, Scenario],
) -> None:
    dotcom, nifty = played(shipped["precedent_after_dotcom"]), played(shipped["precedent_1973"])
    small, large = ShockGroup.SMALL_OTHER, ShockGroup.LARGE
    assert [round(dotcom[group], 2) for group in (small, large)] == [1.05, 0.02]
    assert [round(nifty[group], 2) for group in (small, large)] == [-0.54, -0.39]


def test_what_has_no_history_in_a_precedent_does_what_is_likely(
    shipped: dict[str, Scenario],
) -> None:
    assert likely_groups(shipped["precedent_after_2008"]) == (ShockGroup.NON_US,)
    assert ShockGroup.BOND in likely_groups(shipped["precedent_1973"])
    assert played(shipped["precedent_1973"])[ShockGroup.NON_US] < -0.1


def test_every_kind_of_mechanism_ships_with_whose_figures_its_drivers_are(
    shipped: dict[str, Scenario],
) -> None:
    driven = [scenario for scenario in shipped.values() if scenario.kind is not None]
    assert {scenario.kind for scenario in driven} == set(Kind)
    for scenario in driven:
        for driver in scenario.drivers:
            assert driver.title
            assert driver.source
            assert driver.value == driver.default
            assert driver.low < driver.high
