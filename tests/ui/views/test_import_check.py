"""The import check: what is wrong is listed, mended with a button, and undone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.finding import Severity
from rebalancer.ingest.result import WarningCode
from tests.ui.conftest import decided
from ui.session import Session
from ui.theme import Theme
from ui.views.holdings import HoldingsPage
from ui.views.holdings.findings import FindingsCard
from ui.widgets.button import Button
from ui.widgets.fields import MoneyField

PATIENCE_MS = 60_000
WritePlain = Callable[..., Path]
ROWS = (
    "Joint ...1001,taxable,AAPL,Apple Inc.,50,300.00,,2019-03-04",
    "Joint ...1001,taxable,QZZQ,<b>Quaint</b>,10,50.00,400,2026-03-04",
    "Mine ...1003,,MSFT,Microsoft,6,420.00,100,2020-01-01",
)


@pytest.fixture
def page(
    qtbot: QtBot, session: Session, theme: Theme, write_plain: WritePlain
) -> Iterator[HoldingsPage]:
    page = HoldingsPage(session, theme)
    qtbot.addWidget(page)
    page.resize(1000, 900)
    page.show()
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(ROWS),))
    settle(qtbot, page)
    yield page
    page.hide()


def settle(qtbot: QtBot, page: HoldingsPage) -> None:
    """Wait until the page shows everything."""
    qtbot.waitUntil(lambda: page.is_settled, timeout=PATIENCE_MS)


def rules(page: HoldingsPage) -> list[str]:
    return [row.finding.rule.value for row in page.findings.table.table.rows()]


def choose(page: HoldingsPage, rule: WarningCode) -> None:
    page.findings.table.selectRow(rules(page).index(rule.value))


def press(page: HoldingsPage, words: str) -> None:
    next(each for each in page.findings.remedies.buttons if each.text() == words).click()


def test_the_worst_is_listed_first_with_counts(page: HoldingsPage) -> None:
    assert rules(page) == [
        "unknown_cost",
        "unknown_symbol",
        "unknown_tax_treatment",
        "no_date",
    ]
    texts = [button.text() for button in page.findings.filters.values()]
    assert texts == ["All 4", "Errors 0", "Warnings 3", "Notes 1"]
    assert not page.findings.filters[Severity.ERROR].isEnabled()


def test_the_list_is_narrowed_to_one_severity(page: HoldingsPage) -> None:
    page.findings.filters[Severity.NOTE].click()

    assert rules(page) == ["no_date"]
    assert "Nothing here can mend this" in page.findings.remedies.text


def test_a_treatment_is_told_by_key_and_undone(
    qtbot: QtBot, page: HoldingsPage, session: Session
) -> None:
    choose(page, WarningCode.UNKNOWN_TAX_TREATMENT)
    qtbot.keyClick(page.findings.table, Qt.Key.Key_Return)
    first, *_ = page.findings.remedies.buttons
    first.setFocus()

    with decided(qtbot, session):
        press(page, "Tax-deferred")

    assert session.measured is not None
    account = session.measured.imported.portfolio.accounts[1]
    assert account.tax_treatment is TaxTreatment.TAX_DEFERRED
    settle(qtbot, page)
    assert "unknown_tax_treatment" not in rules(page)
    assert session.undo_stack.undoText() == "change the tax treatment"
    session.undo_stack.undo()
    settle(qtbot, page)
    assert "unknown_tax_treatment" in rules(page)


def test_a_cost_is_typed(qtbot: QtBot, page: HoldingsPage, session: Session) -> None:
    choose(page, WarningCode.UNKNOWN_COST)
    press(page, "Set the cost")
    assert "unknown_cost" in rules(page)
    page.findings.remedies.findChildren(MoneyField)[-1].setValue(1234.5)

    with decided(qtbot, session):
        press(page, "Set the cost")

    assert session.measured is not None
    apple = session.measured.imported.portfolio.accounts[0].positions[0]
    assert f"{apple.cost_basis:.2f}" == "1234.50"
    settle(qtbot, page)
    assert "unknown_cost" not in rules(page)


def test_a_symbol_is_corrected_if_the_right_one_is_known(
    qtbot: QtBot, page: HoldingsPage, session: Session
) -> None:
    choose(page, WarningCode.UNKNOWN_SYMBOL)
    press(page, "Correct the symbol")
    field = page.findings.remedies.findChildren(QLineEdit)[-1]
    field.setText("qzzz")
    press(page, "Correct the symbol")
    assert "“qzzz” is not in the market snapshot either" in page.message.text

    field.setText("aa")
    with decided(qtbot, session):
        press(page, "Correct the symbol")

    assert session.measured is not None
    held = session.measured.imported.portfolio.accounts[0].positions[1]
    assert (held.symbol, held.kind) == ("AA", SecurityKind.STOCK)
    assert session.undo_stack.undoText() == "correct the symbol QZZQ"


def test_a_filter_that_has_nothing_left_gives_way_to_all(page: HoldingsPage) -> None:
    page.findings.filters[Severity.NOTE].click()
    page.findings.show_findings((), Portfolio())

    assert page.findings.filters[None].isChecked()
    assert not page.findings.table.isVisible()


def test_every_button_and_field_has_a_name(page: HoldingsPage) -> None:
    choose(page, WarningCode.UNKNOWN_SYMBOL)
    for button in page.findings.findChildren(Button):
        assert button.text() or button.accessibleName()
    for field in page.findings.remedies.findChildren(QLineEdit):
        assert field.accessibleName() or field.parent()


def test_without_findings_there_is_nothing_to_mend(qtbot: QtBot, theme: Theme) -> None:
    card = FindingsCard()
    qtbot.addWidget(card)
    card.show()

    card.show_findings((), Portfolio())

    assert not card.table.isVisible()
    assert not card.remedies.isVisible()
    assert not card.filters[Severity.WARNING].isEnabled()
