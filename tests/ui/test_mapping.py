"""A file of an unknown layout is mapped once and remembered: the story in the window."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.mapping.file import load_mappings, save_mappings
from rebalancer.ingest.mapping.guess import guess_mapping, read_rows
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.sheet import Column
from ui.app import Front
from ui.rooms import Rooms
from ui.session import Session
from ui.tasks import Task, TaskRunner
from ui.theme import Theme
from ui.views.holdings.mapping_desk import MappingDesk
from ui.views.holdings.mapping_dialog import MappingDialog

PATIENCE_MS = 60_000
GERMAN = """\
Depotübersicht
WKN;Bezeichnung;Stück;Kurs in USD;Kurswert in USD;Kaufdatum
AAPL;Apple Inc.;1.250;210,50;263.125,00;04.03.2019
MSFT;Microsoft;10;400,00;4.000,00;31.12.2020
;Bargeld;;;1.250,25;
"""
OPEN = "Symbool;Aantal;Koers;Aankoopdatum\nVTI;1.234;2.345;03/04/2026\n"
WritePlain = Callable[..., Path]
Ask = Callable[[str], MappingDialog]


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A file with a column that nobody knows, so that the app has to ask."""
    path = tmp_path / "depot.csv"
    title, header, *rows = GERMAN.splitlines()
    lines = (title, f"{header};Lagerstelle", *(f"{row};Wien" for row in rows), "")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, tasks: TaskRunner, tmp_path: Path) -> Iterator[MappingDesk]:
    window = QWidget()
    qtbot.addWidget(window)
    desk = MappingDesk(window, tasks, tmp_path / "mappings.json")
    yield desk
    desk.close()


@pytest.fixture
def ask(qtbot: QtBot, desk: MappingDesk, tmp_path: Path) -> Ask:
    """Open the dialog on a file with some text, and return it."""

    def open_dialog(text: str) -> MappingDialog:
        path = tmp_path / "bank.csv"
        path.write_text(text, encoding="utf-8")
        desk.ask(path)
        return shown(qtbot, desk)

    return open_dialog


def shown(qtbot: QtBot, desk: MappingDesk) -> MappingDialog:
    """Wait for the question, and return it."""

    def is_asked() -> bool:
        return desk.dialog is not None and desk.dialog.isVisible()

    qtbot.waitUntil(is_asked, timeout=PATIENCE_MS)
    assert desk.dialog is not None
    return desk.dialog


def ready(qtbot: QtBot, dialog: MappingDialog) -> None:
    """Wait until the mapping was tried and may be used."""
    qtbot.waitUntil(dialog.use.isEnabled, timeout=PATIENCE_MS)


def test_a_file_is_mapped_once_and_then_read_without_asking(
    qtbot: QtBot, front: Front, live_session: Session, german: Path, tmp_path: Path
) -> None:
    assert isinstance(front.rooms, Rooms)
    desk = front.rooms.mappings
    front.window.files_given.emit((german,))
    dialog = shown(qtbot, desk)
    ready(qtbot, dialog)
    assert dialog.verdict.text() == "2 positions in 1 account, $268,375.25. 1 line not read."

    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        dialog.use.click()

    assert live_session.measured is not None
    portfolio = live_session.measured.imported.portfolio
    assert portfolio.total_value == Decimal("268375.25")
    assert front.window.message.text == ""
    assert load_mappings(tmp_path / "mappings.json").mappings == desk.mappings
    assert not dialog.isVisible()
    live_session.remove_everything()

    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.window.files_given.emit((german,))
    assert not dialog.isVisible()


def test_a_file_that_leaves_no_choice_is_not_asked_about(
    qtbot: QtBot, front: Front, live_session: Session, tmp_path: Path
) -> None:
    assert isinstance(front.rooms, Rooms)
    path = tmp_path / "depot.csv"
    path.write_text(GERMAN, encoding="utf-8")
    with qtbot.waitSignal(live_session.measured_changed, timeout=PATIENCE_MS):
        front.window.files_given.emit((path,))

    assert front.rooms.mappings.dialog is None
    assert live_session.measured is not None
    assert live_session.measured.imported.portfolio.total_value == Decimal("268375.25")


def test_a_file_among_known_ones_is_asked_about_too_until_their_household_is_left(
    qtbot: QtBot, front: Front, german: Path, write_plain: WritePlain
) -> None:
    assert isinstance(front.rooms, Rooms)
    with qtbot.waitSignal(front.rooms.session.measured_changed, timeout=PATIENCE_MS):
        front.window.files_given.emit((write_plain(), german))
    dialog = shown(qtbot, front.rooms.mappings)
    assert "depot.csv" in dialog.windowTitle()
    front.rooms.session.remove_everything()
    assert not dialog.isVisible()


