"""Where scenarios end without scatter is the same whether one or all of them are asked."""

from rebalancer.simulate.ends import ends_of
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.rebalancer.export.household import household, plan_for


def test_every_end_is_that_of_the_simulation() -> None:
    plan = plan_for(household())
    before, after, tax = plan.exposures_before, plan.exposures_after, plan.tax.estimated_tax
    ends = ends_of(shipped_scenarios().values(), before, after, tax)
    assert [end.scenario for end in ends] == list(shipped_scenarios().values())
    for end in ends:
        result = simulate(
            before, end.scenario, planned=after, plan_tax=tax, options=SimulationOptions(paths=1)
        )
        assert result.certain == {"current": end.current, "planned": end.planned}
