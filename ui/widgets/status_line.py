"""The line at the bottom: what is running, and how much the figures can be relied on."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.language import tr
from ui.overriding import override
from ui.text_size import hold, scaled
from ui.widgets.button import Button, Loudness
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.spoken import call, explain
from ui.widgets.text import PlainLabel

_LINE = 24
_AIR = 12
_BAR_WIDTH = 140
_PATIENCE_MS = 250
"""Work that is faster than this is not worth a flicker."""


class StatusLine(QFrame):
    """Shows one piece of work with its progress, and a few facts on the right.

    Attributes:
        cancel: Asks for the work to be stopped.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel()
        self._bar = ProgressBar()
        self.cancel = Button(tr("Cancel"), Loudness.QUIET)
        self.cancel.clicked.connect(self._request_cancel)
        self._can_cancel = True
        self._selection = PlainLabel()
        self._facts = PlainLabel()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._reveal)
        self._lay_out()
        self.follow_text_size()
        self.show_idle()

    def _lay_out(self) -> None:
        hold(self._bar, width=_BAR_WIDTH)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(12)
        for widget in (self._title, self._bar, self.cancel):
            row.addWidget(widget)
        row.addWidget(self._selection)
        row.addStretch(1)
        row.addWidget(self._facts)

    def follow_text_size(self) -> None:
        """Be as high as a line of text, with the same air around it at every size."""
        self.setFixedHeight(_AIR + scaled(_LINE))
        self._make_room()

    @property
    def text(self) -> str:
        """What is running, or ""."""
        return self._title.text()

    @property
    def is_revealed(self) -> bool:
        """Whether the work has taken long enough to be shown."""
        return not self._title.isHidden()

    @property
    def facts(self) -> str:
        """What is said on the right."""
        return self._facts.text()

    @property
    def selection(self) -> str:
        """What is said of the rows that are selected, or ""."""
        return self._selection.text()

    def show_selection(self, words: str) -> None:
        """Say what the rows that are selected come to."""
        self._selection.setText(words)
        self._make_room()

    def set_facts(self, facts: tuple[str, ...]) -> None:
        """Say *facts* on the right."""
        self._facts.setText("     ".join(facts))
        explain(self._facts, "; ".join(facts))  # there is no room for all of it beside much work
        self._make_room()

    def let_cancel(self, *, is_possible: bool) -> None:
        """Offer to cancel what runs, or not."""
        self._can_cancel = is_possible
        self.cancel.setVisible(is_possible and self.is_revealed)

    def show_work(self, title: str) -> None:
        """Show that *title* is being done, not before it takes a noticeable time; "" is nothing."""
        if not title:
            self.show_idle()
            return
        self._bar.show_fraction(0.0)
        call(self._bar, title)
        self._title.setText(f"{title} \u2026")
        if self._title.isHidden():
            self._patience.start()
        else:
            self._make_room()

    def show_progress(self, fraction: float, note: str = "") -> None:
        """Show that *fraction* (0..1) of the work is done; *note* says what is being done."""
        self._bar.show_fraction(fraction)
        if note:
            self._title.setText(f"{note[:1].upper()}{note[1:]} \u2026")
            self._make_room()

    def show_idle(self) -> None:
        """Show that nothing is running."""
        self._patience.stop()
        self._title.setText("")
        for widget in (self._title, self._bar, self.cancel):
            widget.hide()
        self._make_room()

    def _reveal(self) -> None:
        self._title.show()
        self._bar.show()
        self.cancel.setVisible(self._can_cancel)
        self._make_room()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave the facts out while what runs or is selected, in large text, needs their room."""
        taken = self._row.sizeHint().width()
        if self._facts.isHidden():
            taken += self._facts.sizeHint().width() + self._row.spacing()
        has_room = taken <= self.width()
        if has_room == self._facts.isHidden():
            self._facts.setVisible(has_room)

    def _request_cancel(self) -> None:
        self.cancel_requested.emit()
