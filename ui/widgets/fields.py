"""Fields for shares and amounts; a wheel turned over a page scrolls the page, not the field."""

from decimal import Decimal

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from ui.language import tr
from ui.overriding import override
from ui.privacy import PRIVACY
from ui.text_size import hold
from ui.widgets.number_line import NumberLine, as_meant
from ui.widgets.roles import tell_anew
from ui.widgets.spoken import allow, call
from ui.widgets.text import PlainLabel

LARGEST_AMOUNT = 1e12
SWITCHED_OFF = tr("The limit is off: switch it on first.")
_PERCENT_WIDTH = 92
_MONEY_WIDTH = 112
LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
"""Numbers are shown as everywhere else: ``1,284,310.50``; the keys mean what they mean at home."""


class NumberField(QDoubleSpinBox):
    """A number that changes on Enter, on leaving and by its arrows, never while it is typed.

    Attributes:
        hides_value: Whether it is an amount, and amounts are hidden.
    """

    hides_value = False

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = NumberLine()
        self._line.setAcceptDrops(False)  # a file dropped on a field is for the window
        self.setLineEdit(self._line)
        call(self, name)
        self.setLocale(LOCALE)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._line.paste_number()
        else:
            super().keyPressEvent(as_meant(event, QLocale()))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self._line.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paste = menu.findChild(QAction, "edit-paste")
        if isinstance(paste, QAction):
            paste.triggered.disconnect()
            paste.triggered.connect(self._paste)
        menu.popup(event.globalPos())

    def _paste(self) -> None:
        self._line.paste_number()

    @override
    def setPrefix(self, prefix: str, /) -> None:
        super().setPrefix(prefix)
        self.follow_privacy()

    def follow_privacy(self) -> None:
        """Hide an amount, and how long it is, or show it again; sizes of companies stay."""
        is_amount = self.prefix() == "$" and not self.suffix()
        if self.hides_value is (PRIVACY.is_on and is_amount):
            return
        self.hides_value = not self.hides_value
        modes = QLineEdit.EchoMode
        self.lineEdit().setEchoMode(modes.NoEcho if self.hides_value else modes.Normal)
        tell_anew(self)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class PercentField(NumberField):
    """A share of 0..1, shown as a percentage with one decimal."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setDecimals(1)
        self.setSingleStep(0.5)
        self.setRange(0.0, 100.0)
        self.setSuffix("\u202f%")
        hold(self, width=_PERCENT_WIDTH)

    @property
    def share(self) -> float:
        """The share, 0..1."""
        return round(self.value() / 100, 6)

    def set_share(self, share: float) -> None:
        """Show *share* (0..1)."""
        self.setValue(share * 100)


class MoneyField(NumberField):
    """An amount in USD; cents are shown where there are any."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setDecimals(2)
        self.setSingleStep(500.0)
        self.setRange(0.0, LARGEST_AMOUNT)
        self.setPrefix("$")
        hold(self, width=_MONEY_WIDTH)
        self.setGroupSeparatorShown(True)

    @property
    def amount(self) -> Decimal:
        """The amount in USD."""
        return Decimal(f"{self.value():.2f}").normalize() + Decimal(0)

    def set_amount(self, amount: Decimal) -> None:
        """Show *amount*."""
        self.setValue(float(amount))

    @override
    def textFromValue(self, value: float, /) -> str:
        decimals = 0 if value == int(value) else 2
        return LOCALE.toString(value, "f", decimals)


