"""A chart as a file: PNG and SVG to look at, CSV to go on working with."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from rebalancer.atomic import write_atomically
from ui.charts.picture import draw
from ui.charts.scale import Unit
from ui.format import UNKNOWN

Cell = str | float | None
SHARPNESS = 2.0
"""Pixels per point of a PNG, so that it can be printed."""
_MOST_PIXELS = 1_500_000
"""Of a PNG; sharp across a page, and written before anybody waits for it."""
_COMPRESSION = 20
"""Of 100: the window waits for the file, which is a little larger for it and there much sooner."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTable:
    """The figures behind a chart, as text for a person or a spreadsheet."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """Numbers stay numbers, unrounded; text is text; None is unknown."""
    units: tuple[Unit, ...]
    """How the numbers of each column read on the screen."""

    def text(self, column: int, cell: Cell) -> str:
        """Return *cell* as it reads on the screen."""
        if cell is None:
            return UNKNOWN
        return cell if isinstance(cell, str) else self.units[column].exact(cell)


def as_file(
    paper: QWidget, title: str, table: Callable[[], ChartTable], path: Path
) -> Callable[[], None]:
    """Return what writes to *path* what *paper* shows now, or for CSV its *table*."""
    match path.suffix.lower():
        case ".csv":
            return partial(save_csv, table(), path)
        case ".svg":
            return partial(save_svg, vectors_of(paper, title), path)
        case _:
            return partial(save_png, picture_of(paper), path)


def picture_of(widget: QWidget) -> QImage:
    """Return what *widget* shows, sharp enough for a page."""
    points = max(1, widget.width() * widget.height())
    sharpness = min(SHARPNESS, (_MOST_PIXELS / points) ** 0.5)
    image = QImage(widget.size() * sharpness, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(sharpness)
    image.fill(widget.palette().base().color())
    painter = QPainter(image)
    draw(widget, painter)
    painter.end()
    return image


def vectors_of(widget: QWidget, title: str) -> bytes:
    """Return what *widget* shows as vectors."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(title)
    generator.setSize(QSize(widget.width(), widget.height()))
    generator.setViewBox(widget.rect())
    painter = QPainter(generator)
    painter.fillRect(widget.rect(), widget.palette().base())
    draw(widget, painter)
    painter.end()
    return bytes(buffer.data().data())


def save_png(picture: QImage, path: Path) -> None:
    """Write *picture* to *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    buffer = QBuffer()
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setCompression(_COMPRESSION)
    writer.write(picture)
    _save(bytes(buffer.data().data()), path)


def save_svg(vectors: bytes, path: Path) -> None:
    """Write *vectors* to *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    _save(vectors, path)


def save_csv(table: ChartTable, path: Path) -> None:
    """Write *table* to *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    _save(as_csv(table).encode("utf-8-sig", errors="replace"), path)


def _save(content: bytes, path: Path) -> None:
    write_atomically(path, lambda stream: stream.write(content))


def as_csv(table: ChartTable) -> str:
    """Return *table* as comma-separated text that no spreadsheet takes for a formula."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_harmless(cell) for cell in table.headers])
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    return (
        f"'{cell}"
        if isinstance(cell, str) and cell.lstrip(" \n").startswith(_FORMULA_STARTS)
        else cell
    )
