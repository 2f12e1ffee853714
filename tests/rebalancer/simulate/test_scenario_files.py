"""Scenario files: what a person can get wrong is answered with the file and the field."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.simulate.driver import Kind
from rebalancer.simulate.scenario import SHOCK_GROUPS, Rest, Scenario, ShockGroup
from rebalancer.simulate.scenario_files import (
    UnknownScenarioError,
    find_scenario,
    parse_scenario,
    read_scenario,
    shipped_scenarios,
    write_scenario,
)
from rebalancer.simulate.toml_fields import ScenarioFileError

SOUND = """
title = "Mine"
summary = "What I expect."
source = "myself"
as_of = 2026-08-21
months = 2
claims = "All mine."
volatility = 2
shape = [0, 0.25, 1]

[shocks]
small_other = 0.1
mega_cap_tech = -0.05
"""


def test_a_sound_file_becomes_a_scenario() -> None:
    assert parse_scenario(SOUND, "mine.toml") == Scenario(
        key="mine",
        title="Mine",
        summary="What I expect.",
        source="myself",
        as_of=date(2026, 8, 21),
        months=2,
        shocks={ShockGroup.SMALL_OTHER: 0.1, ShockGroup.MEGA_CAP_TECH: -0.05},
        shape=(0.0, 0.25, 1.0),
        claims="All mine.",
        volatility=2.0,
    )


def test_what_is_optional_may_be_left_out() -> None:
    lines = [line for line in SOUND.splitlines() if line[:5] not in {"claim", "volat", "shape"}]
    scenario = parse_scenario("\n".join(lines), "mine.toml")
    assert (scenario.claims, scenario.volatility, scenario.shape) == ("", 1.0, ())


@pytest.mark.parametrize(
    ("sound", "wrong", "sentence"),
    [
        ("months = 2", "month = 2", "“month” is not a field of a scenario. Did you mean “months”?"),
        ("months = 2", "xyz = 2\nmonths = 2", "“xyz” is not a field of a scenario. A field is one"),
        ("mega_cap_tech", "mega_cap_teck", "“shocks.mega_cap_teck” is not a group of a scenario."),
        ("mega_cap_tech", "mega_cap_teck", "Did you mean “mega_cap_tech”?"),
        ('title = "Mine"', "", "the field “title” is missing"),
        ('title = "Mine"', "title = 5", "“title” has to be a text in quotes, not 5"),
        ("months = 2", "months = 2.5", "“months” has to be a whole number, not 2.5"),
        ("months = 2", "months = true", "“months” has to be a whole number, not True"),
        ("months = 2", "months = 700", "“months” has to be from 1 to 600, not 700"),
        ("2026-08-21", '"2026-08-21"', "“as_of” has to be a date without quotes"),
        ("2026-08-21", "2026-08-21T10:00:00", "“as_of” has to be a date without quotes"),
        ("= 0.1", '= "much"', "“shocks.small_other” has to be a number, not 'much'"),
        ("= 0.1", "= true", "“shocks.small_other” has to be a number, not True"),
        ("= 0.1", "= 99999999999999999999", "“shocks.small_other” has to be a number"),
        ("= 0.1", "= -1.0", "“shocks.small_other” has to be above -1 (-100 %)"),
        ("= 0.1", "= 12", "“shocks.small_other” has to be above -1 (-100 %) and at most 10"),
        ("= 0.1", "= nan", "“shocks.small_other” has to be above -1"),
        ("volatility = 2", "volatility = 9", "“volatility” has to be from 0 to 5, not 9"),
        ("[0, 0.25, 1]", "[0, 1]", "“shape” needs 3 numbers, today and one a month, not 2"),
        ("[0, 0.25, 1]", '"late"', "“shape” has to be a list of numbers, not 'late'"),
        ("[0, 0.25, 1]", '[0, "x", 1]', "“shape” has to be a number, not 'x'"),
        ("[shocks]", "[shocks", "it is not valid TOML"),
        ("[shocks]\n", "shocks = 3\n[x]\n", "“x” is not a field"),
    ],
)
def test_a_mistake_is_answered_with_file_and_field(sound: str, wrong: str, sentence: str) -> None:
    with pytest.raises(ScenarioFileError) as caught:
        parse_scenario(SOUND.replace(sound, wrong), "mine.toml")
    assert caught.value.sentence().startswith("“mine.toml”: ")
    assert sentence in caught.value.sentence()


def test_shocks_have_to_be_a_table() -> None:
    head, _, _ = SOUND.partition("[shocks]")
    with pytest.raises(ScenarioFileError, match="“shocks” has to be a table of returns"):
        parse_scenario(head + "shocks = 3\n", "mine.toml")


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "months = " + "9" * 5000, "\x00"])
def test_hostile_text_is_refused_like_any_other(text: str) -> None:
    with pytest.raises(ScenarioFileError, match=r"“mine\.toml”: it is not valid TOML"):
        parse_scenario(text, "mine.toml")


def test_a_saved_file_is_read_back(tmp_path: Path) -> None:
    scenario = parse_scenario(SOUND, "mine.toml")
    file = tmp_path / "mine.toml"
    file.write_text(write_scenario(scenario), encoding="utf-8")
    assert read_scenario(file) == scenario


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioFileError, match=r"“gone\.toml”: it cannot be read"):
        read_scenario(tmp_path / "gone.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioFileError, match=r"“binary\.toml”: it cannot be read"):
        read_scenario(tmp_path / "binary.toml")


@given(
    title=st.text(st.characters(exclude_categories=["Cs"])),
    shocks=st.dictionaries(st.sampled_from(SHOCK_GROUPS), st.floats(-0.99, 10), max_size=10),
    months=st.integers(1, 600),
    volatility=st.floats(0, 5),
)
def test_writing_and_reading_loses_nothing(
    title: str, shocks: dict[ShockGroup, float], months: int, volatility: float
) -> None:
    scenario = Scenario(
        key="any",
        title=title,
        summary="",
        source=title,
        as_of=date(2026, 1, 2),
        months=months,
        shocks=shocks,
        volatility=volatility,
    )
    assert parse_scenario(write_scenario(scenario), "any.toml") == scenario


def test_a_scenario_is_found_by_its_key() -> None:
    assert find_scenario("Road to 2825") is shipped_scenarios()["road_to_2825"]
    assert find_scenario("refinancing-wall").title == "Refinancing wall"


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownScenarioError) as caught:
        find_scenario("reversl")
    assert caught.value.sentence().endswith("Did you mean “reversal”?")
    with pytest.raises(UnknownScenarioError) as caught:
        find_scenario("zzz")
    assert "There are fed_chair_transition, " in caught.value.sentence()


DRIVEN = """
title = "Mine"
summary = "What I expect."
source = "myself"
as_of = 2026-08-21
months = 12
kind = "growth_differential"

