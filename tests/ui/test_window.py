"""The story of the window: a file comes in, the household is shown, decisions are undone."""

import html
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from rebalancer.domain.account import TaxTreatment
from tests.ui.widgets.wheel import turn_wheel
from ui.app import Front
from ui.rooms import PAGES
from ui.session import Session
from ui.tasks import Needed, Task
from ui.usual_folder import usual_folder
from ui.views.holdings import HoldingsPage
from ui.views.holdings.account import AccountCard
from ui.views.rebalance import RebalancePage
from ui.views.scenarios import ScenariosPage
from ui.views.scenarios.page import CALLED_OFF
from ui.widgets.account_trades import TradeTree
from ui.widgets.button import Button

PATIENCE_MS = 60_000
NOTHING = Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier
WritePlain = Callable[..., Path]

PAYLOADS = (
    "<b>bold</b>",
    "<img src=//host/x>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "&lt;b&gt;twice&lt;/b&gt;",
    "<a href=file:///etc/passwd>a</a>",
    "<table><tr><td>cell</table>",
    "<h1>LOUD</h1>",
    "A<B",
    "AT&T",
    "S&P 500 <SPY>",
    "<!-- gone -->",
)


def drag(urls: Sequence[str]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    return data


def enter(front: Front, data: QMimeData) -> bool:
    """Move *data* over the window, and return whether it would take it."""
    event = QDragEnterEvent(
        QPointF(200, 200).toPoint(), Qt.DropAction.CopyAction, data, NOTHING, NO_KEY
    )
    event.ignore()
    QApplication.sendEvent(front.window, event)
    return event.isAccepted()


def drop(front: Front, data: QMimeData) -> None:
    event = QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, data, NOTHING, NO_KEY)
    QApplication.sendEvent(front.window, event)


def load(qtbot: QtBot, front: Front, session: Session, path: Path) -> None:
    with qtbot.waitSignal(session.measured_changed, timeout=PATIENCE_MS):
        front.import_files((path,))
    qtbot.waitUntil(lambda: front.window.page("Holdings").is_settled, timeout=PATIENCE_MS)


def test_an_empty_window_says_what_to_do_and_does_it(
    qtbot: QtBot, front: Front, live_session: Session
) -> None:
    page = front.window.page("Holdings")
    assert page.is_empty
    assert front.window.strip.text.startswith("Household \u2013")

    offered = [button for button in page.findChildren(Button) if button.text() == "Open the sample"]
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        qtbot.mouseClick(offered[0], Qt.MouseButton.LeftButton)

    assert "$1,278,231" in front.window.strip.text
    assert "coverage" in front.window.status.facts


def test_the_sample_is_marked_and_removed_with_one_click(
    qtbot: QtBot, front: Front, sample: Session
) -> None:
    page = front.window.page("Holdings")
    (remove,) = [each for each in page.findChildren(Button) if each.text() == "Remove the sample"]
    assert remove.isVisible()
    assert front.window.windowTitle().startswith("Sample")

    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)

    assert sample.measured is None
    assert page.is_empty
    assert not front.window.commands["file.close"].isEnabled()


def test_files_are_dropped_anywhere_and_imported(
    qtbot: QtBot, front: Front, live_session: Session, write_plain: WritePlain
) -> None:
    one, two = (QUrl.fromLocalFile(str(write_plain(name=name))) for name in ("mine.csv", "2.csv"))
    enter(front, drag([one.toString(), two.toString()]))
    assert front.window.hint.text == "Drop to import 2 files"
    assert front.window.hint.isVisible()
    QApplication.sendEvent(front.window, QDragLeaveEvent())
    assert not front.window.hint.isVisible()

    data = drag([one.toString()])
    assert enter(front, data)
    assert front.window.hint.text == "Drop to import mine.csv"
    assert front.window.hint.isVisible()
    front.window.hint.grab()
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        drop(front, data)

    assert not front.window.hint.isVisible()
    qtbot.waitUntil(
        lambda: front.window.windowTitle() == "Household \u2013 Rebalancer", timeout=PATIENCE_MS
    )


def test_what_is_no_local_file_is_not_taken(qtbot: QtBot, front: Front) -> None:
    for url in ("", "https://example.org/a.csv", "file:///no/such/file.csv", "file:///tmp"):
        data = drag(list(filter(None, [url])))
        data.setText("AAPL,50")
        data.setData("application/x-qabstractitemmodeldatalist", b"\x00\x01")

        assert not enter(front, data)
        with qtbot.assertNotEmitted(front.window.files_given):
            drop(front, data)


