"""The Scenarios page plays what the person picks and tunes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rebalancer.errors import RebalancerError
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import ShockGroup
from rebalancer.simulate.scenario_files import shipped_scenarios
from ui.format import dollars, percent
from ui.session import Session
from ui.theme import Theme
from ui.views.scenarios import ScenariosPage
from ui.views.scenarios.choice import ScenarioFileLostError
from ui.views.scenarios.outcome import break_even_sentence
from ui.views.scenarios.words import ordered
from ui.widgets.button import Button

PATIENCE_MS = 60_000
WritePlain = Callable[..., Path]


def is_result(value: object) -> bool:
    return isinstance(value, ScenarioResult)


@pytest.fixture
def page(session: Session, theme: Theme, qtbot: QtBot) -> ScenariosPage:
    page = ScenariosPage(session, theme)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def played(
    page: ScenariosPage, session: Session, write_plain: WritePlain, qtbot: QtBot
) -> ScenarioResult:
    with qtbot.waitSignal(session.scenario_changed, timeout=PATIENCE_MS, check_params_cb=is_result):
        session.import_files((write_plain(),))
    assert session.scenario is not None
    return session.scenario


def playing(session: Session, qtbot: QtBot, act: Callable[[], object]) -> ScenarioResult:
    """Return the result of what *act* sets off."""
    with qtbot.waitSignal(session.scenario_changed, timeout=PATIENCE_MS, check_params_cb=is_result):
        act()
    assert session.scenario is not None
    return session.scenario


def button(page: ScenariosPage, text: str) -> Button:
    return next(each for each in page.findChildren(Button) if each.text() == text)


def test_an_empty_page_says_what_comes_here(page: ScenariosPage, qtbot: QtBot) -> None:
    assert page.is_empty
    with qtbot.waitSignal(page.import_requested):
        button(page, "Import a positions file").click()
    with qtbot.waitSignal(page.sample_requested):
        button(page, "Look at the sample household").click()


def test_every_shipped_scenario_is_listed(page: ScenariosPage) -> None:
    titles = [page.choice.list.item(row).text() for row in range(page.choice.list.count())]
    assert sorted(titles) == sorted(each.title for each in shipped_scenarios().values())
    assert ordered(shipped_scenarios().values())[0].title == titles[0]


def test_the_first_scenario_is_played_for_the_household_as_it_is(
    page: ScenariosPage, played: ScenarioResult
) -> None:
    assert not page.is_empty
    assert dollars(played.current.median) in page.answers.median.text
    assert percent(played.current.max_drawdown) in page.answers.fall.text
    assert "needs a plan" in page.answers.chance.note
    assert "There is no plan yet" in page.answer
    assert played.scenario.title in page.answer
    table = page.paths.chart.table()
    assert table.rows[-1][3] == pytest.approx(float(played.current.median), abs=0.01)
    assert page.crossing.isHidden()
    assert all(doubt in page.doubts.text.text() for doubt in played.doubts)
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
    contributions = page.contributions.chart.table().rows
    whole = sum(float(row[1] or 0) for row in contributions)
    assert whole == pytest.approx(sum(float(part.current) for part in result.by_group), abs=0.01)
    assert not page.crossing.isHidden()
    assert len(page.crossing.chart.table().rows) == 9
    assert button(page, "Make a plan").isHidden()


def test_the_break_even_is_told_where_there_is_tax_to_earn_back(
    page: ScenariosPage, played: ScenarioResult
) -> None:
    taxed = replace(played, break_even=0.0123, planned=played.current, chance_of_rotating=0.4)
    page.answers.show_result(taxed)
    assert "+1.2" in page.answers.break_even.text
    assert "1.2" in page.answers.break_even.explanation
    page.answers.show_result(replace(taxed, break_even=None))
    assert "no tax" in page.answers.break_even.note
    assert "40" in page.answers.chance.text


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
    result = playing(session, qtbot, lambda: tuning.paths.chosen.emit(1_000))
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
    assert "cannot all be true" in page.message.text


def test_a_tuned_scenario_is_saved_and_opened_again(
    page: ScenariosPage,
    played: ScenarioResult,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dial = page.tuning.dials[ShockGroup.MID]
    playing(session, qtbot, lambda: dial.field.setValue(-12.5))
    target = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    button(page, "Save\u2026").click()
    saved = target.with_suffix(".toml")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(saved), ""))
    result = playing(session, qtbot, button(page, "Open\u2026").click)
    assert result.scenario.key == "mine"
    assert result.scenario.shocks[ShockGroup.MID] == -0.125


def test_files_out_of_reach_are_reported(
    page: ScenariosPage,
    played: ScenarioResult,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = tmp_path / "nowhere" / "mine.toml"
    with pytest.raises(ScenarioFileLostError):
        page.choice.open(missing)
    with qtbot.waitSignal(session.failed):
        page.save_scenario(missing)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(missing), ""))
    with qtbot.waitSignal(session.failed, check_params_cb=lambda e: isinstance(e, RebalancerError)):
        button(page, "Open\u2026").click()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    button(page, "Open\u2026").click()
    button(page, "Save\u2026").click()


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


def test_nothing_can_be_saved_before_anything_was_picked(
    page: ScenariosPage, tmp_path: Path
) -> None:
    page.save_scenario(tmp_path / "none.toml")
    assert page.tuning.scenario is None
    assert not page.tuning.is_tuned
    page.tuning.reset.click()
    assert list(tmp_path.iterdir()) == []
