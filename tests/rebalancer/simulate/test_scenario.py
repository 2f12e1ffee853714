"""A scenario whose figures cannot all be true is refused by the field that is wrong."""

from dataclasses import replace

import pytest

from rebalancer.simulate.scenario import (
    ImpossibleScenarioError,
    Scenario,
    ShockGroup,
    check,
    flaws,
)


def test_a_sound_scenario_passes(story: Scenario) -> None:
    check(story)
    check(replace(story, months=2, shape=(0.0, 3.0, 1.0), volatility=0.0))


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"months": 0}, "months", "from 1 to 600, not 0"),
        ({"months": 601}, "months", "from 1 to 600, not 601"),
        ({"shocks": {ShockGroup.MID: -1.0}}, "shocks.mid", "not -1"),
        ({"shocks": {ShockGroup.MID: 10.5}}, "shocks.mid", "at most 10"),
        ({"shocks": {ShockGroup.MID: float("nan")}}, "shocks.mid", "not nan"),
        ({"volatility": -0.1}, "volatility", "from 0 to 5"),
        ({"shape": (0.0, 1.0)}, "shape", "needs 13 numbers, today and one a month, not 2"),
        ({"months": 1, "shape": (0.1, 1.0)}, "shape", "begin with 0"),
        ({"months": 1, "shape": (0.0, 0.9)}, "shape", "end with 1"),
        ({"months": 2, "shape": (0.0, float("inf"), 1.0)}, "shape", "begin with 0"),
        ({"months": 2, "shape": (0.0, 12.0, 1.0)}, "shape", "takes “mega_cap_tech” to zero"),
    ],
)
def test_a_figure_out_of_range_is_named(
    story: Scenario, change: dict[str, object], field: str, words: str
) -> None:
    wrong = replace(story, **change)  # type: ignore[arg-type]
    assert field in [name for name, _ in flaws(wrong)]
    with pytest.raises(ImpossibleScenarioError, match=f"“A story”: “{field}”.*{words}"):
        check(wrong)
