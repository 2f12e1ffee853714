"""Commands are data: each is reachable, and no two answer to the same key."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import SIGNAL, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenuBar
from pytestqt.qtbot import QtBot

from tests.ui.conftest import PATIENCE_MS
from ui.actions import Actions
from ui.app import Front
from ui.commands import COMMANDS, EVERYTHING, Menu, Situation, keyboard_help, page_command
from ui.models.tips import tooltip_html
from ui.rooms import Rooms
from ui.session import Session
from ui.views.scenarios import ScenariosPage
from ui.widgets.find import Find
from ui.widgets.palette import Palette, distance, nearest


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


def test_no_two_commands_of_a_menu_have_the_same_letter() -> None:
    letters = Counter(
        (command.menu, command.text.partition("&")[2][:1].casefold())
        for command in COMMANDS
        if "&" in command.text
    )

    assert {letter for letter, times in letters.items() if times > 1} == set()


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
    actions.fill({menu: bar.addMenu(menu.value) for menu in Menu})

    listed = [
        action.text()
        for menu in bar.actions()
        for action in menu.menu().actions()  # type: ignore[attr-defined]  # a QMenu, says Qt
        if not action.isSeparator()
    ]

    assert sorted(listed) == sorted(command.text for command in COMMANDS)


def test_the_list_of_keys_is_readable() -> None:
    keys = {key: what for _, rows in keyboard_help() for key, what in rows}

    assert keys["Ctrl+O"] == "Import files"
    assert keys["Ctrl+Y or Ctrl+Shift+Z"] == "Redo"


def test_whatever_cannot_be_done_says_what_is_missing(actions: Actions) -> None:
    nothing = Situation()
    imported = Situation(has_household=True, can_refresh=True)
    guarded = [command for command in COMMANDS if not command.enabled_when(nothing)]

    assert all(command.why_not(nothing) for command in guarded)
    assert {command.why_not(EVERYTHING) for command in COMMANDS} == {""}
    export = next(command for command in COMMANDS if command.handler == "file.export")
    assert export.why_not(nothing) == "Import a file or open a household first."
    assert "Find trades" in export.why_not(imported)
    actions.update_situation(imported)
    assert actions["file.export"].toolTip() == tooltip_html(export.why_not(imported))
    assert actions["file.close"].toolTip() == "Close the household"


def test_the_palette_finds_does_and_explains(
    qtbot: QtBot, front: Front, live_session: Session
) -> None:
    window, palette = front.window, palette_of(front)
    window.commands["edit.palette"].trigger()
    assert len(palette.shown) >= len(COMMANDS) + 10
    kinds = [bool(find.reason) for find in palette.shown]
    assert kinds == sorted(kinds)

    qtbot.keyClicks(palette.field, "xport")
    assert [find.title for find in palette.shown] == ["Export the trades"]
    assert palette.lines.verticalScrollBar().maximum() == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert palette.shown[0].reason == "Import a file or open a household first."

    palette.field.setText("exp")
    assert palette.shown[0].title == "Exposure"
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    palette.grab()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert (palette.isHidden(), window.current_page) == (True, "Exposure")

    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        window.commands["file.sample"].trigger()
    choose(qtbot, front, "roth")
    assert live_session.gallery.scope.account
    choose(qtbot, front, "reversal")
    scenarios = window.page("Scenarios")
    assert isinstance(scenarios, ScenariosPage)
    assert scenarios.choice.current is not None
    assert scenarios.choice.current.title == "Reversal"
    window.commands["edit.palette"].trigger()
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()


def palette_of(front: Front) -> Palette:
    assert isinstance(front.rooms, Rooms)
    return front.rooms.aids.palette


def choose(qtbot: QtBot, front: Front, typed: str) -> None:
    front.window.commands["edit.palette"].trigger()
    qtbot.keyClicks(palette_of(front).field, typed)
    qtbot.keyClick(palette_of(front).field, Qt.Key.Key_Return)


@given(st.data())
@settings(max_examples=40)
def test_some_letters_of_a_title_in_order_find_it(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from([command.title for command in COMMANDS]))
    kept = data.draw(st.lists(st.booleans(), min_size=len(title), max_size=len(title)))
    typed = "".join(letter for letter, is_kept in zip(title, kept, strict=True) if is_kept)

    assert distance(typed.upper(), title) is not None
    assert distance(f"{typed}~", title) is None


def test_what_is_typed_in_full_is_nearest() -> None:
    finds = [Find(title=command.title, kind="", act=list) for command in COMMANDS]

    for find in finds:
        assert nearest(find.title, finds)[0].title == find.title


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("restore", "file.backups"),
        ("Password", "file.encrypted"),
        ("excel", "file.export"),
        ("zoo", "view.text.100"),
        ("theme", "view.scheme.system"),
        ("shortcuts ", "help.keys"),
    ],
)
def test_a_command_is_found_by_what_else_people_call_it(
    actions: Actions, typed: str, meant: str
) -> None:
    actions.update_situation(EVERYTHING)
    title = next(command.title for command in COMMANDS if command.handler == meant)

    assert nearest(typed, actions.finds())[0].title == title


def test_other_words_say_what_the_title_does_not() -> None:
    for command in COMMANDS:
        for word in filter(None, command.other_words.split(", ")):
            assert word not in command.title.casefold()
