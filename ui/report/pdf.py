"""Turns a document into the pages of a PDF file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from rebalancer.atomic import write_atomically
from rebalancer.progress import Progress, silent
from ui.language import tr
from ui.report.writer import Ink

DOTS = 96
"""Pixels to the inch that documents are laid out in."""
_PAGE = QSizeF(8.5 * DOTS, 11 * DOTS)
_MARGIN = 0.75 * DOTS
WIDTH = _PAGE.width() - 2 * _MARGIN
_HEIGHT = _PAGE.height() - 2 * _MARGIN - 0.25 * DOTS
_RESOLUTION = 1200
_PAINTED = 0.9
"""So much of a report is done when only the file has yet to be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on every page."""

    title: str
    creator: str
    footer: str


def write_pdf(
    path: Path, document: QTextDocument, paper: Paper, progress: Progress = silent
) -> int:
    """Write *document* to *path*; return the number of its pages.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
        Cancelled: *progress* says so, before anything is written.
    """
    content, pages = pdf_of(document, paper)
    progress(_PAINTED)
    write_atomically(path, _saving(content))
    return pages


def _saving(content: bytes) -> Callable[[BinaryIO], object]:
    return lambda stream: stream.write(content)


def pdf_of(document: QTextDocument, paper: Paper) -> tuple[bytes, int]:
    """Return *document* as the bytes of a PDF file, and the number of its pages."""
    document.setPageSize(QSizeF(WIDTH, _HEIGHT))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(paper.title)
    writer.setCreator(paper.creator)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.Letter),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    painter = QPainter(writer)
    painter.scale(_RESOLUTION / DOTS, _RESOLUTION / DOTS)
    count = document.pageCount()
    for page in range(count):
        if page:
            writer.newPage()
        _draw_page(painter, document, page)
        _draw_footer(painter, paper, tr("Page {page} of {count}", page=page + 1, count=count))
    painter.end()
    buffer.close()
    return bytes(buffer.data().data()), count


def _draw_page(painter: QPainter, document: QTextDocument, page: int) -> None:
    painter.save()
    painter.translate(_MARGIN, _MARGIN - page * _HEIGHT)
    seen = QRectF(0, page * _HEIGHT, WIDTH, _HEIGHT)
    painter.setClipRect(seen)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = seen
    document.documentLayout().draw(painter, context)
    painter.restore()


def _draw_footer(painter: QPainter, paper: Paper, number: str) -> None:
    style = Ink.SMALL.format
    painter.setFont(style.font())
    painter.setPen(style.foreground().color())
    baseline = _PAGE.height() - 0.5 * DOTS
    painter.drawText(round(_MARGIN), round(baseline), paper.footer)
    width = painter.fontMetrics().horizontalAdvance(number)
    painter.drawText(round(_PAGE.width() - _MARGIN - width), round(baseline), number)
