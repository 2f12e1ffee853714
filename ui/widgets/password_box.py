"""A box that asks for a password: once to open something, twice to close it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.language import tr
from ui.text_size import size_box
from ui.widgets.button import Button, Loudness
from ui.widgets.paragraph import Paragraph
from ui.widgets.spoken import allow, call
from ui.widgets.text import Caption, Heading

_WIDTH = 460
_EDGE = 24


class PasswordBox(QDialog):
    """Asks for a password; a new one is typed twice.

    Attributes:
        password: Where it is typed.
        again: Where a new one is typed once more; else None.
        button: Goes on with it.
    """

    typed = Signal(str)
    """The password."""

    def __init__(
        self,
        title: str,
        words: str,
        act: str,
        shortest: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shortest = shortest
        self.setWindowTitle(title)
        self.password = _field(tr("Password"))
        self.again = _field(tr("The same password again")) if shortest else None
        self.button = Button(act, Loudness.PRIMARY)
        self._why = Caption()
        self.button.clicked.connect(self._go_on)
        self._lay_out(title, words)
        for field in filter(None, (self.password, self.again)):
            field.textChanged.connect(self._check)
        self._check()
        size_box(self, _WIDTH)

    def _lay_out(self, title: str, words: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 24, _EDGE, 16)
        column.setSpacing(12)
        column.addWidget(Heading(title))
        column.addWidget(Paragraph(words, _WIDTH - 2 * _EDGE))
        form = QFormLayout()
        form.addRow(tr("Password"), self.password)
        if self.again is not None:
            form.addRow(tr("Again"), self.again)
        column.addLayout(form)
        column.addWidget(self._why)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.button.setDefault(True)  # once it is in the box: Enter would be Cancel otherwise

    def _check(self) -> None:
        reason = self._why_not()
        allow(self.button, reason)
        self._why.setText(reason)

    def _why_not(self) -> str:
        """Return what is still missing, or ""."""
        text = self.password.text()
        if not text:
            return tr("Type the password.")
        if len(text) < self._shortest:
            return tr("A password needs {shortest} characters or more.", shortest=self._shortest)
        if self.again is not None and self.again.text() != text:
            return tr("Type the same password again.")
        return ""

    def _go_on(self) -> None:
        self.accept()
        self.typed.emit(self.password.text())


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    call(field, name)
    return field
