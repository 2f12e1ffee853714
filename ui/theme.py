"""Two palettes of our own, light and dark, the stylesheet made from them, and the typeface."""

import re
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QDir, QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from resources import FOLDER
from ui.dressing import Dressing, Steps
from ui.text_size import NORMAL, change_text_size, fit_text_size, text_percent

TYPEFACE = "Inter"
STYLE = ("-style", "fusion")
"""Arguments for ``QApplication``; setting the style later costs time before the first paint."""
TEXT_SIZE = 10.0
"""Points of running text; headings and captions are sized against it in the stylesheet."""
_LENGTH = re.compile(r"\b(\d+(?:\.\d+)?)(pt|lp|sp)\b")
_LARGE_ENOUGH = 150
_FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")


class Scheme(StrEnum):
    """Which palette is in use."""

    LIGHT = "light"
    DARK = "dark"


class Colors(NamedTuple):
    """Every colour of the app by its role, as ``#rrggbb``.

    Text roles have a contrast of at least 4.5 on ``window``, ``surface``, ``sunken``, ``hover`` and
    ``selected``, outlines and graphics at least 3. What cannot be used is written in ``muted``,
    which can be read as well: it says why. Before and after, loss and gain are told apart by blue
    and orange, never by red and green.
    """

    window: str
    surface: str
    """Cards, tables, charts."""
    sunken: str
    """Alternate rows, tracks of sliders, the rail."""
    line: str
    """Hairlines and grid: decoration, never the only sign of anything."""
    edge: str
    """Outlines of what can be operated: fields, boxes, buttons."""
    hover: str
    """Behind what the pointer is on."""
    selected: str
    """Behind what is chosen; carries ``text``."""
    text: str
    muted: str
    """Secondary text."""
    accent: str
    on_accent: str
    before: str
    after: str
    warning: str
    error: str
    series: tuple[str, ...]
    """Categorical colours, told apart by colour-blind people too."""


LIGHT = Colors(
    window="#f4f5f7",
    surface="#ffffff",
    sunken="#eceef1",
    line="#d5d9df",
    edge="#788392",
    hover="#e6ebf2",
    selected="#dde9f6",
    text="#1a1f27",
    muted="#566070",
    accent="#1f5fa8",
    on_accent="#ffffff",
    before="#1f5fa8",
    after="#a64d08",
    warning="#805300",
    error="#a82a1e",
    series=("#1f5fa8", "#a64d08", "#2a7f7f", "#7a4fa3", "#8a6d1b", "#5c6675", "#a23b6b", "#4f7f2a"),
)
DARK = Colors(
    window="#14171c",
    surface="#1c2027",
    sunken="#252a33",
    line="#3a414d",
    edge="#7f8a99",
    hover="#2a313c",
    selected="#1f3854",
    text="#e8ebf0",
    muted="#a3adbb",
    accent="#6aa7ea",
    on_accent="#0d1116",
    before="#6aa7ea",
    after="#f0a04b",
    warning="#e5b94e",
    error="#f08a80",
    series=("#6aa7ea", "#f0a04b", "#5cc0b9", "#b794e0", "#d3b657", "#a3adbb", "#e58bb3", "#97c46a"),
)
_COLORS = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK}


class Theme(QObject):
    """The palette in use; whoever paints by hand listens to ``changed``."""

    changed = Signal()

    def __init__(self, scheme: Scheme = Scheme.LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scheme = scheme
        self.dressing = Dressing(fit_text_size, self)
        self._sheet = ""

    @property
    def colors(self) -> Colors:
        """The colours in use."""
        return _COLORS[self.scheme]

    def apply(self, app: QApplication, scheme: Scheme, percent: int = NORMAL) -> None:
        """Switch the whole application, which uses the Fusion style, to *scheme* at once.

        Text is *percent* of its usual size.
        """
        self.change(app, scheme, percent)
        self.dressing.finish()

    def change(self, app: QApplication, scheme: Scheme, percent: int = NORMAL) -> None:
        """Switch as ``apply`` does, bit by bit, while the window goes on."""
        self.scheme = scheme
        change_text_size(app, percent)
        sheet = stylesheet(scheme, percent)

        def switch() -> Steps:
            app.setStyleSheet("")  # Qt takes five times as long to replace one sheet by another
            try:
                yield
                app.setPalette(_palette(self.colors))
                _size_font(app)
                yield
            finally:  # nothing is shown without a style sheet
                app.setStyleSheet(sheet)

        worn = self._sheet if self.dressing.is_going_on else app.styleSheet()
        self._sheet = sheet
        if worn != sheet:  # setting it again would lay out every widget again
            self.dressing.begin(app, switch, self.changed.emit)
        else:
            self.changed.emit()


def load_typeface(app: QApplication) -> None:
    """Give *app* the typeface that ships with it, with figures of one width.

    Where the files cannot be read the system's own typeface stays.
    """
    files = [str(FOLDER / "fonts" / name) for name in _FONT_FILES]
    refused = -1 in [QFontDatabase.addApplicationFont(each) for each in files]
    font = app.font() if refused else QFont(TYPEFACE)
    font.setPointSizeF(TEXT_SIZE * text_percent() / NORMAL)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in ("tnum", "ss03", "calt"):
        font.setFeature(QFont.Tag(feature), 1)
    app.setFont(font)


def _size_font(app: QApplication) -> None:
    font, size = app.font(), TEXT_SIZE * text_percent() / NORMAL
    if font.pointSizeF() != size:  # Qt would measure every text again
        font.setPointSizeF(size)
        app.setFont(font)


def stylesheet(scheme: Scheme, percent: int = NORMAL) -> str:
    """Return the stylesheet with every ``@role`` replaced by its colour.

    Sizes in points grow with the text, *percent* of its usual size; those in ``sp`` are pixels that
    do so too, and those in ``lp``, points of text that is large already, stop growing at half more.
    """
    QDir.setSearchPaths("icons", [str(FOLDER / "icons")])
    text = (FOLDER / "theme" / "window.qss").read_text(encoding="utf-8")
    roles = _COLORS[scheme]._asdict()
    del roles["series"]
    for role in sorted(roles, key=len, reverse=True):
        text = text.replace(f"@{role}", roles[role])
    text = text.replace("@scheme", scheme.value)
    return _LENGTH.sub(lambda found: _grown(found[1], found[2], percent), text)


def _grown(number: str, unit: str, percent: int) -> str:
    if unit == "lp":
        percent = min(percent, _LARGE_ENOUGH)
    length = float(number) * percent / NORMAL
    return f"{round(length)}px" if unit == "sp" else f"{length:g}pt"


def _palette(colors: Colors) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for each, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.surface),
        (role.AlternateBase, colors.sunken),
        (role.Text, colors.text),
        (role.Button, colors.surface),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.text),
        (role.ToolTipBase, colors.surface),
        (role.ToolTipText, colors.text),
        (role.Highlight, colors.accent),
        (role.HighlightedText, colors.on_accent),
        (role.PlaceholderText, colors.muted),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Light, colors.surface),
        (role.Midlight, colors.sunken),
        (role.Mid, colors.line),
        (role.Dark, colors.edge),
        (role.Shadow, colors.edge),
        (role.Accent, colors.accent),
    ):
        palette.setColor(each, QColor(color))
    for each in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colors.muted))
    return palette