def test_declining_leaves_the_sentence_with_both_ways_out(
    qtbot: QtBot, front: Front, german: Path
) -> None:
    assert isinstance(front.rooms, Rooms)
    front.window.files_given.emit((german,))
    shown(qtbot, front.rooms.mappings).reject()
    assert "Say once what its columns mean" in front.window.message.text
    assert "plain template" in front.window.message.text


def test_a_file_that_holds_no_table_is_not_asked_about(
    qtbot: QtBot, front: Front, tmp_path: Path
) -> None:
    assert isinstance(front.rooms, Rooms)
    path = tmp_path / "note.txt"
    path.write_text("Remember to call the broker, and the bank.\n", encoding="utf-8")
    with qtbot.waitSignal(front.rooms.session.failed, timeout=PATIENCE_MS):
        front.window.files_given.emit((path,))

    assert "“note.txt” holds no table" in front.window.message.text
    qtbot.waitUntil(lambda: not front.tasks.is_busy, timeout=PATIENCE_MS)
    assert front.rooms.mappings.dialog is None


def test_the_guess_is_filled_in(qtbot: QtBot, ask: Ask) -> None:
    dialog = ask(GERMAN)
    assert dialog.columns.roles == (
        Column.SYMBOL,
        Column.DESCRIPTION,
        Column.QUANTITY,
        Column.PRICE,
        Column.VALUE,
        Column.ACQUIRED,
    )
    assert dialog.numbers.value is NumberStyle.POINT_COMMA
    assert dialog.dates.value is DateStyle.DOTTED
    assert (dialog.name.text(), dialog.account.text()) == ("bank", "bank")
    assert dialog.cash.text() == "Bargeld, CASH"
    assert dialog.account.isEnabled()
    assert dialog.dates.isEnabled()


def test_what_is_open_is_asked_and_blocks_with_a_sentence(qtbot: QtBot, ask: Ask) -> None:
    dialog = ask(OPEN)
    assert not dialog.use.isEnabled()
    assert dialog.why.text() == "Is “1.234” more than a thousand, or does it have a fraction?"

    choose(dialog.numbers, NumberStyle.POINT_COMMA)
    assert dialog.why.text() == "Which part of “03/04/2026” is the month?"
    choose(dialog.dates, DateStyle.DAY_FIRST)

    ready(qtbot, dialog)
    assert dialog.verdict.text().startswith("1 position in 1 account, $2,893,730.00.")
    assert dialog.why.text() == ""
    choose(dialog.columns.choices[0], None)
    assert dialog.numbers.value is NumberStyle.POINT_COMMA
    assert dialog.why.text().startswith("Say which column names the holding")
    assert not dialog.use.isEnabled()


def test_the_person_has_the_last_word(qtbot: QtBot, ask: Ask, desk: MappingDesk) -> None:
    dialog = ask(GERMAN)
    choose(dialog.columns.choices[5], None)
    choose(dialog.treatment, TaxTreatment.TAX_EXEMPT)
    dialog.name.setText("My bank")
    dialog.account.setText("Depot")
    dialog.cash.setText("Bargeld")
    dialog.currency.setText("usd")
    assert not dialog.dates.isEnabled()
    ready(qtbot, dialog)

    with qtbot.waitSignal(desk.mapped) as confirmed:
        qtbot.keyClick(dialog.use, Qt.Key.Key_Space)

    assert confirmed.args is not None
    mapping = confirmed.args[0]
    assert isinstance(mapping, Mapping)
    assert (mapping.name, mapping.account, mapping.currency) == ("My bank", "Depot", "USD")
    assert mapping.cash_symbols == ("Bargeld",)
    assert mapping.tax_treatment is TaxTreatment.TAX_EXEMPT
    assert Column.ACQUIRED not in mapping
    assert desk.mappings == (mapping,)


def test_a_mapping_that_reads_nothing_says_why(qtbot: QtBot, ask: Ask) -> None:
    dialog = ask(GERMAN)
    ready(qtbot, dialog)
    assert dialog.report.isVisible()
    choose(dialog.numbers, NumberStyle.COMMA_POINT)
    assert not dialog.use.isEnabled()
    qtbot.waitUntil(lambda: dialog.verdict.text() == "Nothing comes out yet.", timeout=PATIENCE_MS)
    assert "no holding in it can be read" in dialog.why.text()
    assert not dialog.report.isVisible()


def test_only_the_last_word_counts(qtbot: QtBot, ask: Ask, tasks: TaskRunner) -> None:
    dialog = ask(GERMAN)
    ready(qtbot, dialog)
    first = dialog.verdict.text()
    dialog.cash.setText("nothing")
    with qtbot.waitSignal(tasks.started, timeout=PATIENCE_MS):
        pass
    dialog.cash.setText("Bargeld")
    ready(qtbot, dialog)
    assert dialog.verdict.text() == first


