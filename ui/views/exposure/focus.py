"""Which companies the tables show, after a click on a chart, and the way back."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from rebalancer.classify.size import SizeClass
from rebalancer.measure.portrait import CompanyLine, Portrait
from ui.format import dollars, percent
from ui.language import tr, tr_n
from ui.models.exposure import SIZE_TITLES, symbol_title
from ui.widgets.button import Button, Loudness
from ui.widgets.spoken import call
from ui.widgets.text import PlainLabel


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """A wish to see some companies only; one of the first five says which.

    Attributes:
        company: The key of a company.
        size: All companies of a size.
        sector: All companies of a sector.
        largest: So many of the largest ones.
        companies: Keys of companies under a name of their own, *title*.
        symbol: Only what comes through this holding; "" is whatever it comes through.
    """

    company: str = ""
    size: SizeClass | None = None
    sector: str = ""
    largest: int = 0
    companies: frozenset[str] = frozenset()
    title: str = ""
    symbol: str = ""

    def lines(self, portrait: Portrait) -> tuple[CompanyLine, ...]:
        """Return the companies of *portrait* that are wished for."""
        if self.largest:
            return portrait.companies[: self.largest]
        return tuple(line for line in portrait.companies if self._accepts(line, portrait))

    def _accepts(self, line: CompanyLine, portrait: Portrait) -> bool:
        if self.size is not None:
            return line.size is self.size
        if self.sector:
            return line.sector == self.sector
        key = portrait.exposures.through.leaves[line.company.leaf].key
        return key == self.company or key in self.companies

    def words(self, lines: tuple[CompanyLine, ...]) -> str:
        """Return what is shown while *lines* are, in a few words."""
        name = self._name(lines)
        return (
            tr("{name} through {symbol}", name=name, symbol=symbol_title(self.symbol))
            if self.symbol
            else name
        )

    def _name(self, lines: tuple[CompanyLine, ...]) -> str:
        if self.largest:
            return (
                tr("The largest company")
                if self.largest == 1
                else tr("The {largest} largest", largest=f"{self.largest:,}")
            )
        if self.size is not None:
            return SIZE_TITLES[self.size]
        return self.sector or self.title or (lines[0].company.company if lines else "")


class FocusBar(QFrame):
    """Says that not everything is shown, and brings everything back."""

    cleared = Signal()
    """Everything is to be shown again."""
    listing_requested = Signal()
    """The person wants to see the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "focus_bar")
        self._text = PlainLabel(wraps=True)
        self.see = Button(tr("See the companies"), Loudness.QUIET)
        self.back = Button(tr("Show everything"), Loudness.QUIET)
        self.see.clicked.connect(self._ask_for_listing)
        self.back.clicked.connect(self._clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 4, 24, 4)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self.see)
        row.addWidget(self.back)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, or "" while everything is shown."""
        return "" if self.isHidden() else self._text.text()

    def show_focus(self, focus: Focus | None, lines: tuple[CompanyLine, ...]) -> None:
        """Say what *focus* leaves of the companies: *lines*; None hides the bar."""
        if focus is None:
            self.hide()
            return
        count = tr_n("{count} company", "{count} companies", len(lines))
        value = sum(line.company.value for line in lines)
        share = sum(line.company.share for line in lines)
        held = tr(
            "{count}, {dollars}, {share} of everything",
            count=count,
            dollars=dollars(value),
            share=percent(share),
        )
        said = tr("Shown only: {lines} ({held})", lines=focus.words(lines), held=held)
        self._text.setText(said)
        call(self, said)
        self.show()

    def _ask_for_listing(self) -> None:
        self.listing_requested.emit()

    def _clear(self) -> None:
        self.cleared.emit()
