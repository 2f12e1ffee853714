"""The Holdings page says what is owned and whether the file arrived whole."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from rebalancer.domain.account import Account, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.result import ImportResult, SkippedRow, SourceFile
from ui.app import Front
from ui.theme import Theme
from ui.views.holdings.account import AccountCard, verdict
from ui.views.holdings.page import answer, report_line
from ui.widgets.rail import Rail

ACCOUNT = Account(
    key="1",
    broker="Schwab",
    number="...482",
    name="",
    tax_treatment=TaxTreatment.UNKNOWN,
    pending=Decimal(100),
)


@pytest.mark.parametrize(
    ("file_total", "words"),
    [
        (None, "The file states no total to compare with"),
        (Decimal(100), "Reconciles with the file's total"),
        (Decimal("98.75"), "Differs from the file's total by $1.25"),
    ],
)
def test_an_account_says_whether_it_adds_up(
    qtbot: QtBot, theme: Theme, file_total: Decimal | None, words: str
) -> None:
    account = replace(ACCOUNT, file_total=file_total)
    card = AccountCard(account, theme)
    qtbot.addWidget(card)

    assert verdict(account) == words
    card.show_account(account)
    assert card.treatment.currentText() == "Not known: taxed as taxable"


def test_a_card_that_shows_another_account_says_no_more_what_was_asked_of_the_one_before(
    qtbot: QtBot, theme: Theme
) -> None:
    card = AccountCard(ACCOUNT, theme)
    qtbot.addWidget(card)
    card.explain_here("All of it, added up.")
    card.show_account(ACCOUNT)
    assert card.explained == "All of it, added up."

    card.show_account(replace(ACCOUNT, key="2", number="...483"))

    assert card.explained == ""


def test_the_page_answers_in_one_line() -> None:
    whole = ImportResult(portfolio=Portfolio(accounts=(ACCOUNT,)))
    torn = replace(whole, skipped=(SkippedRow(file="a.csv", line=3, reason="no value"),))
    off = replace(ACCOUNT, file_total=Decimal(7))
    differing = replace(whole, portfolio=Portfolio(accounts=(off,)))

    assert answer(whole) == "0 positions in 1 account, worth $100. Every row was read."
    assert "1 row could not be read" in answer(torn)
    assert "Schwab ...482 does not add up" in answer(differing)


def test_the_report_names_the_files_and_counts_the_doubts() -> None:
    source = SourceFile(name="a.csv", format="Schwab positions", sha256="", as_of=None)
    imported = ImportResult(portfolio=Portfolio(), sources=(source,))

    assert report_line(imported) == "a.csv as Schwab positions. 0 rows not read, 0 doubts."


def test_the_rail_leads_to_every_page(qtbot: QtBot, front: Front) -> None:
    (rail,) = front.window.findChildren(Rail)
    for button in rail.findChildren(QToolButton):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert front.window.current_page == button.text()
