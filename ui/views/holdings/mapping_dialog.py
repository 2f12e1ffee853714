"""What a person says about a file of an unknown layout, and what comes out of it meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from rebalancer import pipeline
from rebalancer.domain.account import TaxTreatment
from rebalancer.errors import RebalancerError
from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.mapping.guess import Cells, Rows, open_questions, settle
from rebalancer.ingest.mapping.mapping import Mapping, problems
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.result import ImportResult, SkippedRow, WarningCode
from rebalancer.ingest.sheet import Column
from rebalancer.progress import Progress
from ui import format as fmt
from ui.language import tr, tr_n
from ui.models.table import Column as Shown
from ui.models.treatments import CHOICES
from ui.overriding import override
from ui.tasks import Errands
from ui.text_size import hold, size_box
from ui.widgets.button import Button, Loudness
from ui.widgets.column_roles import ColumnRoles
from ui.widgets.data_table import DataTable
from ui.widgets.fields import ChoiceField
from ui.widgets.reading_order import move_focus
from ui.widgets.scroller import Scroller
from ui.widgets.side_by_side import SideBySide
from ui.widgets.spoken import allow, call, plain
from ui.widgets.text import Caption, Heading, PlainLabel

SHOWN_ROWS = 20
_SIZE = (1080, 760)
_FIELD_WIDTH = 260
_FORM_WIDTH = 440
_FORM_GAP = 32
_LEAST_ROWS = 160
"""Pixels for the first rows of the file; in a small box the fields scroll."""
_REPORT_ROWS = 4
_PAUSE_MS = 120
_TRIAL = "trial"
_TRYING = tr("Trying it out…")
_WHY = 1
_SKIPPED: tuple[Shown[SkippedRow], ...] = (
    Shown(
        title=tr("Line"),
        text=lambda row: str(row.line) if row.line else "",
        amount=lambda row: row.line or None,
        is_numeric=True,
        tooltip=tr("Of the file, counted from 1"),
    ),
    Shown(title=tr("Why it is not read"), text=lambda row: row.reason),
)
_OPEN: tuple[tuple[str, object], ...] = ((tr("Please choose"), None),)


class Look(NamedTuple):
    """What a look at a file of an unknown layout brings."""

    content: bytes
    rows: Rows
    cells: Cells
    guess: Mapping


class MappingDialog(QDialog):
    """Asks what the columns of one file mean; the answer is remembered.

    Attributes:
        columns: The first rows of the file, with a choice above each column.
        numbers: How numbers are written.
        dates: How dates are written.
        name: What the layout is called.
        account: What the account is called, where no column tells.
        treatment: How the account is taxed.
        cash: What cash is called, separated by commas.
        use: Goes on with the import.
    """

    mapped = Signal(object)
    """The ``Mapping`` that the person confirmed."""
    failed = Signal(Exception)
    """Trying a mapping met something that nobody expected."""

    def __init__(
        self,
        path: Path,
        look: Look,
        errands: Errands,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._content, rows, self._cells, self._guess = look
        self._errands = errands
        self._numbers_said = self._dates_said = False
        guess = self._guess
        header = guess.header_in(rows.records) if guess.header_line else None
        below = (each for each in rows.records if each.texts and each is not header)
        headings = [*header.cells] if header else [""] * len(guess.roles)
        self.columns = ColumnRoles(headings, [*islice(below, SHOWN_ROWS)])
        self.numbers = ChoiceField(
            tr("Numbers"), _OPEN + tuple((style.value, style) for style in NumberStyle)
        )
        self.dates = ChoiceField(
            tr("Dates"), _OPEN + tuple((each.value, each) for each in DateStyle)
        )
        self.name = QLineEdit(guess.name)
        self.account = QLineEdit(guess.account)
        self.treatment = ChoiceField(tr("Taxed as"), CHOICES)
        self.cash = QLineEdit(", ".join(guess.cash_symbols))
        self.currency = QLineEdit(guess.currency)
        self.verdict = PlainLabel(wraps=True)
        self.report: DataTable[SkippedRow] = DataTable(_SKIPPED, tr("Lines that are not read"))
        self.use = Button(tr("Import with this layout"), Loudness.PRIMARY)
        self.why = PlainLabel(wraps=True)
        self._pause = QTimer(self)
        self._lay_out()
        self._wait_for(_TRYING)

    @property
    def steps(self) -> tuple[Callable[[], object], ...]:
        """What fills it before it is shown, once and in order; the window answers in between."""
        return (*self.columns.steps, self._connect, self._show_guess)

    @override
    def focusNextPrevChild(self, forwards: bool, /) -> bool:
        return move_focus(self, forwards=forwards)

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("What do the columns of {path} mean?", path=self._path.name))
        self.report.set_stretched(_WHY)
        inside = QWidget()
        inside.setObjectName("page_body")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Heading(tr("What do the columns of {path} mean?", path=self._path.name)))
        column.addWidget(
            Caption(
                tr(
                    "This layout is new here. Check what was found out about it, change what is "
                    "wrong, and files like it are read without asking from now on."
                )
            )
        )
        column.addWidget(self.columns, 1)
        column.addWidget(self._fields())
        column.addWidget(self.verdict)
        column.addWidget(self.report)
        hold(self.columns, least_height=_LEAST_ROWS)
        around = Scroller(self)
        around.put(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 16)
        outer.setSpacing(12)
        outer.addWidget(around, 1)
        outer.addLayout(self._buttons())
        size_box(self, *_SIZE)

    def _fields(self) -> SideBySide:
        both = SideBySide(_FORM_WIDTH, 2, spacing=_FORM_GAP)
        left: tuple[tuple[str, QWidget], ...] = (
            (tr("&Numbers are written"), self.numbers),
            (tr("&Dates are written"), self.dates),
            (tr("C&urrency, if not said"), self.currency),
            (tr("Ca&sh is called"), self.cash),
        )
        right: tuple[tuple[str, QWidget], ...] = (
            (tr("Remember layout &as"), self.name),
            (tr("Account, if no &column tells"), self.account),
            (tr("&Taxed as"), self.treatment),
        )
        for fields in (left, right):
            part = QWidget()
            form = QFormLayout(part)
            form.setContentsMargins(0, 0, 0, 0)
            form.setVerticalSpacing(8)
            form.setHorizontalSpacing(12)
            for title, field in fields:
                call(field, plain(title))
                hold(field, width=_FIELD_WIDTH)
                form.addRow(title, field)
            both.add(part)
        return both

    def _buttons(self) -> QHBoxLayout:
        cancel = Button(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.why, 1)
        row.addWidget(self.use)
        row.addWidget(cancel)
        return row

    def _connect(self) -> None:
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._try)
        self.columns.changed.connect(self._settle)
        self.numbers.chosen.connect(self._say_numbers)
        self.dates.chosen.connect(self._say_dates)
        self.treatment.chosen.connect(self._change)
        for field in (self.name, self.account, self.cash, self.currency):
            field.textChanged.connect(self._change)
        self.use.clicked.connect(self._finish)
        self._errands.failed.connect(self._refuse)
        self._errands.cancelled.connect(self._wait_for_more)

    def _show_guess(self) -> None:
        self.columns.set_roles(self._guess.roles)
        self.numbers.set_value(self._guess.numbers)
        self.dates.set_value(self._guess.dates)
        self.treatment.set_value(self._guess.tax_treatment)
        self.columns.choices[0].setFocus()
        self._change()

    @property
    def mapping(self) -> Mapping:
        """What the person has said so far."""
        numbers, dates, treatment = self.numbers.value, self.dates.value, self.treatment.value
        cash = (word.strip() for word in self.cash.text().split(","))
        return replace(
            self._guess,
            name=self.name.text().strip(),
            roles=self.columns.roles,
            numbers=numbers if isinstance(numbers, NumberStyle) else None,
            dates=dates if isinstance(dates, DateStyle) else None,
            account=self.account.text().strip(),
            currency=self.currency.text().strip().upper() or self._guess.currency,
            tax_treatment=TaxTreatment(str(treatment)),
            cash_symbols=tuple(word for word in cash if word),
        )

    def _say_numbers(self) -> None:
        self._numbers_said = True
        self._change()

    def _say_dates(self) -> None:
        self._dates_said = True
        self._change()

    def _settle(self) -> None:
        """Look again at how numbers and dates are written, unless the person has said it."""
        settled = settle(self.mapping, self._cells)
        if not self._numbers_said:
            self.numbers.set_value(settled.numbers)
        if not self._dates_said:
            self.dates.set_value(settled.dates)
        self._change()

    def _change(self) -> None:
        """Say what is still missing; if nothing is, try the mapping after a short pause."""
        mapping = self.mapping
        named = Column.ACCOUNT in mapping
        allow(self.account, tr("A column of the file names the account.") if named else "")
        dated = Column.ACQUIRED in mapping
        allow(self.dates, "" if dated else tr("No column holds the day of a purchase."))
        self._errands.abandon(_TRIAL)
        unsolved = (*open_questions(mapping, self._cells), *problems(mapping))
        self._wait_for(unsolved[0] if unsolved else _TRYING)
        if unsolved:
            self._pause.stop()
            self.verdict.setText(tr("What comes out is shown here as soon as nothing is missing."))
            self._list_skipped(())
        else:
            self._pause.start()

    def _wait_for(self, reason: str) -> None:
        """Let the layout be used; with a *reason*, not yet."""
        allow(self.use, reason)
        self.why.setText(reason)

    def _try(self) -> None:
        mapping, content, file = self.mapping, self._content, self._path.name

        def job(progress: Progress) -> ImportResult:
            return pipeline.try_mapping(
                content, file, mapping, pipeline.open_universe(), progress=progress
            )

        self._errands.run(_TRIAL, tr("Trying the columns of {file}", file=file), job, self._show)

    def _wait_for_more(self) -> None:
        """Say how to go on where a person called the trial off."""
        self._wait_for(tr("The trial was cancelled: change anything to try again."))

    def _show(self, result: ImportResult) -> None:
        self.verdict.setText(outcome(result))
        self._list_skipped(result.skipped)
        self._wait_for("")

    def _refuse(self, error: Exception) -> None:
        self.verdict.setText(tr("Nothing comes out yet."))
        self._list_skipped(())
        if isinstance(error, RebalancerError):
            self._wait_for(error.sentence())
        else:
            self._wait_for(tr("The file cannot be read with these columns: change one of them."))
            self.failed.emit(error)

    def _list_skipped(self, skipped: Sequence[SkippedRow]) -> None:
        self.report.set_rows(skipped)
        self.report.fit_height(_REPORT_ROWS)
        self.report.setVisible(bool(skipped))

    def _finish(self) -> None:
        self.mapped.emit(self.mapping)
        self.accept()

    @override
    def done(self, result: int) -> None:
        self._pause.stop()
        self._errands.abandon(_TRIAL)
        super().done(result)


def outcome(result: ImportResult) -> str:
    """Return what comes out, in a line."""
    accounts = result.portfolio.accounts
    positions = [position for account in accounts for position in account.positions]
    foreign = sorted({each.currency for each in positions if each.currency != "USD"})
    total = fmt.cents(result.portfolio.total_value)
    held = tr_n("{count} position", "{count} positions", len(positions))
    places = tr_n("{count} account", "{count} accounts", len(accounts))
    parts = [
        tr("{held} in {places}, {total}.", held=held, places=places, total=total),
        tr_n("{count} line not read.", "{count} lines not read.", len(result.skipped)),
    ]
    lent = sum(each.code is WarningCode.EMBEDDED_PRICE for each in result.warnings)
    if lent:
        used = tr_n(
            "{count} price of the market snapshot used.",
            "{count} prices of the market snapshot used.",
            lent,
        )
        parts.append(used)
    if foreign:
        parts.append(
            tr(
                "Amounts in {foreign} are shown, but not counted or traded.",
                foreign=", ".join(foreign),
            )
        )
    return " ".join(parts)
