"""What the tests of the Scenarios page do with it."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rebalancer.simulate.result import ScenarioResult
from ui.session import Session
from ui.views.scenarios import ScenariosPage
from ui.widgets.button import Button

PATIENCE_MS = 60_000


def is_result(value: object) -> bool:
    """Tell a result from the news that there is none."""
    return isinstance(value, ScenarioResult)


def playing(session: Session, qtbot: QtBot, act: Callable[[], object]) -> ScenarioResult:
    """Return the result of what *act* sets off."""
    with qtbot.waitSignal(session.scenario_changed, timeout=PATIENCE_MS, check_params_cb=is_result):
        act()
    pages = [each for each in QApplication.allWidgets() if isinstance(each, ScenariosPage)]
    qtbot.waitUntil(lambda: all(page.is_settled for page in pages), timeout=PATIENCE_MS)
    assert session.scenario is not None
    return session.scenario


def button(page: ScenariosPage, text: str) -> Button:
    """Return the button that reads *text*."""
    return next(each for each in page.findChildren(Button) if each.text() == text)


def pick(page: ScenariosPage, key: str) -> None:
    """Pick the scenario called *key*."""
    page.choice.pick_key(key)