class SwitchedField(QWidget):
    """A limit that may be switched off.

    Attributes:
        switch: Says what is limited.
        field: How much; keeps its value while the limit is off.
    """

    changed = Signal(object)
    """The limit, or None while it is switched off."""

    def __init__(self, text: str, field: NumberField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = QCheckBox(text)
        self._number = field
        self._is_updating = False
        allow(field, SWITCHED_OFF)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.switch, 1)
        row.addWidget(field)
        self.switch.toggled.connect(self._tell)
        field.valueChanged.connect(self._tell)

    def limit(self) -> object:
        """Return the limit, or None while it is switched off."""
        raise NotImplementedError

    def _switch(self, *, is_on: bool) -> None:
        self._is_updating = True
        self.switch.setChecked(is_on)
        allow(self._number, "" if is_on else SWITCHED_OFF)
        self._is_updating = False

    def _tell(self) -> None:
        if not self._is_updating:
            allow(self._number, "" if self.switch.isChecked() else SWITCHED_OFF)
            self.changed.emit(self.limit())


class OptionalMoney(SwitchedField):
    """A limit in USD that may be switched off; it is sent as a ``Decimal``."""

    def __init__(self, text: str, first: Decimal, parent: QWidget | None = None) -> None:
        self.field = MoneyField(text)
        self.field.set_amount(first)
        super().__init__(text, self.field, parent)

    @property
    def amount(self) -> Decimal | None:
        """The limit, or None while it is switched off."""
        return self.field.amount if self.switch.isChecked() else None

    @override
    def limit(self) -> Decimal | None:
        return self.amount

    def set_amount(self, amount: Decimal | None) -> None:
        """Show *amount*; None switches the limit off and keeps the field as it was."""
        self._switch(is_on=amount is not None)
        if amount is not None:
            with QSignalBlocker(self.field):
                self.field.set_amount(amount)


class OptionalShare(SwitchedField):
    """A limit on a share that may be switched off; it is sent as a float, 0..1."""

    def __init__(self, text: str, first: float, parent: QWidget | None = None) -> None:
        self.field = PercentField(text)
        self.field.set_share(first)
        super().__init__(text, self.field, parent)

    @property
    def share(self) -> float | None:
        """The limit (0..1), or None while it is switched off."""
        return self.field.share if self.switch.isChecked() else None

    @override
    def limit(self) -> float | None:
        return self.share

    def set_share(self, share: float | None) -> None:
        """Show *share*; None switches the limit off and keeps the field as it was."""
        self._switch(is_on=share is not None)
        if share is not None:
            with QSignalBlocker(self.field):
                self.field.set_share(share)


class PointsField(NumberField):
    """Basis points, with one decimal."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setDecimals(1)
        self.setRange(0.0, 1000.0)
        self.setSuffix(tr(" bp"))
        hold(self, width=_PERCENT_WIDTH)


class DaysField(NumberField):
    """Whole days, at most a year of them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setDecimals(0)
        self.setRange(0.0, 366.0)
        self.setSuffix(tr(" days"))
        hold(self, width=_MONEY_WIDTH)


class ChoiceField(QComboBox):
    """A few choices, each a title and the value it stands for."""

    chosen = Signal(object)
    """The value of the choice that the person made."""

    def __init__(
        self, name: str, choices: tuple[tuple[str, object], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        call(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._values: tuple[object, ...] = ()
        self.set_choices(choices)
        self.activated.connect(self._choose)

    def set_choices(self, choices: tuple[tuple[str, object], ...]) -> None:
        """Offer *choices*; what was chosen stays so where it still can, else the first is."""
        before = self._values[self.currentIndex()] if self._values else None
        self._values = tuple(value for _, value in choices)
        self.clear()
        self.addItems([title for title, _ in choices])
        self.setCurrentIndex(self._values.index(before) if before in self._values else 0)

    def set_value(self, value: object) -> None:
        """Show the choice that stands for *value*."""
        self.setCurrentIndex(self._values.index(value))

    @property
    def value(self) -> object:
        """The value of the choice that is shown."""
        return self._values[self.currentIndex()]

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _choose(self, number: int) -> None:
        self.chosen.emit(self._values[number])


def labelled(name: str, field: QWidget) -> QWidget:
    """Return *field* with its *name* to the left, as its buddy."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    label = PlainLabel(name, wraps=True)
    label.setBuddy(field)
    row.addWidget(label, 1)
    row.addWidget(field)
    return line
