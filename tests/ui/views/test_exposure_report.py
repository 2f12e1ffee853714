"""The Exposure page tells what funds have in common, and what its figures depend on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.measure.report import Report
from ui.session import Session
from ui.theme import Theme
from ui.views.exposure.relations import Health, Overlaps

PATIENCE_MS = 60_000
FUNDS = (
    "Joint ...1001,taxable,SPY,SPDR S&P 500,100,600.00,,",
    "Joint ...1001,taxable,QQQ,Invesco QQQ,60,620.00,,",
    "Joint ...1001,taxable,QZZQ,Quaint,10,100.00,900.00,2024-03-04",
)
WritePlain = Callable[..., Path]


@pytest.fixture
def report(session: Session, write_plain: WritePlain, qtbot: QtBot) -> Report:
    with qtbot.waitSignal(session.gallery.report_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(FUNDS),))
    assert session.gallery.report is not None
    return session.gallery.report


def test_two_funds_are_held_against_each_other(report: Report, theme: Theme, qtbot: QtBot) -> None:
    card = Overlaps(theme)
    qtbot.addWidget(card)
    card.show_report(report)

    (overlap,) = report.overlaps
    table = card.chart.table()
    assert not card.isHidden()
    assert {overlap.first, overlap.second} == {"SPY", "QQQ"}
    assert any(overlap.common.lower in row for row in table.rows)
    card.show_report(None)
    assert card.isHidden()


def test_what_two_funds_have_in_common_is_not_said_where_nobody_knows(
    session: Session, theme: Theme, write_plain: WritePlain, qtbot: QtBot
) -> None:
    rows = (*FUNDS, "Joint ...1001,taxable,ARKK,ARK Innovation,10,50.00,400.00,2024-03-04")
    with qtbot.waitSignal(session.gallery.report_changed, timeout=PATIENCE_MS):
        session.import_files((write_plain(rows),))
    card = Overlaps(theme)
    qtbot.addWidget(card)
    card.show_report(session.gallery.report)

    table = card.chart.table()
    (arkk,) = [row for row in table.rows if row[0] == "ARKK"]
    assert set(arkk[1:]) == {None}


def test_doubts_are_listed_the_worst_first_with_what_helps(report: Report, qtbot: QtBot) -> None:
    card = Health()
    qtbot.addWidget(card)
    card.show_report(report)

    rows = card.table.table.rows()
    assert rows == report.health
    assert {"missing_cost", "unclassified"} & {doubt.rule for doubt in rows}
    assert all(doubt.sentence.endswith(".") for doubt in rows)
    card.show_report(None)
    assert card.table.isHidden()


def test_the_report_goes_with_the_household(report: Report, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.gallery.report_changed, timeout=PATIENCE_MS):
        session.remove_everything()
    assert session.gallery.report is None
