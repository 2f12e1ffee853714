"""What is being worked on, on whatever thread, as the status line tells it; and its cancelling."""

from functools import partial

from PySide6.QtCore import QObject

from ui.language import tr
from ui.tasks import Task, TaskRunner
from ui.widgets.inline_message import InlineMessage
from ui.widgets.status_line import StatusLine


class Working(QObject):
    """Shows what runs, calls off what a person asked for, and says afterwards what stands.

    What only keeps the window in step with what is decided cannot be called off: half of the
    window would be of another household than the other half.
    """

    def __init__(
        self, status: StatusLine, message: InlineMessage, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._message = message
        self._runners: list[TaskRunner] = []
        status.cancel_requested.connect(self.cancel)

    def watch(self, runner: TaskRunner) -> None:
        """Show what *runner* does from now on."""
        self._runners.append(runner)
        runner.started.connect(self._show)
        runner.idle.connect(self._rest)

    def cancel(self) -> None:
        """Call off everything that can be."""
        for task in self._cancellable():
            task.cancelled.connect(partial(self._tell, task.title))
            task.cancel()

    def _cancellable(self) -> list[Task]:
        running = (task for runner in self._runners for task in runner.running)
        return [task for task in running if task.can_cancel]

    def _show(self, task: Task) -> None:
        self._status.show_work(task.title, can_cancel=bool(self._cancellable()))
        task.progressed.connect(self._status.show_progress)

    def _rest(self) -> None:
        if not any(runner.is_busy for runner in self._runners):
            self._status.show_idle()

    def _tell(self, title: str) -> None:
        self._message.show_message(
            tr("“{title}” was cancelled; everything is as it was before.", title=title)
        )
