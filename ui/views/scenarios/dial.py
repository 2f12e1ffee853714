"""A figure of a scenario with its name, a slider, a field, and whose figure it is."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from rebalancer.simulate.driver import Driver, DriverUnit
from ui.language import tr
from ui.overriding import override
from ui.text_size import hold
from ui.widgets.fields import NumberField
from ui.widgets.pasting import pasted_block
from ui.widgets.share_slider import MarkedSlider
from ui.widgets.spoken import call, explain
from ui.widgets.text import Caption, PlainLabel

BOTH_WAYS = "QSlider::sub-page:horizontal { background: transparent; }"
"""A slider around zero has no filled side."""
FIELD_WIDTH = 100
PERCENT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a figure is shown, and how far the slider and the field reach.

    Attributes:
        factor: What is shown is the figure times this.
        step: Of the slider, as shown.
        low, high: Of the slider, as shown.
        limits: Of the field, as shown.
    """

    suffix: str
    factor: float
    step: float
    low: float
    high: float
    limits: tuple[float, float]
    decimals: int


_UNITS = {
    DriverUnit.SHARE: ("\u202f%", PERCENT, 1.0, 1),
    DriverUnit.RETURN: ("\u202f%", PERCENT, 1.0, 1),
    DriverUnit.PER_YEAR: ("\u202f%", PERCENT, 0.25, 2),
    DriverUnit.POINTS: (tr(" points"), PERCENT, 0.05, 2),
    DriverUnit.MULTIPLE: ("x", 1.0, 0.5, 1),
    DriverUnit.YEARS: (tr(" years"), 1.0, 0.5, 1),
}
"""By unit: suffix, factor, step of the slider, decimals of the field."""


def scale_of(driver: Driver) -> Scale:
    """Return how *driver* is shown."""
    suffix, factor, step, decimals = _UNITS[driver.unit]
    low, high = driver.low * factor, driver.high * factor
    return Scale(
        suffix=suffix,
        factor=factor,
        step=step,
        low=low,
        high=high,
        limits=(low, high),
        decimals=decimals,
    )


class ElidedCaption(Caption):
    """A caption on one line; what does not fit is in its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, wraps=False)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_whole(self, text: str) -> None:
        """Say *text*, as much of it as there is room for."""
        self._whole = text
        explain(self, text)
        self._elide()

    @property
    def whole(self) -> str:
        """All of the text."""
        return self._whole

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class DialField(NumberField):
    """A number; a column of numbers may be pasted, for this one and those below it."""

    block_pasted = Signal(str)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        block = pasted_block(event)
        if block:
            self.block_pasted.emit(block)
            event.accept()
        else:
            super().keyPressEvent(event)


class Dial(QWidget):
    """A number with its name, a slider and a field; the mark is what the scenario says."""

    changed = Signal()
    """The person has moved it."""

    def __init__(self, name: str, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._title = PlainLabel(name, wraps=True)
        self.slider = MarkedSlider()
        call(self.slider, name)
        self.slider.setStyleSheet(BOTH_WAYS)
        self.field = DialField(name)
        hold(self.field, width=FIELD_WIDTH)
        self.note = ElidedCaption()
        self.note.setVisible(False)
        self._is_updating = False
        self.set_scale(scale)
        self._lay_out()
        self.slider.valueChanged.connect(self._take_slider)
        self.field.valueChanged.connect(self._take_field)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, 1)
        top.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.slider)
        column.addWidget(self.note)

    def set_name(self, name: str) -> None:
        """Be the dial of another figure."""
        self.name = name
        self._title.setText(name)
        for part in (self.slider, self.field):
            call(part, name)

    def set_scale(self, scale: Scale) -> None:
        """Say how the figure is shown, and how far slider and field reach."""
        self._is_updating = True
        self._scale = scale
        self.slider.setRange(round(scale.low / scale.step), round(scale.high / scale.step))
        self.field.setDecimals(scale.decimals)
        self.field.setSuffix(scale.suffix)
        self.field.setRange(*scale.limits)
        self.field.setSingleStep(scale.step)
        self._is_updating = False

    def put_away(self) -> None:
        """Be out of sight: what is still being typed, which Qt takes at that, is for nobody."""
        self._is_updating = True
        self.hide()
        self._is_updating = False

    def set_note(self, text: str) -> None:
        """Say in small whose figure it is."""
        self.note.set_whole(text)
        self.note.setVisible(bool(text))

    @property
    def value(self) -> float:
        """The figure as it stands, to the decimals that are shown."""
        return round(self.field.value() / self._scale.factor, 6)

    def set_value(self, value: float, mark: float) -> None:
        """Show *value*, and *mark* on the track, without telling anybody."""
        self._is_updating = True
        self.field.setValue(value * self._scale.factor)
        self.slider.setValue(self._place(value))
        self.slider.set_mark(self._place(mark))
        self._is_updating = False

    def _place(self, value: float) -> int:
        return round(value * self._scale.factor / self._scale.step)

    def _take_slider(self, place: int) -> None:
        if not self._is_updating:
            self._is_updating = True
            self.field.setValue(place * self._scale.step)
            self._is_updating = False
            self.changed.emit()

    def _take_field(self) -> None:
        if not self._is_updating:
            self._is_updating = True
            self.slider.setValue(self._place(self.value))
            self._is_updating = False
            self.changed.emit()
