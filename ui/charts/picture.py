"""What a chart shows, drawn anywhere else: on an image, or into a file of vectors."""

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QGraphicsView,
    QLabel,
    QStyle,
    QStyleOption,
    QStyleOptionToolButton,
    QToolButton,
    QWidget,
)


def draw(paper: QWidget, painter: QPainter) -> None:
    """Draw *paper*, with the axes, series and legend on it.

    Qt itself would first lay out all that waits for it in the whole window, which takes longer than
    a chart does; that is left to where the paper is out of sight and may have no size yet.
    """
    if not paper.isVisible():
        paper.render(painter, QPoint())
        return
    for part in paper.findChildren(QWidget):
        if part.isVisible():
            painter.save()
            painter.translate(part.mapTo(paper, QPoint()))
            painter.setFont(part.font())
            _draw_part(part, painter)
            painter.restore()


def _draw_part(part: QWidget, painter: QPainter) -> None:
    if isinstance(part, QToolButton):
        _draw_button(part, painter)
    elif isinstance(part, QGraphicsView):
        area = part.viewport().rect()
        part.render(painter, QRectF(area), area)
    elif isinstance(part, QLabel):
        _draw_label(part, painter)


def _draw_button(button: QToolButton, painter: QPainter) -> None:
    option = QStyleOptionToolButton()
    button.initStyleOption(option)
    painter.setLayoutDirection(button.layoutDirection())
    control = QStyle.ComplexControl.CC_ToolButton
    button.style().drawComplexControl(control, option, painter, button)


def _draw_label(label: QLabel, painter: QPainter) -> None:
    option = QStyleOption()
    option.initFrom(label)
    wraps = QtCore.Qt.TextFlag.TextWordWrap if label.wordWrap() else 0
    label.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, label)
    label.style().drawItemText(
        painter,
        label.contentsRect(),
        label.alignment() | wraps,
        label.palette(),
        label.isEnabled(),
        label.text(),
        label.foregroundRole(),
    )