def test_a_file_nobody_can_read_is_told_in_the_window(
    qtbot: QtBot, front: Front, tmp_path: Path
) -> None:
    junk = tmp_path / "holiday.csv"
    junk.write_text("nothing,of,the,kind\n1,2,3,4\n", encoding="utf-8")

    with qtbot.waitSignal(front.errors.told, timeout=PATIENCE_MS):
        front.import_files((junk,))

    assert "holiday.csv" in front.window.message.text
    assert front.errors.dialog is None


def test_names_full_of_markup_stay_text_everywhere(
    qtbot: QtBot, front: Front, live_session: Session, write_plain: WritePlain
) -> None:
    rows = [
        f'"{name} ...{number:04}",taxable,"X{number}","{name}",10,100.00,500.00,2020-01-01'
        for number, name in enumerate(PAYLOADS, start=1)
    ]
    load(qtbot, front, live_session, write_plain(rows))
    for name, _ in PAGES:
        front.window.show_page(name)
        qtbot.waitUntil(lambda: not front.tasks.is_busy, timeout=PATIENCE_MS)

    labels = front.window.findChildren(QLabel)
    loose = [label.text() for label in labels if label.textFormat() is Qt.TextFormat.AutoText]
    assert loose == []
    documents = front.window.findChildren(QTextDocument)
    documents += [edit.document() for edit in front.window.findChildren(QPlainTextEdit)]
    assert not [each for each in documents if "<img" in each.toHtml()]
    assert any("<b>bold</b>" in label.text() for label in labels)


def test_tooltips_show_markup_as_text(
    qtbot: QtBot, front: Front, live_session: Session, write_plain: WritePlain
) -> None:
    load(
        qtbot,
        front,
        live_session,
        write_plain(['Joint,taxable,X1,"<img src=//host/x>",10,100.00,500.00,2020-01-01']),
    )
    page = front.window.page("Holdings")
    assert isinstance(page, HoldingsPage)
    model = page.positions.tree

    tooltip = model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)

    assert tooltip == f"<qt>{html.escape('<img src=//host/x>')}</qt>"


def test_a_tax_treatment_is_chosen_on_its_card_and_undone(
    qtbot: QtBot, front: Front, sample: Session
) -> None:
    card = front.window.page("Holdings").findChildren(AccountCard)[0]
    undo = front.window.commands["edit.undo"]

    turn_wheel(card.treatment, -1)
    assert (card.treatment.currentText(), sample.wishes.are_open) == ("Taxable", False)
    card.treatment.setFocus()
    with qtbot.waitSignal(sample.measured_changed, timeout=PATIENCE_MS):
        qtbot.keyClick(card.treatment, Qt.Key.Key_Down)
    assert sample.measured is not None
    account = sample.measured.imported.portfolio.accounts[0]
    assert account.tax_treatment is TaxTreatment.TAX_DEFERRED
    assert undo.text() == "&Undo change the tax treatment"

    undo.trigger()

    assert sample.measured.imported.portfolio.accounts[0].tax_treatment is TaxTreatment.TAXABLE
    qtbot.waitUntil(lambda: card.treatment.currentText() == "Taxable", timeout=PATIENCE_MS)
    assert front.window.commands["edit.redo"].isEnabled()


def test_what_selected_rows_come_to_is_told_while_they_are_there(
    qtbot: QtBot, front: Front, sample: Session
) -> None:
    status, page = front.window.status, front.window.page("Holdings")
    assert isinstance(page, HoldingsPage)
    page.positions.selectAll()
    assert status.selection.startswith("26 rows: value $")
    page.positions.set_filter_text("nvidia")
    assert status.selection == ""

    front.window.show_page("Rebalance")
    rebalance = front.window.page("Rebalance")
    qtbot.waitUntil(lambda: sample.plan is not None and rebalance.is_settled, timeout=PATIENCE_MS)
    tree = rebalance.findChildren(TradeTree)[0]
    tree.selectAll()
    assert "value $" in status.selection
    sample.remove_everything()
    assert status.selection == ""


def test_pages_are_reached_by_rail_menu_and_from_each_other(front: Front) -> None:
    shown: list[str] = []
    front.window.page_shown.connect(shown.append)

    front.window.commands["view.page.Market"].trigger()
    front.window.page("Market").page_requested.emit("Trades")

    assert shown == ["Market", "Trades"]
    assert front.window.current_page == "Trades"


