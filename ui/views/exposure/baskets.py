"""The baskets that are watched: what is in them, and how much of everything they are."""

import re
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rebalancer.classify.basket import MAGNIFICENT_SEVEN, NamedBasket
from rebalancer.classify.classification import RESERVED, STANDARD_BASKETS
from rebalancer.classify.company_symbol import company_symbol
from rebalancer.classify.universe import Universe
from rebalancer.errors import RebalancerError
from rebalancer.measure.measurement import BasketShare, Measurement
from ui.format import percent
from ui.language import tr
from ui.views.exposure.words import between
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.spoken import call
from ui.widgets.symbol_list import SymbolList
from ui.widgets.text import Caption, Heading

_STANDARD = {basket.key: basket for basket in STANDARD_BASKETS}
_NO_NAME = tr("Give the basket a name, and at least one symbol.")
_TAKEN = tr("There is a basket of that name.")


class BasketPanel(QWidget):
    """One basket: how much it is, and the companies in it.

    Attributes:
        symbols: Its companies; none can be changed in the Magnificent Seven.
        remove: Takes away an own basket, and brings back what a standard one was.
    """

    changed = Signal(object)
    """The ``NamedBasket`` with other companies in it."""
    removed = Signal(str)
    """The key of the basket, which is not wanted any more, or as it was."""
    shown = Signal(str)
    """The key of the basket: the person wants to see its companies."""

    def __init__(self, basket: NamedBasket, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.basket = basket
        self._share = Caption()
        self.show_companies = Button(tr("Show"), Loudness.QUIET)
        self.remove = Button("", Loudness.QUIET)
        self.symbols = SymbolList(tr("Companies"))
        self._list = Caption()
        self._lay_out()
        self.show_companies.clicked.connect(self._show)
        self.remove.clicked.connect(self._remove)
        self.symbols.changed.connect(self._change)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = Heading(self.basket.title, 3)
        words.addWidget(self._title)
        words.addWidget(self._share)
        head.addLayout(words, 1)
        head.addWidget(self.show_companies)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._list)
        column.addWidget(self.symbols)
        is_fixed = self.basket.key == MAGNIFICENT_SEVEN.key
        self.symbols.setHidden(is_fixed)
        self._list.setVisible(is_fixed)
        title = self.basket.title
        call(self.show_companies, tr("Show the companies of {title}", title=title))

    def show_basket(self, basket: NamedBasket, share: BasketShare | None) -> None:
        """Show *basket*, which is *share* of everything; None where that is not known."""
        self.basket = basket
        standard = _STANDARD.get(basket.key)
        self.remove.setText(tr("Remove") if standard is None else tr("As it was"))
        call(self.remove, f"{self.remove.text()}: {basket.title}")
        self.remove.setVisible(basket != standard)
        self.symbols.set_symbols(sorted(basket.companies))
        self._list.setText(", ".join(sorted(basket.companies)))
        self._share.setText(_share_words(share))

    def _show(self) -> None:
        self.shown.emit(self.basket.key)

    def _remove(self) -> None:
        self.removed.emit(self.basket.key)

    def _change(self, symbols: Iterable[str]) -> None:
        companies = frozenset(symbols)
        if companies:
            own = replace(self.basket, companies=companies, source=tr("your own list"))
            self.changed.emit(own)
        else:
            self.symbols.set_symbols(sorted(self.basket.companies))


class Baskets(Card):
    """Every basket, and a place to name another one.

    Attributes:
        panels: By the key of the basket.
        name: What the next basket is to be called.
        symbols: The companies of the next basket.
        add: Adds it.
    """

    changed = Signal(object)
    """A ``NamedBasket`` that is new, or has other companies in it."""
    removed = Signal(str)
    """The key of a basket."""
    shown = Signal(str)
    """The key of a basket."""

    def __init__(self, parent: QWidget | None = None) -> None:
        subtitle = tr("Companies that you watch together; a plan can cap each of them.")
        super().__init__(tr("Baskets"), subtitle, parent)
        self.panels: dict[str, BasketPanel] = {}
        self._universe: Universe | None = None
        self._panels = QVBoxLayout()
        self.name = QLineEdit()
        self.symbols = SymbolList(tr("Companies of the new basket"))
        self.add = Button(tr("Add the basket"))
        self._trouble = Caption()
        self._lay_out()
        self.symbols.set_check(self._checked)
        self.add.clicked.connect(self._add)

    def _lay_out(self) -> None:
        self.name.setPlaceholderText(tr("Name of a new basket, such as Regional banks"))
        call(self.name, tr("Name of a new basket"))
        self._trouble.setProperty("tone", "error")
        self._trouble.hide()
        self.body.addLayout(self._panels)
        for widget in (self.name, self.symbols, self._trouble):
            self.body.addWidget(widget)
        last = QHBoxLayout()
        last.addWidget(self.add)
        last.addStretch(1)
        self.body.addLayout(last)
        self.body.addStretch(1)

    @property
    def trouble(self) -> str:
        """Why the new basket cannot be added, or ""."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def show_baskets(self, universe: Universe, now: Measurement) -> None:
        """Show the baskets of *universe* and how much of everything each of them is *now*."""
        if universe is not self._universe:
            self._universe = universe
            self.symbols.set_known(universe.snapshot.securities)
        baskets = {basket.key: basket for basket in universe.classification.baskets}
        for key in [key for key in self.panels if key not in baskets]:
            gone = self.panels.pop(key)
            self._panels.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for key, basket in baskets.items():
            if key not in self.panels:
                self.panels[key] = self._panel(basket)
            self.panels[key].show_basket(basket, now.baskets.get(key))

    def _panel(self, basket: NamedBasket) -> BasketPanel:
        panel = BasketPanel(basket)
        panel.symbols.set_check(self._checked)
        panel.changed.connect(self.changed)
        panel.removed.connect(self.removed)
        panel.shown.connect(self.shown)
        self._panels.addWidget(panel)
        return panel

    def _checked(self, word: str) -> str:
        """Return the company that *word* names.

        Raises:
            RebalancerError: There is none.
        """
        return word.upper() if self._universe is None else company_symbol(word, self._universe)

    def _add(self) -> None:
        title = self.name.text().strip()
        key = basket_key(title)
        if not key or not self.symbols.symbols:
            self._refuse(_NO_NAME)
            return
        if key in self.panels or key in RESERVED:
            self._refuse(_TAKEN)
            return
        try:
            basket = NamedBasket(key=key, title=title, companies=frozenset(self.symbols.symbols))
        except RebalancerError as error:
            self._refuse(error.sentence())
            return
        self._trouble.hide()
        self.name.clear()
        self.symbols.set_symbols(())
        self.changed.emit(basket)

    def _refuse(self, reason: str) -> None:
        self._trouble.setText(reason)
        self._trouble.show()


def basket_key(title: str) -> str:
    """Return what a policy calls a basket of this *title*: ``regional_banks``; may be ""."""
    words = re.findall(r"[a-z0-9]+", title.casefold())
    return "_".join(words).lstrip("0123456789_")


def _share_words(share: BasketShare | None) -> str:
    if share is None:
        return ""
    bounds = between(share)
    said = tr("{share} of everything", share=percent(share.share))
    return f"{said}; {bounds}" if bounds else said
