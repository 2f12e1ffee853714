"""The Scenarios page plays what the person picks and tunes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.simulate.options import Rebalancing
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import ShockGroup
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.ui.views.scenarios.acting import PATIENCE_MS, button, pick, playing
from ui.format import as_read, dollars, percent
from ui.session import Session
from ui.tasks import TaskRunner
from ui.views.scenarios import ScenariosPage
from ui.views.scenarios.outcome import break_even_sentence
from ui.views.scenarios.words import ordered

WritePlain = Callable[..., Path]


def test_an_empty_page_says_what_comes_here(page: ScenariosPage, qtbot: QtBot) -> None:
    assert page.is_empty
    with qtbot.waitSignal(page.import_requested):
        button(page, "Import files…").click()
    with qtbot.waitSignal(page.sample_requested):
        button(page, "Open the sample").click()


def test_every_shipped_scenario_is_listed(page: ScenariosPage) -> None:
    titles = [page.choice.list.item(row).text() for row in range(page.choice.list.count())]
    assert sorted(titles) == sorted(each.title for each in shipped_scenarios().values())
    assert ordered(shipped_scenarios().values())[0].title == titles[0]


def test_the_first_scenario_is_played_for_the_household_as_it_is(
    page: ScenariosPage, played: ScenarioResult
) -> None:
    assert not page.is_empty
    assert page.waiting.isHidden()
    assert dollars(played.current.median) in page.answers.median.text
    assert percent(played.current.max_drawdown) in page.answers.fall.text
    assert "needs a plan" in page.answers.chance.note
    assert "There is no plan yet" in page.answer
    assert played.scenario.title in page.answer
    table = page.paths.chart.table()
    assert table.rows[-1][3] == pytest.approx(float(played.current.median), abs=0.01)
    assert page.crossing.isHidden()
    assert all(as_read(doubt) in page.doubts.text.text() for doubt in played.doubts)
    assert played.scenario.source in page.doubts.text.text()


def test_with_a_plan_both_go_along_the_same_paths(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    result = playing(session, qtbot, session.solve)
    assert session.plan is not None
    assert result.planned is not None
    assert dollars(result.planned.median) in page.answers.median.text
    assert percent(result.chance_of_rotating, 0) in page.answers.chance.text
    assert page.answers.break_even.explanation == break_even_sentence(result)
    headers = page.paths.chart.table().headers
    assert headers[6] == "After the plan, 5 %"
    rows = {row.name: row for row in page.ends.table.table.rows()}
    assert rows["Median"].planned == dollars(result.planned.median)
    assert rows["1 in 20 below"].current == dollars(result.current.p05)
    whole = sum(float(part.current) for part in result.by_group)
    for number, name in enumerate(("Mega-cap tech", "Cash")):  # by group, by holding
        page.contributions.parts.choose(number)
        brought = {str(row[0]): float(row[1] or 0) for row in page.contributions.chart.table().rows}
        assert name in brought
        assert sum(brought.values()) == pytest.approx(whole, abs=0.01)
    assert not page.crossing.isHidden()
    assert len(page.crossing.chart.table().rows) == 9
    assert button(page, "Make a plan").isHidden()


def test_the_break_even_is_told_where_there_is_tax_to_earn_back(
    page: ScenariosPage, played: ScenarioResult
) -> None:
    planned = replace(played.current, fan=played.current.fan * 1.01)
    taxed = replace(played, break_even=0.0123, planned=planned, chance_of_rotating=0.4)
    page.answers.show_result(taxed)
    assert "+1.2" in page.answers.break_even.text
    assert "1.2" in page.answers.break_even.explanation
    page.answers.show_result(replace(taxed, break_even=None))
    assert "no tax" in page.answers.break_even.note
    assert "40" in page.answers.chance.text
    page.answers.show_result(replace(taxed, planned=played.current, chance_of_rotating=0.0))
    assert "0" not in page.answers.chance.text
    assert page.answers.chance.note == "the plan changes nothing"


def test_picking_another_scenario_plays_it(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    result = playing(session, qtbot, lambda: page.choice.pick(7))
    assert result.scenario.title == page.choice.list.item(7).text()
    assert result.scenario.summary in page.story.summary.text()
    assert result.months == result.scenario.months


def test_sliders_tune_the_scenario_and_go_back(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    tuning = page.tuning
    assert tuning.reset.isHidden()
    dial = tuning.dials[ShockGroup.MEGA_CAP_TECH]
    result = playing(session, qtbot, lambda: dial.slider.setValue(-30))
    assert result.scenario.shocks[ShockGroup.MEGA_CAP_TECH] == -0.3
    assert tuning.is_tuned
    result = playing(session, qtbot, lambda: tuning.horizon.field.setValue(6))
    assert result.months == 6
    result = playing(session, qtbot, lambda: page.playing.paths.chosen.emit(1_000))
    assert result.options.paths == 5_000
    result = playing(session, qtbot, tuning.reset.click)
    assert result.scenario is played.scenario
    assert tuning.reset.isHidden()


def test_dragging_a_slider_plays_once(
    page: ScenariosPage, played: ScenarioResult, qtbot: QtBot
) -> None:
    dial = page.tuning.dials[ShockGroup.SMALL_OTHER]
    heard: list[bool] = []
    page.tuning.changed.connect(lambda: heard.append(True))
    with qtbot.waitSignal(page.tuning.changed):
        for value in range(10, 20):
            dial.slider.setValue(value)
    assert heard == [True]


def test_figures_that_cannot_be_true_are_refused_in_the_page(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    row = next(
        n
        for n, each in enumerate(ordered(shipped_scenarios().values()))
        if each.key == "hot_money_pullback"
    )
    playing(session, qtbot, lambda: page.choice.pick(row))
    with qtbot.waitSignal(page.tuning.changed):
        page.tuning.dials[ShockGroup.LARGE].field.setValue(-60.0)
    assert "cannot be played: “shape” takes “large” to zero" in page.message.text


def test_nothing_is_played_while_nobody_looks(
    page: ScenariosPage, session: Session, write_plain: WritePlain, qtbot: QtBot
) -> None:
    page.hide()
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(),))
    assert session.scenario is None
    playing(session, qtbot, page.show)
    session.remove_everything()
    assert page.is_empty


def test_the_way_to_a_plan_is_one_button(
    page: ScenariosPage, played: ScenarioResult, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.page_requested, check_params_cb=lambda name: name == "Rebalance"):
        button(page, "Make a plan").click()


def test_a_driver_moves_the_groups_and_says_whose_figure_it_is(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    playing(session, qtbot, lambda: pick(page, "valuation_gap_closes"))
    closing = page.tuning.drivers["closing"]
    small = page.tuning.dials[ShockGroup.SMALL_QUALITY]
    assert small.value == pytest.approx(0.854, abs=0.001)
    assert "-100 % to 100 %; our assumption" in closing.note.whole
    result = playing(session, qtbot, lambda: closing.slider.setValue(0))
    assert result.scenario.values["closing"] == 0.0
    assert small.value == pytest.approx(0.685, abs=0.001)
    large = page.tuning.drivers["multiple_large"]
    result = playing(session, qtbot, lambda: large.field.setValue(20.0))
    assert result.scenario.values["multiple_large"] == 20.0
    assert "discount of 25 %" in page.tuning._derived.text()  # noqa: SLF001 - what is read
    playing(session, qtbot, page.tuning.reset.click)
    assert page.tuning.drivers["closing"].value == 0.5
    playing(session, qtbot, lambda: pick(page, "reversal"))
    assert page.tuning.drivers == {}


def test_what_is_still_being_typed_is_not_taken_for_another_scenario(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    playing(session, qtbot, lambda: pick(page, "valuation_gap_closes"))
    for dial in (page.tuning.drivers["multiple_large"], page.tuning.dials[ShockGroup.MID]):
        dial.field.setFocus()
        dial.field.selectAll()
        qtbot.keyClicks(dial.field, "19")
        result = playing(session, qtbot, lambda: pick(page, "reversal"))
        assert result.scenario == shipped_scenarios()["reversal"]
        assert not page.tuning.is_tuned
        playing(session, qtbot, lambda: pick(page, "valuation_gap_closes"))
        assert not page.tuning.is_tuned


def test_what_is_only_likely_in_a_precedent_is_named(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    result = playing(session, qtbot, lambda: pick(page, "precedent_1973"))
    assert page.tuning.dials[ShockGroup.SMALL_OTHER].value == pytest.approx(-0.545, abs=0.001)
    assert any("Precedents cut both ways" in doubt for doubt in result.doubts)
    assert "Precedents cut both ways" in page.doubts.text.text()


def test_how_it_is_played_can_be_chosen(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    playing_card = page.playing
    assert playing_card.reset.isHidden()
    result = playing(session, qtbot, lambda: playing_card.flow.setValue(-1000.0))
    assert result.options.monthly_flow == -1000.0
    result = playing(session, qtbot, lambda: playing_card.fee.setValue(0.5))
    assert result.options.yearly_fee == 0.005
    playing_card.rebalancing.set_value(Rebalancing.AT_BAND)
    result = playing(
        session, qtbot, lambda: playing_card.rebalancing.chosen.emit(Rebalancing.AT_BAND)
    )
    assert result.options.rebalancing is Rebalancing.AT_BAND
    assert playing_card.band.isVisible()
    result = playing(session, qtbot, lambda: playing_card.seed.setValue(7))
    assert result.options.seed == 7
    result = playing(session, qtbot, playing_card.reset.click)
    assert result.options.monthly_flow == 0.0
    assert not playing_card.band.isVisible()


def test_an_option_that_cannot_be_is_said_on_the_page(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    playing(session, qtbot, lambda: page.tuning.horizon.field.setValue(6))
    with qtbot.waitSignal(page.playing.changed):
        page.playing.block.setValue(12.0)
    assert "blocks of past months have to be from 1 to 6 months long" in page.message.text
    playing(session, qtbot, lambda: page.playing.block.setValue(3.0))
    assert page.message.isHidden()


def test_two_scenarios_are_shown_side_by_side(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    comparison = page.comparison
    assert comparison.chart.isHidden()
    other = next(each for each in page.choice.scenarios if each.key == "precedent_1973")
    comparison.other.set_value(other)
    with qtbot.waitSignal(session.lab.compared_changed, timeout=PATIENCE_MS):
        comparison.other.chosen.emit(other)
    assert not comparison.chart.isHidden()
    rows = {row.name: row for row in comparison.table.table.rows()}
    assert (rows["Months"].one, rows["Months"].other) == ("3", "24")
    table = comparison.chart.table()
    assert table.headers[6].startswith("2: Precedent: the end of the Nifty Fifty")
    assert table.rows[-1][1] is None
    assert table.rows[3][1] is not None

    with qtbot.waitSignal(session.lab.compared_changed, timeout=PATIENCE_MS):
        playing(session, qtbot, session.solve)
    qtbot.waitUntil(lambda: "Break-even a year" in [r.name for r in comparison.table.table.rows()])
    comparison.other.set_value(None)
    comparison.other.chosen.emit(None)
    assert comparison.chart.isHidden()


def test_what_was_compared_goes_with_the_household_that_it_was_about(
    page: ScenariosPage,
    played: ScenarioResult,
    session: Session,
    tasks: TaskRunner,
    write_plain: WritePlain,
    qtbot: QtBot,
) -> None:
    other = page.choice.scenarios[-1]
    page.comparison.other.set_value(other)
    with qtbot.waitSignal(session.lab.compared_changed, timeout=PATIENCE_MS):
        page.comparison.other.chosen.emit(other)
    assert not page.comparison.chart.isHidden()
    session.forget_household()
    assert page.comparison.chart.isHidden()

    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        session.import_files((write_plain(),))
    qtbot.waitUntil(lambda: not page.comparison.chart.isHidden(), timeout=PATIENCE_MS)
    page.comparison.other.chosen.emit(page.choice.scenarios[0])
    with qtbot.waitSignal(tasks.idle, timeout=PATIENCE_MS):
        session.forget_household()
    assert session.lab.compared is None
    assert page.comparison.chart.isHidden()


def test_the_fan_can_be_drawn_to_a_log_scale(page: ScenariosPage, played: ScenarioResult) -> None:
    chart = page.paths.chart
    page.paths.log.setChecked(True)
    chart.catch_up()
    assert chart.is_log
    page.paths.log.setChecked(False)
    assert not chart.is_log


def test_a_move_while_a_simulation_runs_is_played_after_it(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot
) -> None:
    slider = page.tuning.dials[ShockGroup.MEGA_CAP_TECH].slider
    heard: list[float] = []
    session.scenario_changed.connect(
        lambda result: heard.append(result.scenario.shocks[ShockGroup.MEGA_CAP_TECH])
    )
    for value in (-10, -20, -30):
        with qtbot.waitSignal(page.tuning.changed):
            slider.setValue(value)
    qtbot.waitUntil(lambda: bool(heard) and heard[-1] == -0.3, timeout=PATIENCE_MS)


def test_a_long_run_that_is_cancelled_leaves_the_page_alive(
    page: ScenariosPage,
    played: ScenarioResult,
    session: Session,
    tasks: TaskRunner,
    qtbot: QtBot,
) -> None:
    page.playing.paths.set_value(100_000)
    with qtbot.waitSignal(session.settled, timeout=PATIENCE_MS):
        page.tuning.horizon.field.setValue(120)
        qtbot.waitUntil(lambda: tasks.is_busy, timeout=PATIENCE_MS)
        tasks.cancel_all()
    assert session.scenario is played
    page.playing.paths.set_value(1_000)
    result = playing(session, qtbot, lambda: page.tuning.horizon.field.setValue(12))
    assert (result.months, result.options.paths) == (12, 1_000)
