"""Two palettes of our own, light and dark, and who is told when they change."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


class Scheme(StrEnum):
    """Which palette is in use."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colors:
    """Every colour of the app by its role, as ``#rrggbb``.

    Text roles have a contrast of at least 4.5 on ``window`` and ``surface``, graphics at least 3.
    Before and after, loss and gain are told apart by blue and orange, never by red and green.
    """

    window: str
    surface: str
    """Cards, tables, charts."""
    sunken: str
    """Alternate rows, tracks of sliders, the rail."""
    line: str
    """Hairlines and grid."""
    text: str
    muted: str
    """Secondary text."""
    accent: str
    on_accent: str
    before: str
    after: str
    warning: str
    series: tuple[str, ...]
    """Categorical colours, told apart by colour-blind people too."""


LIGHT = Colors(
    window="#f4f5f7",
    surface="#ffffff",
    sunken="#eceef1",
    line="#d5d9df",
    text="#1a1f27",
    muted="#566070",
    accent="#1f5fa8",
    on_accent="#ffffff",
    before="#1f5fa8",
    after="#b3560b",
    warning="#8a5a00",
    series=("#1f5fa8", "#b3560b", "#2a7f7f", "#7a4fa3", "#8a6d1b", "#5c6675", "#a23b6b", "#4f7f2a"),
)
DARK = Colors(
    window="#14171c",
    surface="#1c2027",
    sunken="#252a33",
    line="#3a414d",
    text="#e8ebf0",
    muted="#a3adbb",
    accent="#6aa7ea",
    on_accent="#0d1116",
    before="#6aa7ea",
    after="#f0a04b",
    warning="#e5b94e",
    series=("#6aa7ea", "#f0a04b", "#5cc0b9", "#b794e0", "#d3b657", "#a3adbb", "#e58bb3", "#97c46a"),
)
_COLORS = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK}


class Theme(QObject):
    """The palette in use; whoever paints by hand listens to ``changed``."""

    changed = Signal()

    def __init__(self, scheme: Scheme = Scheme.LIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scheme = scheme

    @property
    def colors(self) -> Colors:
        """The colours in use."""
        return _COLORS[self.scheme]

    def apply(self, app: QApplication, scheme: Scheme) -> None:
        """Switch the whole application to *scheme*."""
        self.scheme = scheme
        app.setStyle("Fusion")
        app.setPalette(_palette(self.colors))
        self.changed.emit()


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
        (role.ToolTipBase, colors.surface),
        (role.ToolTipText, colors.text),
        (role.Highlight, colors.accent),
        (role.HighlightedText, colors.on_accent),
        (role.PlaceholderText, colors.muted),
        (role.Link, colors.accent),
        (role.Mid, colors.line),
        (role.Accent, colors.accent),
    ):
        palette.setColor(each, QColor(color))
    for each in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colors.muted))
    return palette
