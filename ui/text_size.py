"""How large text is, and sizes in pixels that follow it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

NORMAL: Final = 100
TEXT_SIZES: Final = (NORMAL, 125, 150, 200)
"""What a person may choose, in per cent of the usual size."""
_PERCENT = "text_percent"
_HELD = "held_sizes"
_EDGES = QSize(32, 64)
"""Pixels of the screen that stay free for the frame of a box and its title."""
_FOLLOW: Final = "follow_text_size"
"""A method of a widget that has more to do than to grow when text does."""


def text_percent() -> int:
    """Return the size of text in use, in per cent of the usual one."""
    app = QApplication.instance()
    percent = app.property(_PERCENT) if app is not None else None
    return percent if isinstance(percent, int) else NORMAL


def scaled(pixels: float) -> int:
    """Return how many pixels are to be used where text of the usual size takes *pixels*."""
    return round(pixels * text_percent() / NORMAL)


def hold(
    widget: QWidget,
    *,
    width: int | None = None,
    height: int | None = None,
    least_width: int | None = None,
    least_height: int | None = None,
) -> None:
    """Give *widget* a fixed or a least size, in pixels at the usual size of text.

    It grows with the text; a size that is not given stays as it is.
    """
    given = (width, height, least_width, least_height)
    before: list[int | None] = widget.property(_HELD) or [None] * len(given)
    pairs = zip(given, before, strict=True)
    sizes = [old if new is None else new for new, old in pairs]
    widget.setProperty(_HELD, sizes)
    _size(widget, sizes)


def room_for(box: QWidget) -> QSize:
    """Return how large *box*, a window of its own, may be on its screen."""
    return box.screen().availableSize() - _EDGES


def size_box(box: QWidget, width: int, height: int = 0) -> None:
    """Make *box* so large, in pixels at the usual size of text; as high as it needs for 0.

    It is never larger than its screen.
    """
    box.ensurePolished()
    wanted = QSize(scaled(width), scaled(height) or box.sizeHint().height())
    box.resize(wanted.expandedTo(box.minimumSizeHint()).boundedTo(room_for(box)))


def change_text_size(app: QApplication, percent: int) -> None:
    """Let *app* know that text is *percent* of its usual size from now on."""
    app.setProperty(_PERCENT, percent)


def fit_text_size(widget: QWidget) -> None:
    """Fit *widget* to the size of text in use."""
    sizes = widget.property(_HELD)
    if sizes is not None:
        _size(widget, sizes)
    follow: Callable[[], None] | None = getattr(widget, _FOLLOW, None)
    if follow is not None:
        follow()


def _size(widget: QWidget, sizes: list[int | None]) -> None:
    setters = (
        widget.setFixedWidth,
        widget.setFixedHeight,
        widget.setMinimumWidth,
        widget.setMinimumHeight,
    )
    for setter, pixels in zip(setters, sizes, strict=True):
        if pixels is not None:
            setter(scaled(pixels))
