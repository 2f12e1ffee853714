"""The whole story: a Schwab file goes in, a trade list comes out, by window and by terminal.

Read this first. Somebody holds the Magnificent Seven directly, and once more inside QQQ and VTI.
They want at most a fifth of everything in those seven companies, and at least a fifth in small
caps. Both ways have to lead to the same trades.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.plan import TradePlan
from ui.app import Front
from ui.keeping import Keeping
from ui.rooms import Rooms
from ui.settings import SchemeChoice
from ui.views.rebalance import RebalancePage
from ui.views.trades import TradesPage

TODAY = date(2026, 8, 21)
PATIENCE_MS = 60_000

SCHWAB_FILE = """\
"Positions for All-Accounts as of 04:10 PM ET, 2026/08/21"

"Individual ...314"
"Symbol","Description","Qty (Quantity)","Price","Mkt Val (Market Value)","Cost Basis","Asset Type",
"AAPL","APPLE INC","200","309.35","$61,870.00","$14,204.60","Equity",
"NVDA","NVIDIA CORP","300","214.72","$64,416.00","$11,812.80","Equity",
"MSFT","MICROSOFT CORP","50","483.24","$24,162.00","$26,364.75","Equity",
"VTI","VANGUARD TOTAL STOCK MARKET ETF","250","378.24","$94,560.00","$60,016.40","ETFs & Closed End Funds",
"Cash & Cash Investments","--","--","--","$8,106.29","--","Cash and Money Market",
"Account Total","","--","--","$253,114.29","$112,398.55","--",


"Roth Contributory IRA ...592"
"Symbol","Description","Qty (Quantity)","Price","Mkt Val (Market Value)","Cost Basis","Asset Type",
"QQQ","INVESCO QQQ TRUST SERIES 1","120","713.44","$85,612.80","$41,703.60","ETFs & Closed End Funds",
"TSLA","TESLA INC","40","362.86","$14,514.40","$9,899.60","Equity",
"Cash & Cash Investments","--","--","--","$1,354.99","--","Cash and Money Market",
"Account Total","","--","--","$101,482.19","$51,603.20","--",
"""  # noqa: E501 - a broker breaks no lines

POLICY = """\
[targets]
magnificent_seven = { max = 0.20 }
small_cap = { min = 0.20 }
"""


@dataclass(frozen=True)
class Line:
    """A trade, as a person reads it."""

    account: str
    action: str
    symbol: str
    quantity: Decimal
    value: Decimal


@pytest.fixture
def schwab_file(tmp_path: Path) -> Path:
    path = tmp_path / "All-Accounts-Positions-2026-08-21.csv"
    path.write_text(SCHWAB_FILE, encoding="utf-8")
    return path


@pytest.fixture
def front(qtbot: QtBot, qapp: QApplication) -> Iterator[Front]:
    """The window as a person starts it, with its engine loaded."""
    front = Front(qapp, None, SchemeChoice.LIGHT, Keeping(today=lambda: TODAY))
    qtbot.addWidget(front.window)
    with qtbot.waitSignal(front.opened, timeout=PATIENCE_MS):
        front.window.show()
    yield front
    front.window.close()


def test_a_schwab_file_becomes_the_same_workbook_by_window_and_by_command_line(
    qtbot: QtBot,
    front: Front,
    schwab_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from_window = tmp_path / "window.xlsx"
    plan = rebalance_in_the_window(qtbot, front, schwab_file, from_window, monkeypatch)
    from_terminal = tmp_path / "terminal.xlsx"
    printed = rebalance_in_the_terminal(schwab_file, tmp_path, from_terminal)

    assert plan.after.baskets["magnificent_seven"].share <= 0.20
    assert plan.after.small_cap.share >= 0.20
    assert printed["status"] == plan.status.value

    assert lines_of(printed)
    assert trades_in(from_terminal) == lines_of(printed)
    assert trades_in(from_window) == lines_of(printed)


def rebalance_in_the_window(
    qtbot: QtBot,
    front: Front,
    file: Path,
    workbook: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> TradePlan:
    """Drop the file, set the bounds, look at the trades, export them."""
    rooms = front.rooms
    assert isinstance(rooms, Rooms)
    session, window = rooms.session, front.window
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        drop(front, file)

    window.show_page("Rebalance")
    page = window.page("Rebalance")
    assert isinstance(page, RebalancePage)
    page.desk.targets.sliders["magnificent_seven"].field.setValue(20.0)
    page.desk.targets.sliders["small_cap"].field.setValue(20.0)
    wanted = session.decisions.policy

    def is_wanted(plan: TradePlan | None) -> bool:
        return plan is not None and plan.policy == wanted

    with qtbot.waitSignal(session.plan_changed, timeout=PATIENCE_MS, check_params_cb=is_wanted):
        page.solve_button.click()
    assert session.plan is not None

    window.show_page("Trades")
    trades = window.page("Trades")
    assert isinstance(trades, TradesPage)
    assert re.search(r"All \d+ checks pass\.$", trades.answer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(workbook), ""))
    with qtbot.waitSignal(session.exported, timeout=PATIENCE_MS):
        trades.export_requested.emit()
    assert str(workbook) in trades.message.text
    return session.plan


def drop(front: Front, file: Path) -> None:
    """Drop *file* on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(QPoint(400, 300)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    front.window.dropEvent(event)


def rebalance_in_the_terminal(file: Path, folder: Path, workbook: Path) -> dict[str, object]:
    """Do the same with one command, and return what it prints."""
    policy = folder / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    command = [sys.executable, "-m", "rebalancer", "plan", str(file), "--policy", str(policy)]
    command += ["--output", str(workbook), "--as-of", TODAY.isoformat(), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    printed: dict[str, object] = json.loads(done.stdout)
    return printed


def lines_of(printed: dict[str, object]) -> list[Line]:
    trades = printed["trades"]
    assert isinstance(trades, list)
    return [
        Line(
            account=trade["account"],
            action=trade["action"],
            symbol=trade["symbol"],
            quantity=Decimal(trade["quantity"]),
            value=Decimal(trade["value"]),
        )
        for trade in trades
    ]


def trades_in(workbook: Path) -> list[Line]:
    """Return the trades on the sheet of that name, down to the first empty row."""
    rows = list(load_workbook(workbook, data_only=True)["Trades"].iter_rows(values_only=True))
    header = next(number for number, row in enumerate(rows) if row[0] == "Seq")
    lines = []
    for row in rows[header + 1 :]:
        if row[0] is None:
            break
        cells = dict(zip(rows[header], row, strict=True))
        lines.append(
            Line(
                account=str(cells["Account"]),
                action=str(cells["Action"]).lower(),
                symbol=str(cells["Symbol"]),
                quantity=Decimal(str(cells["Shares"])),
                value=Decimal(str(cells["Est. amount"])),
            )
        )
    return lines
