"""What the command line prints for scripts about scenarios."""

from collections.abc import Sequence

from rebalancer.as_json import Json, plain
from rebalancer.simulate.mechanism import derived
from rebalancer.simulate.result import GroupContribution, Outcome, ScenarioResult
from rebalancer.simulate.scenario import Scenario


def scenario_json(result: ScenarioResult) -> Json:
    """Return a simulation as the key list of ``rebalancer simulate`` has it."""
    return {
        "scenario": result.scenario.key,
        "title": result.scenario.title,
        "source": result.scenario.source,
        "drivers": _drivers(result.scenario),
        "derived": _derived(result.scenario),
        "months": result.months,
        "paths": result.options.paths,
        "seed": result.options.seed,
        "current": _outcome(result.current),
        "planned": None if result.planned is None else _outcome(result.planned),
        "break_even": result.break_even,
        "chance_of_rotating": result.chance_of_rotating,
        "by_group": {part.group.value: _contribution(part) for part in result.by_group},
        "by_holding": [plain(part) for part in result.by_holding],
        "deterministic": plain(result.deterministic),
        "doubts": plain(result.doubts),
    }


def scenarios_json(scenarios: Sequence[Scenario]) -> Json:
    """Return scenarios as the key list of ``rebalancer scenarios`` has it."""
    return {
        "scenarios": [
            {
                "name": scenario.key,
                "title": scenario.title,
                "summary": scenario.summary,
                "source": scenario.source,
                "as_of": plain(scenario.as_of),
                "months": scenario.months,
                "kind": plain(scenario.kind),
                "drivers": _drivers(scenario),
                "derived": _derived(scenario),
                "replay": plain(scenario.replay),
            }
            for scenario in scenarios
        ]
    }


def _drivers(scenario: Scenario) -> Json:
    return [plain(driver) for driver in scenario.drivers]


def _derived(scenario: Scenario) -> Json:
    return {} if scenario.kind is None else plain(derived(scenario.kind, scenario.values))


def _outcome(outcome: Outcome) -> Json:
    return {
        "median": plain(outcome.median),
        "p05": plain(outcome.p05),
        "p25": plain(outcome.p25),
        "p75": plain(outcome.p75),
        "p95": plain(outcome.p95),
        "max_drawdown": outcome.max_drawdown,
    }


def _contribution(part: GroupContribution) -> Json:
    return {
        "shock": part.shock,
        "current": plain(part.current),
        "planned": plain(part.planned),
    }
