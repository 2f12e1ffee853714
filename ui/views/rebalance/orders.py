"""Single trades that a person decides: left out, or made exactly so."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rebalancer.rebalance.policy import orders
from rebalancer.rebalance.policy.orders import FixedOrder
from rebalancer.rebalance.policy.policy import Policy
from ui.language import tr
from ui.overriding import override
from ui.views.rebalance.decision import DecisionPanel
from ui.widgets.button import Button, Loudness
from ui.widgets.clear import clear_layout
from ui.widgets.spoken import call, explain
from ui.widgets.text import Caption

_NOTHING = tr("Select a trade of the plan to leave it out, or to keep it exactly as it is.")


def with_order(policy: Policy, order: FixedOrder) -> Policy:
    """Return *policy* with *order* in place of any other about the same trade."""
    return replace(policy, orders=orders.with_order(policy.orders, order))


class OrderPanel(DecisionPanel):
    """The trades that are decided already; each can be given back to the plan.

    Attributes:
        buttons: One for each order, in the order of the policy.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Trades you decided"), parent=parent)
        self.buttons: Sequence[Button] = ()
        self._note = Caption(_NOTHING)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.body.addLayout(self._rows)
        self.body.addWidget(self._note)

    @override
    def show_policy(self, policy: Policy) -> None:
        clear_layout(self._rows)
        self.buttons = [self._button(order) for order in policy.orders]
        for button in self.buttons:
            self._rows.addWidget(button)
        self._note.setVisible(not policy.orders)

    @override
    def in_short(self, policy: Policy) -> str:
        return "; ".join(order.words for order in policy.orders) or tr("None")

    def _button(self, order: FixedOrder) -> Button:
        button = Button(f"{_sentence(order.words)}  ✕", Loudness.NORMAL)
        call(button, tr("No longer: {order}", order=order.words))
        explain(button, tr("Let the plan decide about it again"))
        button.clicked.connect(partial(self._give_back, order))
        return button

    def _give_back(self, order: FixedOrder) -> None:
        others = tuple(each for each in self.policy.orders if each != order)
        self.decide(replace(self.policy, orders=others), tr("let the plan decide about a trade"))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
