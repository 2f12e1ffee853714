"""The menu that says what a company is, where a person knows better than the snapshot."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from rebalancer.classify.correction import COMPANY_SIZES, SECTORS, Correction
from rebalancer.classify.size import SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.measure.portrait import CompanyLine
from ui.language import tr
from ui.models.exposure import SIZE_TITLES, short_name
from ui.widgets.spoken import literal


class CorrectionMenu(QMenu):
    """What can be said of one company: its size, its sector, its baskets.

    Attributes:
        key: Of the company that it is about.
    """

    corrected = Signal(object)
    """A ``Correction``."""
    uncorrected = Signal(str)
    """The symbol of a correction that is taken back."""
    ways_requested = Signal(str)
    """The key of a company: the person wants to see where it comes from."""
    basket_requested = Signal(str, str)
    """The key of a basket, and of a company that goes into it, or out of it if it is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = ""
        self._groups: list[QActionGroup] = []

    def open_for(self, line: CompanyLine, key: str, universe: Universe, place: QPoint) -> None:
        """Offer what can be said of the company *line*, whose key is *key*, at *place*."""
        self.fill(line, key, universe)
        self.popup(place)

    def fill(self, line: CompanyLine, key: str, universe: Universe) -> None:
        """Offer what can be said of the company *line*, whose key is *key*."""
        self.clear()
        self._groups = []
        self.key = key
        said = universe.companies.correction_of(key)
        self.addAction(tr("Show where it comes from"), partial(self.ways_requested.emit, key))
        self.addSeparator()
        sizes = self._submenu(tr("Size of {company}", company=short_name(line.company.company)))
        for size in COMPANY_SIZES:
            told = replace(said, size=size) if said else Correction(symbol=key, size=size)
            action = self._choice(sizes, SIZE_TITLES[size], is_now=size is line.size)
            action.triggered.connect(partial(self._tell, told))
        sectors = self._submenu(tr("Sector of {company}", company=short_name(line.company.company)))
        for sector in SECTORS:
            told = replace(said, sector=sector) if said else Correction(symbol=key, sector=sector)
            action = self._choice(sectors, sector, is_now=sector == line.sector)
            action.triggered.connect(partial(self._tell, told))
        self._add_baskets(universe)
        if said is not None:
            self.addSeparator()
            back = partial(self.uncorrected.emit, said.symbol)
            self.addAction(tr("As the market snapshot has it"), back)

    def _add_baskets(self, universe: Universe) -> None:
        baskets = self.addMenu(tr("In the basket"))
        for basket in universe.classification.baskets[1:]:
            companies = universe.groups[basket.key].companies or frozenset()
            action = QAction(literal(basket.title), baskets)
            action.setCheckable(True)
            action.setChecked(self.key in companies)
            action.triggered.connect(partial(self._toggle, basket.key))
            baskets.addAction(action)

    def _submenu(self, title: str) -> QMenu:
        menu = self.addMenu(literal(title))
        group = QActionGroup(menu)
        group.setExclusive(True)
        self._groups.append(group)
        return menu

    def _choice(self, menu: QMenu, title: str, *, is_now: bool) -> QAction:
        action = QAction(literal(title), menu)
        action.setCheckable(True)
        action.setChecked(is_now)
        self._groups[-1].addAction(action)
        menu.addAction(action)
        return action

    def _tell(self, correction: Correction, *_checked: bool) -> None:
        self.corrected.emit(correction)

    def _toggle(self, basket: str, *_checked: bool) -> None:
        self.basket_requested.emit(basket, self.key)


def correction_title(correction: Correction, before: Correction | None) -> str:
    """Return what is undone: ``correct the size of NVDA``."""
    is_size = correction.size is not None and (before is None or before.size != correction.size)
    if is_size:
        return tr("correct the size of {symbol}", symbol=correction.symbol)
    return tr("correct the sector of {symbol}", symbol=correction.symbol)


def correction_words(correction: Correction) -> str:
    """Return what a correction says, in a few words."""
    said = []
    if correction.size is not None:
        said.append(SIZE_TITLES[SizeClass(correction.size)])
    if correction.sector is not None:
        said.append(correction.sector)
    if correction.kind is not None:
        said.append(tr("is of kind “{kind}”", kind=correction.kind))
    if correction.same_company_as is not None:
        said.append(
            tr("the same company as {same_company_as}", same_company_as=correction.same_company_as)
        )
    if correction.looked_through_as:
        mix = ", ".join(f"{share:.0%} {name}" for name, share in correction.looked_through_as)
        said.append(tr("looked through as {mix}", mix=mix))
    return ", ".join(said)
