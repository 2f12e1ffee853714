"""Hands a plan over in other forms than the workbook: a report, order files, a calendar."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from rebalancer import pipeline
from rebalancer.document.plan_file import SUFFIX, write_plan_file
from rebalancer.export.file_name import suggest_name
from rebalancer.export.orders.files import OrderRequest
from rebalancer.progress import Progress
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.plan import TradePlan
from ui.report.contents import paper_of, report_on
from ui.report.pdf import write_pdf
from ui.session import Measured, Session
from ui.tasks import Task, TaskRunner
from ui.views.trades.order_dialog import OrderDialog


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
        kind = "PDF document (*.pdf)"
        self._ask("Write the report", "Trade plan", kind, ".pdf", self.write_report)

    def choose_calendar(self) -> None:
        """Ask where the calendar goes, and write it."""
        self._ask("Write the calendar", "Days", "Calendar (*.ics)", ".ics", self.write_calendar)

    def choose_plan(self) -> None:
        """Ask where the plan is kept with all it rests on, and write it."""
        kind = f"Saved plan (*{SUFFIX})"
        self._ask("Save the plan", "Plan", kind, SUFFIX, self.write_plan)

    def choose_orders(self) -> None:
        """Ask which order files are wanted and where they go, and write them."""
        plan = self._session.plan
        if plan is None:
            return
        self.dialog = OrderDialog(plan, self._window)
        self.dialog.chosen.connect(self._choose_folder)
        self.dialog.show()

    def write_report(self, path: Path) -> None:
        """Write the report on the plan to *path*."""
        found = self._found()
        if found is None:
            return
        plan, measured = found
        imported = measured.imported

        def job(progress: Progress) -> str:
            progress(0.1, "Checking the trades")
            checks = check_plan(plan, imported.portfolio)
            document = report_on(plan, imported, checks)
            progress(0.5, "Writing the pages")
            pages = write_pdf(path, document, paper_of(plan))
            return f"The report is in {path}: {pages} page{'' if pages == 1 else 's'}."

        self._run(f"Writing {path.name}", job)

    def write_plan(self, path: Path) -> None:
        """Keep the plan, with all it rests on, in *path*."""
        found = self._found()
        if found is None:
            return
        plan, measured = found

        def job(_: Progress) -> str:
            write_plan_file(path, plan, measured.imported)
            return f"The plan is in {path}."

        self._run(f"Writing {path.name}", job)

    def write_calendar(self, path: Path) -> None:
        """Write the days to keep in mind to *path*."""
        found = self._found()
        if found is None:
            return
        plan, _ = found

        def job(_: Progress) -> str:
            pipeline.write_calendar(path, plan)
            return f"The days to keep in mind are in {path}."

        self._run(f"Writing {path.name}", job)

    def write_orders(self, folder: Path, request: OrderRequest) -> None:
        """Write the order files of *request* into *folder*."""
        found = self._found()
        if found is None:
            return
        plan, _ = found

        def job(_: Progress) -> str:
            names = [path.name for path in pipeline.write_orders(folder, plan, request)]
            return f"In {folder}: {', '.join(names)}."

        self._run("Writing order files", job)

    def _found(self) -> tuple[TradePlan, Measured] | None:
        plan, measured = self._session.plan, self._session.measured
        return None if plan is None or measured is None else (plan, measured)

    def _ask(
        self, question: str, title: str, kind: str, suffix: str, write: Callable[[Path], None]
    ) -> None:
        plan = self._session.plan
        if plan is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self._window, question, suggest_name(title, plan.as_of, suffix), kind
        )
        if name:
            path = Path(name)
            write(path if path.suffix else path.with_name(path.name + suffix))

    def _choose_folder(self, request: OrderRequest) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, "Where do the order files go?")
        if folder:
            self.write_orders(Path(folder), request)

    def _run(self, title: str, job: Callable[[Progress], str]) -> None:
        task = Task(title, job)
        task.succeeded.connect(self._tell)
        task.failed.connect(self.failed)
        self._tasks.start(task)

    def _tell(self, sentence: str) -> None:
        self.written.emit(sentence)
