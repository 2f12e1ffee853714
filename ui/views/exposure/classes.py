"""How companies are classed where a person decides: corrections, baskets and size limits."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.classify.basket import NamedBasket
from rebalancer.classify.classification import STANDARD_BASKETS, Classification
from rebalancer.classify.correction import Correction
from rebalancer.classify.size import Breakpoints
from rebalancer.classify.universe import Universe
from rebalancer.measure.measurement import Measurement
from ui.language import tr
from ui.views.exposure.baskets import Baskets
from ui.views.exposure.correct import correction_title
from ui.views.exposure.corrections import Corrections
from ui.views.exposure.size_limits import SizeLimits
from ui.widgets.side_by_side import SideBySide

CARD_WIDTH = 400
LIMITS_MERGE_KEY = 41
"""Limits that are changed one after the other are undone together."""


class Classes(SideBySide):
    """Three cards; whatever is changed in one comes out as one whole classification.

    Attributes:
        classification: What is shown.
    """

    decided = Signal(object, str, int)
    """A ``Classification``, what is undone in the user's words, and the key to merge under."""
    basket_shown = Signal(str)
    """The key of a basket: the person wants to see its companies."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(CARD_WIDTH, 2, parent)
        self.classification = Classification()
        self.corrections = Corrections()
        self.baskets = Baskets()
        self.limits = SizeLimits(today)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.corrections, 1)
        column.addWidget(self.limits)
        self.add(left, self.baskets)
        self.corrections.uncorrected.connect(self.uncorrect)
        self.baskets.changed.connect(self._change_basket)
        self.baskets.removed.connect(self._remove_basket)
        self.baskets.shown.connect(self.basket_shown)
        self.limits.changed.connect(self._change_limits)

    def show_classes(self, universe: Universe, now: Measurement) -> None:
        """Show what is decided in *universe*, and how much the baskets are *now*."""
        self.classification = universe.classification
        self.corrections.show_corrections(self.classification.corrections)
        self.baskets.show_baskets(universe, now)
        self.limits.show_limits(self.classification.breakpoints)

    def correct(self, correction: Correction) -> None:
        """Let a company be classed as *correction* says."""
        before = self.classification.correction(correction.symbol)
        title = correction_title(correction, before)
        self._decide(self.classification.with_correction(correction), title)

    def uncorrect(self, symbol: str) -> None:
        """Let *symbol* be classed as the market snapshot has it."""
        title = tr("remove the correction of {symbol}", symbol=symbol)
        self._decide(self.classification.without_correction(symbol), title)

    def toggle_member(self, basket_key: str, company: str) -> None:
        """Put *company* into a basket, or take it out."""
        basket = self.classification.basket(basket_key)
        if basket is None:
            return
        companies = basket.companies ^ {company}
        if companies:
            own = replace(basket, companies=companies, source=tr("your own list"))
            self._change_basket(own)
        else:
            self._remove_basket(basket_key)

    def _change_basket(self, basket: NamedBasket) -> None:
        is_new = self.classification.basket(basket.key) is None
        title = (
            tr("add the basket {basket}", basket=basket.title)
            if is_new
            else tr("change the basket {basket}", basket=basket.title)
        )
        standard = {each.key: each for each in STANDARD_BASKETS}.get(basket.key)
        if standard is not None and standard.companies == basket.companies:
            basket = standard
        self._decide(self.classification.with_basket(basket), title)

    def _remove_basket(self, key: str) -> None:
        basket = self.classification.basket(key)
        if basket is not None:
            title = tr("remove the basket {basket}", basket=basket.title)
            self._decide(self.classification.without_basket(key), title)

    def _change_limits(self, points: Breakpoints) -> None:
        classification = replace(self.classification, breakpoints=points)
        self._decide(classification, tr("change the size limits"), LIMITS_MERGE_KEY)

    def _decide(self, classification: Classification, title: str, merge_key: int = -1) -> None:
        self.decided.emit(classification, title, merge_key)
