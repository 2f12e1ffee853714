"""A bound on a share of the household: a switch, a slider with today's share marked, a field."""

from enum import StrEnum

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

from ui.language import tr
from ui.overriding import override
from ui.widgets.fields import SWITCHED_OFF, PercentField
from ui.widgets.remark import Remark
from ui.widgets.spoken import allow, call

STEP = 0.005
"""The slider moves by half a percentage point; the field is exact to a tenth."""
_MARK_WIDTH = 2
_MARK_HEIGHT = 20


class Bound(StrEnum):
    """Which side of the share is bounded."""

    AT_MOST = tr("at most")
    AT_LEAST = tr("at least")


class MarkedSlider(QSlider):
    """A slider with a mark on its track where things are today."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._mark: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_mark(self, value: int | None) -> None:
        """Mark *value* on the track; None marks nothing."""
        self._mark = value
        self.update()

    def mark_rect(self) -> QRect:
        """Return where the mark is painted; empty while there is none."""
        if self._mark is None:
            return QRect()
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        control = QStyle.ComplexControl.CC_Slider
        groove = self.style().subControlRect(
            control, option, QStyle.SubControl.SC_SliderGroove, self
        )
        handle = self.style().subControlRect(
            control, option, QStyle.SubControl.SC_SliderHandle, self
        )
        place = QStyle.sliderPositionFromValue(
            self.minimum(), self.maximum(), self._mark, groove.width() - handle.width()
        )
        x = groove.left() + place + handle.width() // 2 - _MARK_WIDTH // 2
        return QRect(x, groove.center().y() - _MARK_HEIGHT // 2, _MARK_WIDTH, _MARK_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        mark = self.mark_rect()
        if not mark.isEmpty():
            painter = QPainter(self)
            painter.fillRect(mark, self.palette().color(QPalette.ColorRole.WindowText))
            painter.end()
        super().paintEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class DraggedShare(QObject):
    """A slider and a field that always show the same share.

    Attributes:
        slider, field: To be placed wherever they belong.
    """

    tried = Signal(object)
    """The share (0..1) that the slider is being dragged over."""
    changed = Signal(object)
    """The share (0..1) that was typed, stepped to, or let go of."""

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.slider = MarkedSlider()
        self.field = PercentField(name)
        self._is_updating = False
        self.slider.setRange(0, round(1 / STEP))
        self.slider.setPageStep(10)
        call(self.slider, name)
        self.slider.valueChanged.connect(self._take_slider)
        self.slider.sliderReleased.connect(self._let_go)
        self.field.valueChanged.connect(self._take_field)

    @property
    def share(self) -> float:
        """The share, 0..1."""
        return self.field.share

    def set_share(self, share: float) -> None:
        """Show *share* (0..1); a slider that is being dragged stays where it is."""
        if self.slider.isSliderDown():
            return
        self._is_updating = True
        self.slider.setValue(round(share / STEP))
        self.field.set_share(share)
        self._is_updating = False

    def enable(self, *, is_on: bool) -> None:
        """Let both be used, or none."""
        for part in (self.slider, self.field):
            allow(part, "" if is_on else SWITCHED_OFF)

    def _take_slider(self, value: int) -> None:
        if self._is_updating:
            return
        self._is_updating = True
        self.field.set_share(round(value * STEP, 6))
        self._is_updating = False
        (self.tried if self.slider.isSliderDown() else self.changed).emit(self.share)

    def _let_go(self) -> None:
        self.changed.emit(self.share)

    def _take_field(self) -> None:
        if not self._is_updating:
            self.set_share(self.field.share)
            self.changed.emit(self.share)


class ShareSlider(QWidget):
    """One bound: its switch says what is bounded, the mark and the caption where it is today."""

    changed = Signal(object)
    """The share (0..1) as a float, or None when the bound was switched off."""
    tried = Signal(object)
    """The share (0..1) as a float that the slider is being dragged over."""

    def __init__(
        self, title: str, bound: Bound, first: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        name = f"{title} {bound.value}"
        call(self, name)
        self.switch = QCheckBox(name)
        self._pair = DraggedShare(name, self)
        self.slider, self.field = self._pair.slider, self._pair.field
        self._now = Remark()
        self._is_updating = False
        self._lay_out()
        self._pair.set_share(first)
        self._pair.enable(is_on=False)
        self.switch.toggled.connect(self._take_switch)
        self._pair.changed.connect(self.changed)
        self._pair.tried.connect(self.tried)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.switch, 1)
        top.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.slider)
        column.addWidget(self._now)

    @property
    def share(self) -> float | None:
        """The bound (0..1), or None while it is switched off."""
        return self._pair.share if self.switch.isChecked() else None

    def set_share(self, share: float | None) -> None:
        """Show *share* (0..1); None switches the bound off and keeps its place."""
        self._is_updating = True
        self.switch.setChecked(share is not None)
        self._pair.enable(is_on=share is not None)
        self._is_updating = False
        if share is not None:
            self._pair.set_share(share)

    def set_now(self, share: float | None, text: str = "", explanation: str = "") -> None:
        """Mark today's *share* (0..1) on the track, with *text* below, and how it was computed."""
        self.slider.set_mark(None if share is None else round(share / STEP))
        self._now.show_remark(text, explanation)

    @property
    def now(self) -> str:
        """What is said about today."""
        return self._now.text()

    def _take_switch(self, is_on: bool) -> None:  # noqa: FBT001 - Qt calls it so
        if not self._is_updating:
            self._pair.enable(is_on=is_on)
            self.changed.emit(self.share)
