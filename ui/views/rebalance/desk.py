"""The column of decisions."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.rebalance.policy.policy import Policy
from ui.session import Decisions, Measured
from ui.views.rebalance.buying import BuyPanel
from ui.views.rebalance.decision import DecisionPanel
from ui.views.rebalance.lots import LotPanel
from ui.views.rebalance.orders import OrderPanel
from ui.views.rebalance.restrictions import RestrictionPanel
from ui.views.rebalance.targets import TargetPanel
from ui.views.rebalance.taxes import TaxPanel
from ui.views.rebalance.trading import TradingPanel
from ui.widgets.sight_first import SightFirst


class DecisionDesk(QWidget):
    """Every panel of decisions, one below the other."""

    decided = Signal(object)
    """A ``Decision``."""
    tried = Signal(object)
    """A ``Policy`` that a slider is being dragged over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.targets = TargetPanel()
        self.buying = BuyPanel()
        self.taxes = TaxPanel()
        self.trading = TradingPanel()
        self.lots = LotPanel()
        self.orders = OrderPanel()
        self.restrictions = RestrictionPanel()
        column = SightFirst(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for panel in self._panels():
            panel.decided.connect(self.decided)
            panel.tried.connect(self.tried)
            column.addWidget(panel)
        column.addStretch(1)

    def _panels(self) -> tuple[DecisionPanel, ...]:
        rules = (self.trading, self.lots, self.taxes, self.restrictions, self.orders)
        return (self.targets, self.buying, *rules)

    def set_decisions(self, decisions: Decisions) -> None:
        """Show the policy of *decisions* in every panel."""
        self.targets.set_titles(decisions.classification.titles)
        self.set_policy(decisions.policy)

    def set_policy(self, policy: Policy) -> None:
        """Show *policy* in every panel."""
        for panel in self._panels():
            panel.set_policy(policy)

    def set_household(self, measured: Measured | None) -> None:
        """Know what is held, and mark where it stands today."""
        portfolio = None if measured is None else measured.imported.portfolio
        self.targets.set_measurement(None if measured is None else measured.measurement)
        self.buying.set_portfolio(portfolio)
        held = () if portfolio is None else tuple(portfolio.value_by_symbol())
        self.targets.set_held(held)
        self.restrictions.set_known(held)
        self.lots.set_accounts(() if portfolio is None else portfolio.accounts)
