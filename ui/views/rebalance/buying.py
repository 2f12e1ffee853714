"""What may be bought, in order of preference."""

from dataclasses import replace
from enum import Enum, auto

from PySide6.QtWidgets import QWidget

from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.policy.policy import BUY_STYLES, BuyStyle, Policy
from ui.language import tr
from ui.overriding import override
from ui.views.rebalance.decision import DecisionPanel
from ui.widgets.fields import ChoiceField
from ui.widgets.symbol_list import SymbolList
from ui.widgets.text import Caption


class Choice(Enum):
    """What may be chosen besides a style."""

    OWN_LIST = auto()
    NOTHING = auto()


_CHOICES: tuple[tuple[str, object], ...] = (
    (tr("Broad small caps"), BuyStyle.BROAD),
    (tr("Quality small caps"), BuyStyle.QUALITY),
    (tr("Small-cap sectors"), BuyStyle.SECTOR),
    (tr("What I hold already"), BuyStyle.OWN),
    (tr("My own list"), Choice.OWN_LIST),
    (tr("Nothing: sell only"), Choice.NOTHING),
)
_NOTES: dict[object, str] = {
    BuyStyle.BROAD: tr("The whole Russell 2000 first, then the total market."),
    BuyStyle.QUALITY: tr("The S&P SmallCap 600, which asks its companies for profits."),
    BuyStyle.SECTOR: tr("Small caps of single sectors: financials, industrials, health care."),
    BuyStyle.OWN: tr(
        "More of what is there; funds before single companies, larger before smaller."
    ),
    Choice.OWN_LIST: tr("Click a symbol to move or remove it."),
    Choice.NOTHING: tr("What is sold stays cash."),
}


def held_symbols(portfolio: Portfolio) -> tuple[str, ...]:
    """Return what is held and can be traded: funds before companies, larger before smaller."""
    values = portfolio.value_by_symbol()
    tradable = {
        item.symbol: item.kind is not SecurityKind.FUND
        for _, item in portfolio.holdings()
        if item.is_tradable
    }
    return tuple(sorted(tradable, key=lambda symbol: (tradable[symbol], -values[symbol])))


class BuyPanel(DecisionPanel):
    """A style or an own list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What may be bought"), parent=parent)
        self.style_field = ChoiceField(tr("What to buy"), _CHOICES)
        self._note = Caption()
        self.symbols = SymbolList(
            tr("May be bought"), note=tr("the first is preferred"), is_ordered=True
        )
        self._held: tuple[str, ...] = ()
        self._own_list: tuple[str, ...] | None = None
        for widget in (self.style_field, self._note, self.symbols):
            self.body.addWidget(widget)
        self.style_field.chosen.connect(self._take_choice)
        self.symbols.changed.connect(self._take_symbols)

    def set_portfolio(self, portfolio: Portfolio | None) -> None:
        """Know what is held."""
        self._held = () if portfolio is None else held_symbols(portfolio)
        self.symbols.set_known(
            [*self._held, *(symbol for style in BUY_STYLES.values() for symbol in style)]
        )
        self.show_policy(self.policy)

    @override
    def show_policy(self, policy: Policy) -> None:
        choice = self._choice_of(policy.buy)
        self.style_field.set_value(choice)
        self._note.setText(_NOTES[choice])
        self.symbols.set_symbols(policy.buy)
        self.symbols.setVisible(choice != Choice.NOTHING)

    @override
    def in_short(self, policy: Policy) -> str:
        choice = self._choice_of(policy.buy)
        title = next(title for title, value in _CHOICES if value == choice)
        return f"{title}: {', '.join(policy.buy)}" if policy.buy else title

    def _choice_of(self, symbols: tuple[str, ...]) -> object:
        if symbols == self._own_list:
            return Choice.OWN_LIST
        if not symbols:
            return Choice.NOTHING
        for style, listed in BUY_STYLES.items():
            if symbols == listed:
                return style
        return BuyStyle.OWN if symbols == self._held else Choice.OWN_LIST

    def _take_choice(self, choice: object) -> None:
        self._own_list = self.policy.buy if choice == Choice.OWN_LIST else None
        if isinstance(choice, BuyStyle):
            symbols = self._held if choice == BuyStyle.OWN else BUY_STYLES[choice]
        else:
            symbols = () if choice == Choice.NOTHING else self.policy.buy
        if symbols == self.policy.buy:
            self.show_policy(self.policy)
        else:
            self.decide(replace(self.policy, buy=symbols), tr("change what to buy"))

    def _take_symbols(self, symbols: tuple[str, ...]) -> None:
        self._own_list = symbols
        self.decide(replace(self.policy, buy=symbols), tr("change what to buy"))
