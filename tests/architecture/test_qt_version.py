"""PySide6 6.12.0 aborts on Python 3.11 after some thousand painted lines: every void method
takes one reference from None until it is gone."""

import sys
import tomllib

from PySide6.QtGui import QImage, QPainter, QPen

from tests.architecture.tree import ROOT


def test_painting_takes_no_reference_from_none() -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pen = QPen()
    before = sys.getrefcount(None)

    for _ in range(500):
        painter.setPen(pen)

    after = sys.getrefcount(None)
    painter.end()
    assert after - before > -50


def test_qt_is_pinned_exactly() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]

    pins = [each for each in wanted if each.lower().startswith("pyside6")]
    assert pins == ["PySide6-Essentials==6.11.3"]
