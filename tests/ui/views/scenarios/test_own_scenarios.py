"""A person's own scenarios: named, kept, deleted, brought back, and passed on as files."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from rebalancer.errors import RebalancerError
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import ShockGroup
from tests.ui.views.scenarios.acting import button, playing
from ui.session import Session
from ui.views.scenarios import ScenariosPage
from ui.views.scenarios.choice import ScenarioFileLostError


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
    button(page, "Save to a file\u2026").click()
    saved = target.with_suffix(".toml")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(saved), ""))
    result = playing(session, qtbot, button(page, "Open\u2026").click)
    assert result.scenario.key == "rotation_continues_2"
    assert page.choice.list.currentItem().text() == "Rotation continues (yours)"
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
    button(page, "Save to a file\u2026").click()


def test_nothing_can_be_saved_before_anything_was_picked(
    page: ScenariosPage, tmp_path: Path
) -> None:
    page.save_scenario(tmp_path / "none.toml")
    assert page.tuning.scenario is None
    assert not page.tuning.is_tuned
    page.tuning.reset.click()
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_is_named_kept_deleted_and_brought_back(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    session.lab.remember_in(tmp_path / "scenarios")
    dial = page.tuning.dials[ShockGroup.MID]
    playing(session, qtbot, lambda: dial.field.setValue(-12.5))
    page.story.keep.click()
    assert page.story.name.text() == "Rotation continues, mine"
    page.story.name.setText("  My own  ")
    result = playing(session, qtbot, page.story.name.returnPressed.emit)
    assert (result.scenario.key, result.scenario.title) == ("my_own", "My own")
    assert page.choice.list.currentItem().text() == "My own (yours)"
    assert not page.story.delete.isHidden()
    file = tmp_path / "scenarios" / "my_own.toml"
    assert file.exists()

    playing(session, qtbot, page.story.delete.click)
    assert not file.exists()
    assert page.choice.list.currentItem().text() == "Rotation continues"
    session.undo_stack.undo()
    assert file.exists()
    assert session.lab.own[0].title == "My own"
    assert session.undo_stack.undoText() == "save “My own”"
    session.undo_stack.undo()
    assert session.lab.own == ()
    page.story.name.setText(" ")
    page.story.name.returnPressed.emit()
    assert session.lab.own == ()


def test_the_same_name_replaces_and_nothing_shipped_is_shadowed(
    page: ScenariosPage, played: ScenarioResult, session: Session
) -> None:
    page.keep_scenario("Reversal")
    page.keep_scenario("Reversal")
    assert [scenario.key for scenario in session.lab.own] == ["reversal_2"]


def test_a_damaged_scenario_costs_a_sentence(session: Session, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("=", encoding="utf-8")
    session.lab.remember_in(tmp_path)
    assert "“broken.toml”: it is not valid TOML" in session.lab.trouble
    assert session.lab.own == ()


def test_a_folder_that_cannot_be_written_is_said(
    page: ScenariosPage, played: ScenarioResult, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    session.lab.remember_in(tmp_path / "file")
    with qtbot.waitSignal(session.failed):
        page.keep_scenario("Mine")
    assert session.lab.own[0].title == "Mine"
