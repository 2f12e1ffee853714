"""A list of symbols: typed with completion, taken out with a click, put in order by a menu."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QMenu, QVBoxLayout, QWidget

from rebalancer.errors import RebalancerError
from rebalancer.ingest.pasted import symbols_of
from rebalancer.market.symbol import canonical_symbol
from ui.language import tr
from ui.overriding import override
from ui.widgets.button import Button
from ui.widgets.clear import clear_layout
from ui.widgets.flow import FlowLayout
from ui.widgets.pasting import MOST_AT_ONCE, pasted_block
from ui.widgets.spoken import allow_action, call
from ui.widgets.text import Caption

Check = Callable[[str], str]
"""Returns the symbol that a word stands for; a ``RebalancerError`` refuses the word."""

_SEPARATORS = re.compile(r"[,;\s]+")
MOST_SYMBOLS = 200
REMOVE = "\u00d7"


class _SymbolField(QLineEdit):
    """A line to type symbols into; a column of them may be pasted."""

    block_pasted = Signal(str)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        block = pasted_block(event)
        if block:
            self.block_pasted.emit(block)
            event.accept()
        else:
            super().keyPressEvent(event)


class SymbolList(QWidget):
    """Symbols as buttons below the field that adds them.

    A column of symbols, or a table that has one, is pasted as one step. What is refused stays in
    the field.

    An ordered list numbers them, and a click offers to move or remove one; in a list without
    order a click removes it.
    """

    changed = Signal(object)
    """A tuple of symbols."""

    def __init__(
        self, title: str, parent: QWidget | None = None, *, note: str = "", is_ordered: bool = False
    ) -> None:
        super().__init__(parent)
        self._symbols: tuple[str, ...] = ()
        self._known: frozenset[str] = frozenset()
        self._is_ordered = is_ordered
        self._check: Check | None = None
        self._refusal = Caption()
        self._refusal.setProperty("tone", "error")
        self._field = _SymbolField()
        self._field.setPlaceholderText(tr("Add a symbol"))
        call(self._field, title)
        self._suggestions = QStringListModel(self)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._lay_out(title, note)
        self._add_completion()
        self._field.returnPressed.connect(self._add_typed)
        self._field.block_pasted.connect(self.paste)

    def _lay_out(self, title: str, note: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        name = Caption(f"{title}: {note}" if note else title)
        name.setBuddy(self._field)
        column.addWidget(name)
        column.addWidget(self._field)
        column.addWidget(self._refusal)
        column.addWidget(self._chips)
        self._refusal.hide()
        self._chips.hide()

    def _add_completion(self) -> None:
        self._completer = QCompleter(self._suggestions, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
        self._field.setCompleter(self._completer)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols, in order."""
        return self._symbols

    def set_symbols(self, symbols: Iterable[str]) -> None:
        """Show *symbols*."""
        wanted = tuple(symbols)
        if wanted != self._symbols:
            self._symbols = wanted
            self._show_chips()

    def set_known(self, symbols: Iterable[str]) -> None:
        """Offer *symbols* while one is typed."""
        self._known = frozenset(symbols)
        self._suggestions.setStringList(sorted(self._known))

    def set_check(self, check: Check) -> None:
        """Ask *check* about every word that is added."""
        self._check = check

    @property
    def refusal(self) -> str:
        """Why a word was refused, or ""."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def completions(self, text: str) -> list[str]:
        """Return what is offered once *text* is typed."""
        self._completer.setCompletionPrefix(text)
        found = self._completer.completionModel()
        return [str(found.index(row, 0).data()) for row in range(found.rowCount())]

    def add(self, text: str) -> None:
        """Add the symbols in *text*, separated by commas, semicolons or blanks."""
        words = [*filter(None, _SEPARATORS.split(text))]
        if self._has_room(words):
            self._say(self._add_all(words))
        else:
            self._refuse_many()

    def paste(self, text: str) -> None:
        """Add the symbols in *text* from the clipboard, and tell those that nobody knows here."""
        words = symbols_of(text[:MOST_AT_ONCE])
        if len(text) > MOST_AT_ONCE or not self._has_room(words):
            self._refuse_many()
            return
        refused = self._add_all(words)
        strange = [word for word in words if self._check is None and not self._is_known(word)]
        if strange:
            refused.append(tr("Added, but not known here: {strange}.", strange=", ".join(strange)))
        if not words:
            refused.append(tr("There is no column of symbols on the clipboard."))
        self._say(refused)

    def _has_room(self, words: Sequence[str]) -> bool:
        return len(self._symbols) + len(words) <= MOST_SYMBOLS

    def _refuse_many(self) -> None:
        most = f"{MOST_SYMBOLS:,}"
        self._say([tr("At most {most} symbols fit in here: none of them was added.", most=most)])

    def _add_all(self, words: Iterable[str]) -> list[str]:
        """Add *words*, keep those in the field that are refused, and return why they are."""
        why: list[str] = []
        refused: list[str] = []
        found: list[str] = []
        for word in words:
            try:
                found.append(self._spelled(word))
            except RebalancerError as error:
                why.append(error.sentence())
                refused.append(word)
        self._field.setText(", ".join(refused))
        self._decide(tuple(dict.fromkeys([*self._symbols, *filter(None, found)])))
        return why

    def _say(self, refusals: Iterable[str]) -> None:
        self._refusal.setText(" ".join(refusals))
        self._refusal.setVisible(bool(self._refusal.text()))

    def _is_known(self, word: str) -> bool:
        return not self._known or self._spelled(word) in self._known

    def remove(self, symbol: str) -> None:
        """Take *symbol* out."""
        self._decide(tuple(each for each in self._symbols if each != symbol))

    def shift(self, symbol: str, places: int) -> None:
        """Move *symbol* by so many *places*; a negative number is towards the front."""
        others = [each for each in self._symbols if each != symbol]
        place = self._symbols.index(symbol) + places
        others.insert(max(0, min(place, len(others))), symbol)
        self._decide(tuple(others))

    def _spelled(self, word: str) -> str:
        if self._check is not None:
            return self._check(word)
        return canonical_symbol(word, self._known)

    def _add_typed(self) -> None:
        self.add(self._field.text())

    def _decide(self, symbols: tuple[str, ...]) -> None:
        if symbols != self._symbols:
            self.set_symbols(symbols)
            self.changed.emit(symbols)

    def _show_chips(self) -> None:
        clear_layout(self._flow)
        for number, symbol in enumerate(self._symbols, start=1):
            self._flow.addWidget(self._chip(number, symbol))
        self._chips.setVisible(bool(self._symbols))
        self._chips.updateGeometry()

    def _chip(self, number: int, symbol: str) -> Button:
        chip = Button(f"{number}. {symbol}" if self._is_ordered else f"{symbol} {REMOVE}")
        chip.setProperty("symbol", symbol)
        what = (
            tr("Move or remove {symbol}", symbol=symbol)
            if self._is_ordered
            else tr("Remove {symbol}", symbol=symbol)
        )
        call(chip, what)
        chip.clicked.connect(self._take_click)
        return chip

    def _take_click(self) -> None:
        chip = self.sender()
        if not isinstance(chip, Button):
            return
        symbol = str(chip.property("symbol"))
        if self._is_ordered:
            self._offer(symbol, chip.mapToGlobal(QPoint(0, chip.height())))
        else:
            self.remove(symbol)

    def _offer(self, symbol: str, place: QPoint) -> None:
        self._menu.clear()
        first, last = self._symbols[0] == symbol, self._symbols[-1] == symbol
        prefer = self._menu.addAction(tr("Prefer it"), partial(self.shift, symbol, -1))
        allow_action(prefer, tr("It is preferred to all others already.") if first else "")
        defer = self._menu.addAction(tr("Defer it"), partial(self.shift, symbol, 1))
        allow_action(defer, tr("All others are preferred to it already.") if last else "")
        self._menu.addSeparator()
        self._menu.addAction(tr("Remove {symbol}", symbol=symbol), partial(self.remove, symbol))
        self._menu.popup(place)
