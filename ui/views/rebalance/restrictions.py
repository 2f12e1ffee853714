"""Symbols that are not free."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from rebalancer.rebalance.policy.policy import Policy
from ui.language import tr
from ui.overriding import override
from ui.views.rebalance.decision import DecisionPanel
from ui.widgets.symbol_list import SymbolList

RULES = {
    "do_not_sell": (tr("Do not sell"), ""),
    "do_not_buy": (tr("Do not buy"), ""),
    "lock": (tr("Lock"), tr("counted, never traded")),
    "exclude": (tr("Exclude"), tr("neither counted nor traded")),
}


def with_restriction(policy: Policy, rule: str, symbols: Iterable[str]) -> Policy:
    """Return *policy* with the list *rule* replaced by *symbols*."""
    changed: dict[str, Any] = {rule: frozenset(symbols)}
    return replace(policy, restrictions=replace(policy.restrictions, **changed))


def restricted(policy: Policy, rule: str) -> frozenset[str]:
    """Return the symbols on the list *rule*."""
    symbols: frozenset[str] = getattr(policy.restrictions, rule)
    return symbols


class RestrictionPanel(DecisionPanel):
    """The four lists of restrictions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Restrictions"), parent=parent)
        self.lists: dict[str, SymbolList] = {}
        for rule, (title, note) in RULES.items():
            symbols = SymbolList(title, note=note)
            symbols.changed.connect(partial(self._take, rule))
            self.lists[rule] = symbols
            self.body.addWidget(symbols)

    def set_known(self, symbols: Iterable[str]) -> None:
        """Offer *symbols* while one is typed."""
        known = tuple(symbols)
        for each in self.lists.values():
            each.set_known(known)

    @override
    def show_policy(self, policy: Policy) -> None:
        for rule, symbols in self.lists.items():
            symbols.set_symbols(sorted(restricted(policy, rule)))

    @override
    def in_short(self, policy: Policy) -> str:
        said = [
            f"{title} {', '.join(sorted(symbols))}"
            for rule, (title, _) in RULES.items()
            if (symbols := restricted(policy, rule))
        ]
        return "; ".join(said) or tr("None")

    def _take(self, rule: str, symbols: tuple[str, ...]) -> None:
        title, _ = RULES[rule]
        policy = with_restriction(self.policy, rule, symbols)
        self.decide(policy, tr("change the list “{title}”", title=title))
