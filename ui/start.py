"""Starts the app: the first frame, and then what is behind it.

Before the first paint only Qt and light modules of our own are imported. What makes the window
work, ``ui.app``, takes as long as the frame itself and comes right after it; the engine takes the
better part of a second and comes last, on a worker thread. What the person asks for in that second
is remembered and done as soon as it can be.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import PySide6
from PySide6.QtWidgets import QApplication

from ui.first_frame import FirstFrame
from ui.language import follow_language, tr
from ui.settings import SchemeChoice, settings_path
from ui.theme import STYLE, Scheme, load_typeface

EXIT_REFUSED = 2
_BROKEN_QT = "6.12.0"
_SAFE_PYTHON = (3, 12)


class Options(NamedTuple):
    """What was asked for on the command line."""

    files: tuple[Path, ...] = ()
    scheme: SchemeChoice | None = None
    tour: Path | None = None
    """Where the pictures of the tour go; None where none is taken."""


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window; return the exit code of the process.

    Without a display it says so and returns 2 instead of letting Qt abort.
    """
    options = _options(sys.argv[1:] if argv is None else argv)
    if options.tour:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    refusal = reason_to_refuse(os.environ)
    if refusal:
        sys.stderr.write(f"{refusal}\n")
        return EXIT_REFUSED
    app = _application()
    if options.tour:  # which leaves the settings alone
        frame = FirstFrame(app, None, options.scheme or SchemeChoice.LIGHT)
    else:
        frame = FirstFrame(app, settings_path(), options.scheme)
    frame.show()
    behind = _import_behind()
    code: int
    if options.tour:
        code = behind.take_tour(frame, options.tour)
    else:
        code = behind.run(frame, options.files)
    return code


def _import_behind() -> ModuleType:
    """Import what is behind the first frame, which must not be imported before it is painted."""
    return importlib.import_module("ui.app")


def _application() -> QApplication:
    app = QApplication([*sys.argv[:1], *STYLE])
    app.setApplicationName("rebalancer")
    app.setApplicationDisplayName("Rebalancer")
    load_typeface(app)
    follow_language(app)
    return app


def reason_to_refuse(environment: Mapping[str, str]) -> str:
    """Return why the window cannot be shown on this machine, or "" if it can."""
    if PySide6.__version__ == _BROKEN_QT and sys.version_info < _SAFE_PYTHON:
        return tr(
            "PySide6 {broken_qt} crashes on Python {version}. Install PySide6-Essentials 6.11.3, "
            "or use Python 3.12 or newer.",
            broken_qt=_BROKEN_QT,
            version=sys.version.split()[0],
        )
    shown = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not any(environment.get(name) for name in shown):
        return tr(
            "There is no display to show a window on (DISPLAY and WAYLAND_DISPLAY are not set). "
            "“rebalancer plan FILE” does the same job without a window."
        )
    return ""


def _options(argv: Sequence[str]) -> Options:
    """Return what *argv* asks for; where it is empty, no parser is made."""
    if not argv:
        return Options()
    found = _parser().parse_args(argv)
    scheme = SchemeChoice(found.scheme) if found.scheme else None
    return Options(files=tuple(found.files), scheme=scheme, tour=found.tour)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ui", description="From a brokerage file to a tax-aware trade list."
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="brokerage files")
    parser.add_argument("--scheme", choices=[each.value for each in Scheme])
    parser.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help="do the main job on the sample, off-screen, and save workbook and screenshots in DIR",
    )
    return parser
