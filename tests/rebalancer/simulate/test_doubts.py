"""A result says what it rests on."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from rebalancer.classify.exposure import Exposures
from rebalancer.simulate.calibration import NO_DISPERSION
from rebalancer.simulate.options import Rebalancing, Scatter, SimulationOptions
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario import SHOCK_GROUPS, Scenario, ShockGroup

ONE = SimulationOptions(paths=1)


def doubts_of(exposures: Exposures, scenario: Scenario, **changes: object) -> str:
    result = simulate(exposures, scenario, **({"options": ONE} | changes))  # type: ignore[arg-type]
    return " ".join(result.doubts)


def test_groups_that_the_scenario_does_not_name_are_named(
    household: Exposures, story: Scenario
) -> None:
    assert "says nothing of commodities: their median return is 0." in doubts_of(household, story)
    silent = replace(story, shocks={})
    assert "bonds, cash, commodities" in doubts_of(household, silent)
    everything = replace(story, shocks=dict.fromkeys(SHOCK_GROUPS, 0.1))
    assert "says nothing" not in doubts_of(household, everything)


def test_the_unclassified_part_is_named_unless_the_scenario_does(
    household: Exposures, story: Scenario
) -> None:
    assert "% of the portfolio is unclassified" in doubts_of(household, story)
    named = replace(story, shocks={**story.shocks, ShockGroup.UNCLASSIFIED: 0.0})
    assert "is unclassified and moves" not in doubts_of(household, named)


def test_months_beyond_the_scenario_are_said_to_be_silent(
    household: Exposures, story: Scenario
) -> None:
    longer = SimulationOptions(paths=1, months=24)
    assert "ends after 12 months" in doubts_of(household, story, options=longer)
    assert "ends after" not in doubts_of(household, story)


def test_the_plans_tax_and_new_money_are_named(
    expose: Callable[..., Exposures], household: Exposures, story: Scenario
) -> None:
    richer = expose({"VTI": str(household.total)}, cash="1000.00")
    poorer = expose({"VTI": str(household.total - 1000)}, cash="0")
    said = doubts_of(household, story, planned=richer, plan_tax=Decimal("12.34"))
    saved = doubts_of(household, story, planned=household, plan_tax=Decimal("-2.50"))
    assert "tax of 12.34 USD" in said
    assert "losses save, 2.50 USD of tax" in saved
    assert "1,000.00 USD more" in said
    assert "1,000.00 USD less" in doubts_of(household, story, planned=poorer)
    same = doubts_of(household, story, planned=household)
    assert "tax" not in same


def test_the_calibration_says_what_it_is(household: Exposures, story: Scenario) -> None:
    assert "170 months" in doubts_of(household, story)
    assert NO_DISPERSION.basis in doubts_of(household, story, calibration=NO_DISPERSION)
    assert "bought and held" in doubts_of(household, story)


def test_habits_on_the_way_are_named(household: Exposures, story: Scenario) -> None:
    usual = doubts_of(household, story)
    assert "nothing is rebalanced" in usual
    assert "paid in" not in usual
    habits = replace(
        ONE, monthly_flow=-250.0, yearly_fee=0.005, rebalancing=Rebalancing.AT_BAND, band=0.25
    )
    said = doubts_of(household, story, options=habits)
    assert "250.00 USD are taken out at the end of every month" in said
    assert "fee of 0.50%" in said
    assert "off by 25% of itself, at 0.05% of what is traded" in said
    past = replace(ONE, scatter=Scatter.PAST_MONTHS, block_months=4.5, monthly_flow=100.0)
    assert "blocks of 4.5 months" in doubts_of(household, story, options=past)
    assert "100.00 USD are paid in" in doubts_of(household, story, options=past)
