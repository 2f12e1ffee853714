"""What is being worked on, on whatever thread, as the status line tells it; and its cancelling."""

from PySide6.QtCore import QObject

from ui.language import tr
from ui.tasks import Task, TaskRunner
from ui.widgets.inline_message import InlineMessage
from ui.widgets.status_line import StatusLine


class Working(QObject):
    """Shows what runs, calls off what a person asked for, and says afterwards what stands.

    Of several things that run or wait, one that can be called off is shown, until it is done. What
    only keeps the window in step with what is decided cannot be: half of the window would be of
    another household than the other half.
    """

    def __init__(
        self, status: StatusLine, message: InlineMessage, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._message = message
        self._runners: list[TaskRunner] = []
        self._shown: Task | None = None
        status.cancel_requested.connect(self.cancel)

    def watch(self, runner: TaskRunner) -> None:
        """Show what *runner* does from now on."""
        self._runners.append(runner)
        runner.started.connect(self._follow)

    def cancel(self) -> None:
        """Call off everything that can be."""
        for task in self._cancellable():
            task.cancelled.connect(self._tell)
            task.cancel()

    def _cancellable(self) -> list[Task]:
        running = (task for runner in self._runners for task in runner.running)
        return [task for task in running if task.can_cancel]

    def _follow(self, task: Task) -> None:
        task.progressed.connect(self._show_progress)
        task.finished.connect(self._show)
        self._show()

    def _show(self) -> None:
        asked = self._cancellable()
        worth = asked or [task for runner in self._runners for task in runner.running]
        if self._shown not in worth:
            self._shown = next(iter(worth), None)
            self._status.show_work("" if self._shown is None else self._shown.title)
        self._status.let_cancel(is_possible=bool(asked))

    def _show_progress(self, fraction: float, note: str) -> None:
        if self.sender() is self._shown:
            self._status.show_progress(fraction, note)

    def _tell(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            whole = tr("“{title}” was cancelled; everything is as it was before.", title=task.title)
            part = tr("“{title}” was cancelled; what was found by then stays.", title=task.title)
            self._message.show_message(part if task.has_delivered else whole)
