"""Hands a plan over in other forms than the workbook: a report, order files, a calendar.

What is held stays out of all of them, and is named in what is said afterwards; a saved plan keeps
everything, with what is said of it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from rebalancer import pipeline
from rebalancer.document.plan_file import SUFFIX, write_plan_file
from rebalancer.export.file_name import suggest_name
from rebalancer.export.orders.files import OrderRequest
from rebalancer.progress import Progress
from rebalancer.rebalance.approval import Approval, Status, key_of
from rebalancer.rebalance.checks import Check, check_plan
from rebalancer.rebalance.plan import Trade, TradePlan
from rebalancer.rebalance.remainder import plan_without
from rebalancer.rebalance.review import review
from ui.language import sentences, tr, tr_n
from ui.report.contents import paper_of, report_on
from ui.report.pdf import write_pdf
from ui.session import Measured, Session
from ui.tasks import Task, TaskRunner
from ui.views.trades.order_dialog import OrderDialog
from ui.widgets.save_place import save_to

_FOUND = 0.5
"""So much is done when only the file has yet to be written; from then on it is not called off."""


class HandOverDesk(QObject):
    """Asks where something goes, and writes it.

    Attributes:
        dialog: Which order files are asked for at the moment, or were last.
    """

    written = Signal(str)
    """A sentence that says what is where."""
    failed = Signal(Exception)

    def __init__(self, window: QWidget, tasks: TaskRunner, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._session = session
        self.dialog: OrderDialog | None = None

    def choose_report(self) -> None:
        """Ask where the report goes, and write it."""
        kind = tr("PDF document (*.pdf)")
        self._ask(tr("Save the report"), tr("Trade plan"), kind, ".pdf", self.write_report)

    def choose_calendar(self) -> None:
        """Ask where the calendar goes, and write it."""
        self._ask(
            tr("Save the calendar"), tr("Days"), tr("Calendar (*.ics)"), ".ics", self.write_calendar
        )

    def choose_plan(self) -> None:
        """Ask where the plan is kept with all it rests on, and write it."""
        kind = tr("Saved plan (*{suffix})", suffix=SUFFIX)
        self._ask(tr("Save the plan"), tr("Plan"), kind, SUFFIX, self.write_plan)

    def choose_orders(self) -> None:
        """Ask which order files are wanted and where they go, and write them."""
        plan = self._session.plan
        if plan is None:
            return
        statuses = self._session.decisions.approval.statuses(plan.trades)
        self.dialog = OrderDialog(plan, statuses, self._window)
        self.dialog.chosen.connect(self._choose_folder)
        self.dialog.show()

    def write_report(self, path: Path) -> None:
        """Write the report on the plan to *path*."""
        found = self._found()
        if found is None:
            return
        plan, measured, approval = found
        imported = measured.imported

        def job(progress: Progress) -> str:
            progress(0.1, tr("Checking the trades"))
            found = review(plan, imported.portfolio, approval)
            held = found.trades(Status.HELD)
            document = report_on(found.rest, imported, found.checks, held)
            progress(0.5, tr("Writing the pages"))
            pages = write_pdf(path, document, paper_of(plan), progress)
            said = tr_n(
                "The report is in {path}: {count} page.",
                "The report is in {path}: {count} pages.",
                pages,
                path=path,
            )
            return sentences(said, _left_out(held))

        self._run(tr("Writing {path}", path=path.name), job)

    def write_plan(self, path: Path) -> None:
        """Keep the plan, with all it rests on, in *path*."""
        found = self._found()
        if found is None:
            return
        plan, measured, approval = found

        def job(progress: Progress) -> str:
            progress(_FOUND)
            write_plan_file(path, plan, measured.imported, approval)
            return tr("The plan is in {path}.", path=path)

        self._run(tr("Writing {path}", path=path.name), job)

    def write_calendar(self, path: Path) -> None:
        """Write the days to keep in mind to *path*."""
        found = self._found()
        if found is None:
            return
        plan, measured, approval = found

        def job(progress: Progress) -> str:
            found = review(plan, measured.imported.portfolio, approval)
            progress(_FOUND)
            pipeline.write_calendar(path, found.rest)
            held = _left_out(found.trades(Status.HELD))
            return sentences(tr("The days to keep in mind are in {path}.", path=path), held)

        self._run(tr("Writing {path}", path=path.name), job)

    def write_orders(
        self, folder: Path, request: OrderRequest, *, only_approved: bool = False
    ) -> None:
        """Write the order files of *request* into *folder*, of what is not held."""
        found = self._found()
        if found is None:
            return
        plan, measured, approval = found

        def job(progress: Progress) -> str:
            statuses = approval.statuses(plan.trades)
            kept_out = {Status.HELD, Status.OPEN} if only_approved else {Status.HELD}
            left = [
                trade
                for trade, status in zip(plan.trades, statuses, strict=True)
                if status in kept_out
            ]
            portfolio = measured.imported.portfolio
            rest = plan_without(plan, portfolio, set(map(key_of, left)))
            progress(_FOUND)
            names = [path.name for path in pipeline.write_orders(folder, rest, request)]
            warning = _warning(check_plan(rest, portfolio))
            return sentences(
                tr("In {folder}: {names}.", folder=folder, names=", ".join(names)),
                warning,
                _left_out(left),
            )

        self._run(tr("Writing order files"), job)

    def _found(self) -> tuple[TradePlan, Measured, Approval] | None:
        plan, measured = self._session.plan, self._session.measured
        if plan is None or measured is None:
            return None
        return plan, measured, self._session.decisions.approval

    def _ask(
        self, question: str, title: str, kind: str, suffix: str, write: Callable[[Path], None]
    ) -> None:
        plan = self._session.plan
        if plan is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self._window, question, suggest_name(title, plan.as_of, suffix), kind
        )
        save_to(name, suffix, write, self.failed.emit)

    def _choose_folder(self, request: OrderRequest) -> None:
        only_approved = self.dialog is not None and self.dialog.wants_only_approved
        folder = QFileDialog.getExistingDirectory(self._window, tr("Where do the order files go?"))
        if folder:
            self.write_orders(Path(folder), request, only_approved=only_approved)

    def _run(self, title: str, job: Callable[[Progress], str]) -> None:
        task = Task(title, job)
        task.succeeded.connect(self._tell)
        task.failed.connect(self.failed)
        self._tasks.start(task)

    def _tell(self, sentence: str) -> None:
        self.written.emit(sentence)


def _warning(checks: Sequence[Check]) -> str:
    """Return what speaks against placing the orders, as one more sentence; "" if nothing does."""
    wrong = next((check.detail for check in checks if not check.passed), "")
    return tr("Do not place these orders as they are: {wrong}", wrong=wrong) if wrong else ""


def _left_out(trades: Sequence[Trade]) -> str:
    """Return what was not handed over, as one more sentence; "" where nothing was."""
    names = ", ".join(
        f"{each.action.value} {each.symbol} ({each.account_label})" for each in trades
    )
    return tr("Left out: {names}.", names=names) if names else ""
