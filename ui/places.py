"""What the palette finds besides commands: the accounts of the household, and scenarios."""

from collections.abc import Sequence
from functools import partial

from rebalancer.measure.scope import Scope, is_there
from ui.language import tr
from ui.main_window import MainWindow
from ui.session import Session
from ui.views.scenarios import ScenariosPage
from ui.widgets.find import Find
from ui.widgets.rail import PageName


def places(window: MainWindow, session: Session) -> Sequence[Find]:
    """Return every account that can be looked at, and every scenario that can be played."""
    return (*_accounts(window, session), *_scenarios(window))


def _accounts(window: MainWindow, session: Session) -> Sequence[Find]:
    if session.measured is None:
        return ()
    portfolio = session.measured.imported.portfolio
    found = ((account.label, Scope(account=account.key)) for account in portfolio.accounts)
    return tuple(
        Find(title=label, kind=tr("Account"), act=partial(_look_at, window, session, scope))
        for label, scope in found
        if is_there(scope, portfolio)
    )


def _look_at(window: MainWindow, session: Session, scope: Scope) -> None:
    window.show_page(PageName.EXPOSURE)
    session.gallery.look_at(scope)


def _scenarios(window: MainWindow) -> Sequence[Find]:
    page = window.page(PageName.SCENARIOS)
    if not isinstance(page, ScenariosPage):
        return ()
    return tuple(
        Find(title=each.title, kind=tr("Scenario"), act=partial(_play, window, page, each.key))
        for each in page.choice.scenarios
    )


def _play(window: MainWindow, page: ScenariosPage, key: str) -> None:
    window.show_page(PageName.SCENARIOS)
    page.choice.pick_key(key)