[drivers.growth_small]
title = "Small"
value = 0.1
default = 0.2
range = [-0.5, 0.5]
unit = "per_year"
source = "myself"
as_of = 2026-08-21

[drivers.growth_large]
title = "Large"
default = 0.1
range = [-0.5, 0.5]
unit = "per_year"
source = "myself"
as_of = 2026-08-21
"""

REPLAYED = """
title = "Mine"
summary = "Once more."
source = "myself"
as_of = 2026-08-21

[replay]
first = "1973-01"
last = "1974-12"
times = 2

[replay.series]
large = "large_30"
small_other = ["small_30", "smallest_10"]
"""

MOVED = """
title = "Mine"
summary = "What if."
source = "myself"
as_of = 2026-08-21
months = 3
rest = "likely"

[moves]
iwm = -0.2
"""


def test_drivers_are_read_with_value_and_default() -> None:
    scenario = parse_scenario(DRIVEN, "mine.toml")
    assert scenario.values == {"growth_small": 0.1, "growth_large": 0.1}
    assert scenario.drivers[0].default == 0.2
    assert (scenario.kind, dict(scenario.shocks)) == (Kind.GROWTH_DIFFERENTIAL, {})


def test_a_replay_is_as_long_as_its_window() -> None:
    scenario = parse_scenario(REPLAYED, "mine.toml")
    assert scenario.months == 48
    assert scenario.replay is not None
    assert scenario.replay.series[ShockGroup.SMALL_OTHER] == ("small_30", "smallest_10")


def test_a_move_of_a_symbol_is_read() -> None:
    scenario = parse_scenario(MOVED, "mine.toml")
    assert (scenario.moves, scenario.rest) == ({"IWM": -0.2}, Rest.LIKELY)


@pytest.mark.parametrize("text", [DRIVEN, REPLAYED, MOVED])
def test_every_kind_of_scenario_is_read_back(text: str) -> None:
    scenario = parse_scenario(text, "mine.toml")
    assert parse_scenario(write_scenario(scenario), "mine.toml") == scenario


@pytest.mark.parametrize(
    ("text", "sound", "wrong", "sentence"),
    [
        (DRIVEN, "growth_differential", "growth_diferential", "“kind” has no choice “growth_dif"),
        (DRIVEN, "growth_differential", "xyz", "Choose one of valuation_gap"),
        (DRIVEN, 'title = "Small"', "titel = 3", "“drivers.growth_small.titel” is not a field of"),
        (DRIVEN, "default = 0.2\n", "", "the field “drivers.growth_small.default” is missing"),
        (DRIVEN, "[-0.5, 0.5]", "[0.5]", "“drivers.growth_small.range” has to be two numbers"),
        (DRIVEN, "value = 0.1", "value = 0.7", "has to be from -50 % a year to 50 % a year"),
        (DRIVEN, 'unit = "per_year"', 'unit = "per"', "“drivers.growth_small.unit” has no choice"),
        (
            DRIVEN,
            "[drivers.growth_small]",
            "[drivers]\nx = 1\n[x]",
            "“x” is not a field",
        ),
        (REPLAYED, "1974-12", "1974-xx", "“replay.last” has to be a month such as 2000-04"),
        (REPLAYED, '"large_30"', "[]", "“replay.series.large” has to be a text in quotes, or a"),
        (REPLAYED, '"large_30"', "3", "“replay.series.large” has to be a text in quotes, or a"),
        (REPLAYED, 'first = "1973-01"\n', "", "the field “replay.first” is missing"),
        (MOVED, "[moves]", "[move]", "“move” is not a field of a scenario. Did you mean “moves”?"),
    ],
)
def test_a_mistake_in_drivers_or_a_replay_is_answered_with_its_place(
    text: str, sound: str, wrong: str, sentence: str
) -> None:
    with pytest.raises(ScenarioFileError) as caught:
        parse_scenario(text.replace(sound, wrong, 1), "mine.toml")
    assert sentence in caught.value.sentence()


def test_own_scenarios_come_before_those_that_ship() -> None:
    own = parse_scenario(SOUND, "Reversal.toml")
    assert find_scenario("reversal", [own]) is own
