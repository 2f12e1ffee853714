"""Taking out of a layout what is in it."""

from PySide6.QtWidgets import QAbstractSpinBox, QLayout


def clear_layout(layout: QLayout) -> None:
    """Remove and delete every widget in *layout*; they are gone from the screen at once.

    A number that is still being typed, which Qt takes when its field is hidden, is for nobody.
    """
    while layout.count():
        item = layout.takeAt(0)
        widget = None if item is None else item.widget()
        if widget is not None:
            for each in (widget, *widget.findChildren(QAbstractSpinBox)):
                each.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            widget.hide()
            widget.deleteLater()
