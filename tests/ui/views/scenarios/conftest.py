"""The Scenarios page, on the screen and with a household."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.simulate.result import ScenarioResult
from tests.ui.views.scenarios.acting import playing
from ui.session import Session
from ui.theme import Theme
from ui.views.scenarios import ScenariosPage

WritePlain = Callable[..., Path]


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
    return playing(session, qtbot, lambda: session.import_files((write_plain(),)))
