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
    for button in paper.findChildren(QToolButton):
        if button.isVisible():
            _draw_button(button, _place_in(paper, button), painter)
    for canvas in paper.findChildren(QGraphicsView):
        if canvas.isVisible():
            _draw_canvas(canvas, _place_in(paper, canvas), painter)
    for label in paper.findChildren(QLabel):
        if label.isVisible():
            _draw_label(label, _place_in(paper, label), painter)


def _place_in(paper: QWidget, widget: QWidget) -> QPoint:
    return widget.mapTo(paper, QPoint())


def _draw_button(button: QToolButton, place: QPoint, painter: QPainter) -> None:
    option = QStyleOptionToolButton()
    button.initStyleOption(option)
    painter.save()
    painter.translate(place)
    painter.setFont(button.font())
    painter.setLayoutDirection(button.layoutDirection())
    control = QStyle.ComplexControl.CC_ToolButton
    button.style().drawComplexControl(control, option, painter, button)
    painter.restore()


def _draw_canvas(canvas: QGraphicsView, place: QPoint, painter: QPainter) -> None:
    area = canvas.viewport().rect()
    painter.save()
    canvas.render(painter, QRectF(area.translated(place)), area)
    painter.restore()


def _draw_label(label: QLabel, place: QPoint, painter: QPainter) -> None:
    option = QStyleOption()
    option.initFrom(label)
    wraps = QtCore.Qt.TextFlag.TextWordWrap if label.wordWrap() else 0
    painter.save()
    painter.translate(place)
    painter.setFont(label.font())
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
    painter.restore()
