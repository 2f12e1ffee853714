"""A person's own scenarios survive, and a damaged one is in nobody's way."""

from pathlib import Path

import pytest

from rebalancer.atomic import NotWrittenError
from rebalancer.errors import RebalancerError
from rebalancer.simulate.own_scenarios import (
    Shelf,
    discard_scenario,
    keep_scenario,
    named,
    read_shelf,
)
from rebalancer.simulate.scenario_files import find_scenario
from rebalancer.simulate.tune import set_figures


def test_a_scenario_that_is_kept_is_there_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "own" / "scenarios"
    assert read_shelf(folder) == Shelf()
    tuned = set_figures(find_scenario("valuation_gap_closes"), {"closing": 0.25})
    mine = named(tuned, "A quarter of the gap!", ())
    file = keep_scenario(folder, mine)
    assert file.name == "a_quarter_of_the_gap.toml"
    assert read_shelf(folder).scenarios == (mine,)
    assert find_scenario("a-quarter-of-the-gap", read_shelf(folder).scenarios) == mine
    discard_scenario(folder, mine.key)
    discard_scenario(folder, mine.key)
    assert read_shelf(folder) == Shelf()


def test_names_never_meet() -> None:
    story = find_scenario("reversal")
    assert named(story, "Reversal", ["reversal", "reversal_2"]).key == "reversal_3"
    assert named(story, "???", ()).key == "scenario"
    assert len(named(story, "x" * 500, ()).key) == 60


def test_a_damaged_file_costs_a_sentence_and_nothing_else(tmp_path: Path) -> None:
    keep_scenario(tmp_path, named(find_scenario("reversal"), "Mine", ()))
    (tmp_path / "broken.toml").write_text("title = ", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a scenario", encoding="utf-8")
    shelf = read_shelf(tmp_path)
    assert [scenario.title for scenario in shelf.scenarios] == ["Mine"]
    assert len(shelf.troubles) == 1
    assert shelf.troubles[0].startswith("“broken.toml”: it is not valid TOML")
    assert (tmp_path / "broken.toml").read_text(encoding="utf-8") == "title = "


def test_what_cannot_be_written_or_removed_is_said(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(RebalancerError, match=r"“mine\.toml”: it cannot be removed"):
        discard_scenario(tmp_path, "mine")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises((NotWrittenError, RebalancerError)):
        keep_scenario(tmp_path / "file", find_scenario("reversal"))
