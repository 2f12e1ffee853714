"""A card that can be folded: what it says in short stays in sight."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.widgets.card import SPACING, Card
from ui.widgets.spoken import call, describe

_BUTTON = 24


class FoldingCard(Card):
    """A card with an arrow that shows or hides its ``body``.

    Attributes:
        arrow: Checked while the card is open; a click anywhere on the head does the same.
    """

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        parent: QWidget | None = None,
        *,
        is_open: bool = True,
    ) -> None:
        self.arrow = QToolButton()
        self._inside = QWidget()
        self._name = title
        self._said = subtitle
        self._short = ""
        super().__init__(title, subtitle, parent)
        self.body.addWidget(self._inside)
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACING)
        self.arrow.setProperty("kind", "fold")
        hold(self.arrow, width=_BUTTON, height=_BUTTON)
        self.arrow.setCheckable(True)
        self.arrow.setChecked(is_open)
        self.arrow.toggled.connect(self._follow)
        self.corner.addWidget(self.arrow)
        self.corner.setAlignment(self.arrow, Qt.AlignmentFlag.AlignTop)
        self._follow()

    @property
    def is_open(self) -> bool:
        """Whether the body is shown."""
        return self.arrow.isChecked()

    def unfold(self) -> None:
        """Show the body."""
        self.arrow.setChecked(True)

    def set_short(self, text: str) -> None:
        """Say *text* in small while the card is folded."""
        self._short = text
        self._follow()

    def _follow(self) -> None:
        is_open = self.is_open
        self._inside.setVisible(is_open)
        self.set_subtitle(self._said if is_open else self._short)
        call(
            self.arrow,
            tr("Fold {name}", name=self._name) if is_open else tr("Unfold {name}", name=self._name),
        )
        describe(self.arrow, "" if is_open else self._short)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        head = self._inside.y() if self.is_open else self.height()
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() < head:
            self.arrow.toggle()
        else:
            super().mousePressEvent(event)
