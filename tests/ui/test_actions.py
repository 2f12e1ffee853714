"""Commands are data: each is reachable, and no two answer to the same key."""

from collections import Counter

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenuBar

from ui.actions import COMMANDS, Actions, Situation, keyboard_help, page_command
from ui.app import Front


@pytest.fixture
def actions(qapp: QApplication) -> Actions:
    return Actions()


def test_no_two_commands_answer_to_the_same_key(qapp: QApplication) -> None:
    keys = Counter(
        QKeySequence(shortcut).toString() for command in COMMANDS for shortcut in command.shortcuts
    )

    assert "" not in keys
    assert {key for key, times in keys.items() if times > 1} == set()


def test_no_two_commands_have_the_same_name_or_text() -> None:
    assert len({command.handler for command in COMMANDS}) == len(COMMANDS)
    assert len({command.text.replace("&", "") for command in COMMANDS}) == len(COMMANDS)


def test_every_command_does_something(front: Front) -> None:
    deaf = [
        command.handler
        for command in COMMANDS
        if not front.window.commands[command.handler].receivers(SIGNAL("triggered(bool)"))
    ]

    assert deaf == []


def test_commands_make_sense_only_when_there_is_something_to_do(actions: Actions) -> None:
    guarded = ("file.close", "file.export", "edit.undo", "edit.redo")
    assert [actions[name].isEnabled() for name in guarded] == [False] * 4

    actions.update_situation(
        Situation(has_household=True, has_plan=True, undo_title="change the cap", redo_title="x")
    )

    assert [actions[name].isEnabled() for name in guarded] == [True] * 4
    assert actions["edit.undo"].text() == "&Undo change the cap"


def test_alternatives_exclude_each_other(actions: Actions) -> None:
    actions.check(page_command("Market"))
    actions.check(page_command("Trades"))

    assert not actions[page_command("Market")].isChecked()
    assert actions[page_command("Trades")].isChecked()


def test_every_command_is_in_a_menu(actions: Actions) -> None:
    bar = QMenuBar()
    actions.fill(bar)

    listed = [
        action.text()
        for menu in bar.actions()
        for action in menu.menu().actions()  # type: ignore[attr-defined]  # a QMenu, says Qt
        if not action.isSeparator()
    ]

    assert sorted(listed) == sorted(command.text for command in COMMANDS)


def test_the_list_of_keys_is_readable() -> None:
    keys = {key: what for _, rows in keyboard_help() for key, what in rows}

    assert keys["Ctrl+O"] == "Open"
    assert keys["Ctrl+Y or Ctrl+Shift+Z"] == "Redo"