def test_the_plan_shows_as_arrows_in_the_strip_and_is_exported(
    qtbot: QtBot,
    front: Front,
    sample: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with qtbot.waitSignal(sample.plan_changed, timeout=PATIENCE_MS):
        sample.solve()
    assert front.window.strip.text.count("\u2192") == 2
    chosen = tmp_path / "list"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))

    with qtbot.waitSignal(sample.exported, timeout=PATIENCE_MS):
        front.window.commands["file.export"].trigger()

    assert (tmp_path / "list.xlsx").is_file()
    assert "list.xlsx" in front.window.message.text


def test_leaving_a_file_dialog_does_nothing(
    qtbot: QtBot, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    qtbot.waitUntil(lambda: not front.tasks.is_busy)  # the market snapshot is read

    front.window.commands["file.open"].trigger()
    front.window.commands["file.export"].trigger()

    assert not front.tasks.is_busy


def test_files_are_chosen_in_a_dialog_that_remembers_its_folder(
    qtbot: QtBot,
    front: Front,
    live_session: Session,
    write_plain: WritePlain,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write_plain()
    asked: list[str] = []

    def choose(_parent: object, _title: str, folder: str, _kinds: str) -> tuple[list[str], str]:
        asked.append(folder)
        return [str(path)], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose)
    for _ in range(2):
        with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
            front.window.commands["file.open"].trigger()

    downloads = QStandardPaths.StandardLocation.DownloadLocation
    assert asked == [usual_folder(downloads), str(tmp_path)]
    assert Path(asked[0]).is_dir()


def test_help_is_a_key_away(front: Front) -> None:
    for command in ("help.keys", "help.about"):
        front.window.commands[command].trigger()

    assert [box.windowTitle() for box in QApplication.topLevelWidgets() if box.isVisible()] != []


def test_work_is_shown_and_can_be_cancelled(
    qtbot: QtBot, front: Front, sample: Session, write_plain: WritePlain
) -> None:
    window, measured, mine = front.window, sample.measured, (write_plain(),)
    rebalance, scenarios = window.page("Rebalance"), window.page("Scenarios")
    assert isinstance(rebalance, RebalancePage)
    assert isinstance(scenarios, ScenariosPage)
    release = threading.Event()

    def behind_other_work(start: Callable[[], object]) -> None:
        release.clear()
        other = Needed(lambda _: release.wait(PATIENCE_MS / 1000))
        front.tasks.start(Task("Looking through the funds", other))
        start()  # by itself, it would be there before anybody could call it off

    def is_said(words: str) -> bool:
        return window.status.text.startswith(words)

    for start, said in (
        (rebalance.solve, "Finding the trades"),
        (partial(behind_other_work, partial(window.show_page, "Scenarios")), "Simulating"),
        (partial(behind_other_work, partial(sample.import_files, mine)), "Importing mine.csv"),
    ):
        start()
        qtbot.waitUntil(partial(is_said, said), timeout=PATIENCE_MS)
        assert not window.status.cancel.isHidden() or not window.status.is_revealed
        window.status.cancel_requested.emit()
        release.set()
        qtbot.waitUntil(lambda: not front.tasks.is_busy, timeout=PATIENCE_MS)
        assert window.message.text.startswith(f"“{said}")
        assert window.message.text.endswith("was cancelled; everything is as it was before.")
        assert window.status.text == ""

    assert (sample.plan, sample.scenario, sample.proposal) == (None, None, None)
    assert sample.measured is measured
    assert rebalance.answer == "No trades are found yet."
    assert scenarios.waiting.subtitle == CALLED_OFF


def test_what_keeps_the_window_in_step_is_not_called_off(qtbot: QtBot, front: Front) -> None:
    release = threading.Event()
    done: list[object] = []
    task = Task("Looking through the funds", Needed(lambda _: release.wait(PATIENCE_MS / 1000)))
    task.succeeded.connect(done.append)
    front.tasks.start(task)
    qtbot.waitUntil(lambda: front.window.status.is_revealed, timeout=PATIENCE_MS)

    assert front.window.status.cancel.isHidden()
    front.window.status.cancel_requested.emit()
    release.set()
    qtbot.waitUntil(lambda: done == [True], timeout=PATIENCE_MS)
