"""A scenario whose figures cannot all be true is refused by the field that is wrong."""

from dataclasses import replace
from datetime import date

import pytest

from rebalancer.simulate.driver import Driver, DriverUnit, Kind
from rebalancer.simulate.flaws import ImpossibleScenarioError, check, flaws
from rebalancer.simulate.scenario import Replay, Scenario, ShockGroup


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
    wrong = replace(story, **change)  # type: ignore[arg-type]  # fields by name
    assert field in [name for name, _ in flaws(wrong)]
    with pytest.raises(ImpossibleScenarioError, match=f"“A story”: “{field}”.*{words}"):
        check(wrong)


def driver(name: str, **changes: object) -> Driver:
    usual = Driver(
        name=name,
        title="A driver",
        value=0.1,
        default=0.1,
        low=0.0,
        high=0.5,
        unit=DriverUnit.SHARE,
        source="made up",
        as_of=date(2026, 1, 2),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # fields by name


GROWTH = {"kind": Kind.GROWTH_DIFFERENTIAL}
BOTH = (driver("growth_small"), driver("growth_large"))
GAP = tuple(driver(name) for name in ("closing", "by_small", "growth_small", "growth_large"))
LARGE = driver("multiple_large", value=22.0, default=22.0, low=10.0, high=40.0)
SMALL = replace(LARGE, name="multiple_small")
SERIES = {ShockGroup.LARGE: ("large_30",)}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"drivers": BOTH}, "kind", "valuation_gap, growth_differential"),
        ({**GROWTH, "drivers": BOTH[:1]}, "drivers", "lack growth_large"),
        ({**GROWTH, "drivers": (driver("growh_small"),)}, "drivers.growh_small", "Did you mean"),
        ({**GROWTH, "drivers": (driver("qqq"),)}, "drivers.qqq", "It has bond_yield, cash_yield"),
        (
            {**GROWTH, "drivers": (driver("growth_small", value=0.6), BOTH[1])},
            "drivers.growth_small",
            "has to be from 0 % to 50 %, not 60 %",
        ),
        (
            {**GROWTH, "drivers": (driver("growth_small", default=0.6), BOTH[1])},
            "drivers.growth_small",
            "that has its default 60 % in it",
        ),
        (
            {**GROWTH, "drivers": (driver("growth_small", high=9.0), BOTH[1])},
            "drivers.growth_small",
            "needs a range within -90 % to 200 %",
        ),
        (
            {"kind": Kind.VALUATION_GAP, "drivers": (*GAP, LARGE, SMALL, driver("discount"))},
            "drivers",
            "leave out multiple_large and multiple_small, or discount",
        ),
        ({"moves": {"IWM": -1.5}}, "moves.IWM", "above -1"),
        (
            {"replay": Replay(first="1973", last="1974-12", series=SERIES)},
            "replay.first",
            "2000-04",
        ),
        (
            {"replay": Replay(first="１９７３-01", last="1974-12", series=SERIES)},  # noqa: RUF001 - other digits
            "replay.first",
            "2000-04",
        ),
        (
            {"replay": Replay(first="1973-01", last="1974-13", series=SERIES)},
            "replay.last",
            "month",
        ),
        (
            {"replay": Replay(first="1974-01", last="1973-01", series=SERIES)},
            "replay.last",
            "has to be 1974-01 or later",
        ),
        (
            {"replay": Replay(first="1974-01", last="1974-12", series=SERIES, times=0)},
            "replay.times",
            "at least 1, not 0",
        ),
        (
            {"replay": Replay(first="1974-01", last="1974-12", series=SERIES, times=2)},
            "months",
            "has to be 24, as long as the replay, not 12",
        ),
        (
            {
                "replay": Replay(first="1974-01", last="1974-12", series=SERIES),
                "shape": (*(0.0,) * 12, 1.0),
            },
            "shape",
            "its own path",
        ),
    ],
)
def test_a_driver_or_a_window_that_is_wrong_is_named(
    story: Scenario, change: dict[str, object], field: str, words: str
) -> None:
    wrong = replace(story, **change)  # type: ignore[arg-type]  # fields by name
    assert [problem for name, problem in flaws(wrong) if name == field and words in problem]
    with pytest.raises(ImpossibleScenarioError):
        check(wrong)


def test_either_a_discount_or_two_multiples_will_do(story: Scenario) -> None:
    check(replace(story, kind=Kind.VALUATION_GAP, drivers=(*GAP, driver("discount"))))
    check(replace(story, kind=Kind.VALUATION_GAP, drivers=(*GAP, LARGE, SMALL)))
    one = replace(story, kind=Kind.VALUATION_GAP, drivers=(*GAP, SMALL))
    with pytest.raises(ImpossibleScenarioError, match="lack multiple_large"):
        check(one)