def test_a_trial_that_was_called_off_says_how_to_go_on(
    qtbot: QtBot, ask: Ask, tasks: TaskRunner
) -> None:
    called_off = "The trial was cancelled: change anything to try again."
    dialog = ask(GERMAN)
    ready(qtbot, dialog)
    tasks.started.connect(Task.cancel)
    dialog.cash.setText("nothing")
    qtbot.waitUntil(lambda: dialog.why.text() == called_off, timeout=PATIENCE_MS)
    assert not dialog.use.isEnabled()

    tasks.started.disconnect(Task.cancel)
    dialog.cash.setText("Bargeld")
    ready(qtbot, dialog)


def test_of_two_questions_only_the_one_that_is_open_is_answered(
    qtbot: QtBot, ask: Ask, desk: MappingDesk, tasks: TaskRunner, german: Path
) -> None:
    first = ask(GERMAN)
    ready(qtbot, first)
    first.cash.setText("nothing")
    with qtbot.waitSignal(tasks.started, timeout=PATIENCE_MS):
        pass
    desk.ask(german)
    qtbot.waitUntil(lambda: desk.dialog is not first, timeout=PATIENCE_MS)

    ready(qtbot, shown(qtbot, desk))


def test_foreign_amounts_are_said(qtbot: QtBot, ask: Ask) -> None:
    dialog = ask(GERMAN.replace("USD", "EUR"))
    ready(qtbot, dialog)
    assert dialog.verdict.text().endswith("Amounts in EUR are shown, but not counted or traded.")


def test_without_headings_the_columns_are_numbered(qtbot: QtBot, ask: Ask) -> None:
    dialog = ask("VTI;10;300,5\nBND;5;80,25\n")
    assert dialog.columns.choices[1].accessibleName() == "Column 2, without a heading"
    choose(dialog.columns.choices[1], Column.QUANTITY)
    choose(dialog.columns.choices[2], Column.PRICE)
    assert dialog.numbers.value is NumberStyle.POINT_COMMA
    ready(qtbot, dialog)
    assert dialog.verdict.text().startswith("2 positions in 1 account, $3,406.25")


def test_another_question_replaces_the_first(
    qtbot: QtBot, ask: Ask, desk: MappingDesk, german: Path
) -> None:
    first = ask(OPEN)
    desk.ask(german)
    qtbot.waitUntil(lambda: desk.dialog is not first, timeout=PATIENCE_MS)
    assert "depot.csv" in shown(qtbot, desk).windowTitle()


def test_every_field_has_a_name(qtbot: QtBot, ask: Ask) -> None:
    dialog = ask(GERMAN)
    fields = (*dialog.columns.choices, dialog.numbers, dialog.dates, dialog.name, dialog.account)
    assert all(each.accessibleName() for each in (*fields, dialog.treatment, dialog.cash))
    labels = [label for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    assert len(labels) == 7


def test_a_file_that_is_gone_is_said(qtbot: QtBot, desk: MappingDesk, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.failed, timeout=PATIENCE_MS):
        desk.ask(tmp_path / "gone.csv")


def test_what_cannot_be_kept_is_said_and_used_all_the_same(
    qtbot: QtBot, ask: Ask, desk: MappingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ask(GERMAN)
    ready(qtbot, dialog)
    monkeypatch.setattr("os.fsync", _refuse)
    with qtbot.waitSignals([desk.failed, desk.mapped]):
        dialog.use.click()


def test_nothing_is_kept_where_there_is_no_place(
    qtbot: QtBot, theme: Theme, tasks: TaskRunner, german: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    desk = MappingDesk(window, tasks, None)
    desk.ask(german)
    dialog = shown(qtbot, desk)
    ready(qtbot, dialog)
    with qtbot.waitSignal(desk.mapped):
        dialog.use.click()
    assert [each.name for each in german.parent.iterdir()] == [german.name]


def test_what_was_said_before_is_there(
    qtbot: QtBot, theme: Theme, tasks: TaskRunner, german: Path
) -> None:
    mapping = guess_mapping(read_rows(german.read_bytes(), german.name), "My bank")
    file = german.with_name("mappings.json")
    save_mappings(file, (mapping,))
    window = QWidget()
    qtbot.addWidget(window)
    assert MappingDesk(window, tasks, file).mappings == (mapping,)
    file.write_text("{")
    assert "is damaged" in MappingDesk(window, tasks, file).trouble


def choose(field: object, value: object) -> None:
    """Choose *value*, as a person does."""
    assert hasattr(field, "set_value")
    assert hasattr(field, "chosen")
    field.set_value(value)
    field.chosen.emit(value)


def _refuse(_: int) -> None:
    raise OSError(28, "the disk is full")
