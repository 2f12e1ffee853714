"""A scenario played on a portfolio: the laws that hold whatever the figures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.exposure import Exposures
from rebalancer.progress import Cancelled
from rebalancer.simulate.calibration import NO_DISPERSION
from rebalancer.simulate.flaws import ImpossibleScenarioError
from rebalancer.simulate.groups import holdings_by_group
from rebalancer.simulate.options import Rebalancing, Scatter, SimulationOptions
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup
from rebalancer.simulate.start import ImpossibleSimulationError
from rebalancer.simulate.walks import PATHS_AT_ONCE

FEW = SimulationOptions(paths=200)
TAX = Decimal("2345.67")
CENT = Decimal("0.01")

Expose = Callable[..., Exposures]


def test_without_dispersion_every_quantile_is_the_deterministic_end(
    household: Exposures, rotated: Exposures, story: Scenario
) -> None:
    result = simulate(
        household, story, planned=rotated, plan_tax=TAX, options=FEW, calibration=NO_DISPERSION
    )
    assert result.planned is not None
    for name, outcome in (("current", result.current), ("planned", result.planned)):
        ends = {outcome.p05, outcome.p25, outcome.median, outcome.p75, outcome.p95}
        assert ends == {result.deterministic[name]}


def test_a_scenario_without_volatility_does_not_scatter(
    household: Exposures, story: Scenario
) -> None:
    result = simulate(household, replace(story, volatility=0.0), options=FEW)
    assert result.current.p05 == result.current.p95 == result.deterministic["current"]


def test_the_same_seed_gives_the_same_result(household: Exposures, story: Scenario) -> None:
    one, two = (simulate(household, story, options=FEW) for _ in range(2))
    np.testing.assert_array_equal(one.current.fan, two.current.fan)
    other = simulate(household, story, options=replace(FEW, seed=1))
    assert other.current.median != one.current.median


def test_a_plan_that_changes_nothing_and_costs_nothing_changes_nothing(
    household: Exposures, story: Scenario
) -> None:
    result = simulate(household, story, planned=household, options=FEW)
    assert result.planned is not None
    np.testing.assert_array_equal(result.current.fan, result.planned.fan)
    assert result.deterministic["current"] == result.deterministic["planned"]
    assert (result.chance_of_rotating, result.break_even) == (0.0, None)


def test_the_planned_portfolio_starts_lower_by_its_tax(
    household: Exposures, rotated: Exposures, story: Scenario
) -> None:
    result = simulate(household, story, planned=rotated, plan_tax=TAX, options=FEW)
    assert result.planned is not None
    assert result.current.fan[0] == pytest.approx(float(household.total))
    assert result.planned.fan[0] == pytest.approx(float(rotated.total - TAX))


def test_contributions_sum_to_the_gain_to_the_cent(
    household: Exposures, rotated: Exposures, story: Scenario
) -> None:
    result = simulate(household, story, planned=rotated, plan_tax=TAX, options=FEW)
    assert [part.group for part in result.by_group] == list(SHOCK_GROUPS)
    current = sum(part.current for part in result.by_group)
    planned = sum(part.planned for part in result.by_group if part.planned is not None)
    assert household.total + current == result.deterministic["current"]
    assert rotated.total - TAX + planned == result.deterministic["planned"]
    assert sum(part.current or 0 for part in result.by_holding) == current
    assert sum(part.planned or 0 for part in result.by_holding) == planned
    by_group = {part.group: part for part in result.by_group}
    assert by_group[ShockGroup.MID].shock == pytest.approx(0.08)


def test_a_holding_brings_what_it_holds_of_each_group(
    household: Exposures, story: Scenario
) -> None:
    result = simulate(household, story, options=FEW)
    shocks = np.array([part.shock for part in result.by_group])
    expected = holdings_by_group(household) @ shocks
    brought = {part.symbol: part.current for part in result.by_holding}
    assert set(brought) == {holding.symbol for holding in household.holdings}
    for holding, gain in zip(household.holdings, expected, strict=True):
        assert float(brought[holding.symbol] or 0) == pytest.approx(gain, abs=0.05)
    weights = [part.weight for part in result.by_holding]
    assert weights == sorted(weights, reverse=True)


@settings(max_examples=25, deadline=None)
@given(
    shocks=st.dictionaries(st.sampled_from(SHOCK_GROUPS), st.floats(-0.99, 10)),
    months=st.integers(1, 30),
    tax=st.integers(0, 100_000),
)
def test_money_reconciles_whatever_the_scenario(
    household: Exposures,
    rotated: Exposures,
    shocks: dict[ShockGroup, float],
    months: int,
    tax: int,
) -> None:
    scenario = Scenario(
        key="any",
        title="Any",
        summary="",
        source="",
        as_of=date(2026, 1, 2),
        months=12,
        shocks=shocks,
    )
    options = SimulationOptions(paths=20, months=months)
    result = simulate(
        household, scenario, planned=rotated, plan_tax=Decimal(tax) / 7, options=options
    )
    fan = result.current.fan
    assert fan.shape == (months + 1, 5)
    assert (np.diff(fan, axis=1) >= 0).all()
    gains = sum(part.current for part in result.by_group)
    assert household.total + gains == result.deterministic["current"]
    assert all(part.current == part.current.quantize(CENT) for part in result.by_group)
    assert 0 <= result.current.max_drawdown <= 1


def test_rotating_pays_when_small_caps_win(
    household: Exposures, rotated: Exposures, story: Scenario
) -> None:
    free = simulate(household, story, planned=rotated)
    taxed = simulate(household, story, planned=rotated, plan_tax=Decimal(5000))
    assert free.chance_of_rotating is not None
    assert taxed.chance_of_rotating is not None
    assert 0.5 < taxed.chance_of_rotating < free.chance_of_rotating < 1


def test_at_break_even_both_portfolios_end_alike(
    household: Exposures, rotated: Exposures, story: Scenario
) -> None:
    flat = replace(story, shocks=dict.fromkeys(SHOCK_GROUPS, 0.0), months=24)
    required = simulate(household, flat, planned=rotated, plan_tax=TAX, options=FEW).break_even
    assert required is not None
    small = (1 + required) ** 2 - 1
    shocks = {**flat.shocks, ShockGroup.SMALL_QUALITY: small, ShockGroup.SMALL_OTHER: small}
    ends = simulate(
        household, replace(flat, shocks=shocks), planned=rotated, plan_tax=TAX, options=FEW
    ).deterministic
    assert abs(ends["current"] - ends["planned"]) <= CENT


def test_options_reach_the_result(household: Exposures, story: Scenario) -> None:
    options = SimulationOptions(paths=50, months=3, seed=9)
    result = simulate(household, story, options=options)
    assert (result.options.paths, result.months, result.options.seed) == (50, 3, 9)
    assert result.scenario is story
    assert (result.planned, result.chance_of_rotating, result.break_even) == (None, None, None)
    assert set(result.deterministic) == {"current"}
    assert all(part.planned is None for part in result.by_group)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (SimulationOptions(paths=0), "number of paths has to be from 1 to 200,000, not 0"),
        (SimulationOptions(paths=300_000), "number of paths has to be from 1"),
        (SimulationOptions(months=0), "number of months has to be from 1 to 600, not 0"),
        (SimulationOptions(paths=200_000, months=600), "paths times months has to be from 1"),
        (SimulationOptions(seed=-1), "seed has to be from 0"),
        (SimulationOptions(yearly_fee=0.5), "yearly fee has to be from 0 to 0.1, not 0.5"),
        (SimulationOptions(cost=-0.1), "cost of trading has to be from 0"),
        (SimulationOptions(band=2), "band has to be from 0 to 1"),
        (SimulationOptions(monthly_flow=1e12), "monthly flow has to be from"),
        (SimulationOptions(block_months=13), "blocks of past months have to be from 1 to 12"),
    ],
)
def test_options_out_of_range_are_refused(
    household: Exposures, story: Scenario, options: SimulationOptions, sentence: str
) -> None:
    with pytest.raises(ImpossibleSimulationError, match=sentence):
        simulate(household, story, options=options)


def test_an_impossible_scenario_is_refused(household: Exposures, story: Scenario) -> None:
    with pytest.raises(ImpossibleScenarioError, match="“months” has to be from 1"):
        simulate(household, replace(story, months=0))


def test_a_portfolio_worth_nothing_is_refused(
    expose: Expose, household: Exposures, story: Scenario
) -> None:
    with pytest.raises(ImpossibleSimulationError, match=r"worth 0\.00 USD"):
        simulate(expose({}, cash="0"), story)
    with pytest.raises(ImpossibleSimulationError, match="go in tax"):
        simulate(household, story, planned=household, plan_tax=Decimal(10**9))


def test_progress_is_reported_and_stops_the_work(household: Exposures, story: Scenario) -> None:
    reports: list[float] = []
    options = SimulationOptions(paths=4 * PATHS_AT_ONCE)
    simulate(household, story, options=options, progress=lambda done, _="": reports.append(done))
    assert reports == [0.0, 0.25, 0.5, 0.75, 1.0]

    def cancel(fraction: float, note: str = "") -> None:
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        simulate(household, story, options=FEW, progress=cancel)


def test_what_is_paid_in_and_spent_on_the_way_reconciles_too(
    household: Exposures, rotated: Exposures, story: Scenario
) -> None:
    options = replace(
        FEW, monthly_flow=500.0, rebalancing=Rebalancing.MONTHLY, yearly_fee=0.01, cost=0.01
    )
    result = simulate(household, story, planned=rotated, plan_tax=TAX, options=options)
    starts = {"current": household.total, "planned": rotated.total - TAX}
    for name, start in starts.items():
        gains = [getattr(part, name) for part in result.by_group]
        end = result.certain[name]
        assert start + sum(gains) + end.paid_in - end.costs == end.worth
        assert end.paid_in == 6000
        assert end.costs > 0


def test_months_of_the_past_scatter_around_the_same_story(
    household: Exposures, story: Scenario
) -> None:
    options = SimulationOptions(paths=20_000, scatter=Scatter.PAST_MONTHS)
    result = simulate(household, story, options=options)
    median, sure = float(result.current.median), float(result.deterministic["current"])
    assert median == pytest.approx(sure, rel=0.03)
    assert result.current.p05 < result.current.median < result.current.p95
    assert any("blocks of" in doubt for doubt in result.doubts)
