"""Trading: what the plan is judged by, and how orders may be made."""

from dataclasses import replace

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from rebalancer.rebalance.policy.policy import (
    DEFAULT_SPREAD,
    Mode,
    Objective,
    Policy,
    Trading,
)
from ui.format import cents, day, number
from ui.language import tr
from ui.overriding import override
from ui.views.rebalance.decision import ALONE, DecisionPanel, Merge
from ui.widgets.fields import (
    ChoiceField,
    MoneyField,
    OptionalShare,
    PercentField,
    PointsField,
    labelled,
)
from ui.widgets.text import Caption

FIRST_TURNOVER = 0.25
_OBJECTIVES = {
    Objective.CHEAPEST: tr("Cheapest way into the bounds"),
    Objective.CLOSEST: tr("Closest to the targets within the budgets"),
}
_MODES: tuple[tuple[str, object], ...] = (
    (tr("Sell and buy"), Mode.FULL),
    (tr("Only buy"), Mode.BUY_ONLY),
    (tr("Raise cash"), Mode.RAISE_CASH),
    (tr("Harvest losses"), Mode.TLH),
    (tr("Harvest losses and rebalance"), Mode.TLH_AND_REBALANCE),
    (tr("Hold everything"), Mode.HOLD),
)


class TradingPanel(DecisionPanel):
    """The objective, the mode, and the rules of single orders."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Trading rules"), parent=parent)
        self.objectives = {choice: QRadioButton(text) for choice, text in _OBJECTIVES.items()}
        self._group = QButtonGroup(self)
        self.mode = ChoiceField(tr("What the plan may do"), _MODES)
        self.cash_buffer = PercentField(tr("Kept as cash in each account"))
        self.min_trade = MoneyField(tr("Smallest trade"))
        self.min_position = MoneyField(tr("Smallest holding left"))
        self.turnover = OptionalShare(tr("Turned over at most"), FIRST_TURNOVER)
        self.whole_shares = QCheckBox(tr("Whole shares only"))
        self.cost = PointsField(tr("Cost of a trade"))
        self.spread = PointsField(tr("Spread from bid to ask"))
        self.ticket_fee = MoneyField(tr("Fee of every order"))
        self._file_only = Caption()
        self._is_updating = False
        self._add_fields()
        self._connect()

    def _add_fields(self) -> None:
        for button in self.objectives.values():
            self._group.addButton(button)
            self.body.addWidget(button)
        for name, field in (
            (tr("The plan may"), self.mode),
            (tr("Kept as cash"), self.cash_buffer),
            (tr("Smallest trade"), self.min_trade),
            (tr("Smallest holding left"), self.min_position),
        ):
            self.body.addWidget(labelled(name, field))
        self.body.addWidget(self.turnover)
        self.body.addWidget(self.whole_shares)
        self.body.addWidget(labelled(tr("Cost of a trade"), self.cost))
        self.body.addWidget(labelled(tr("Spread, bid to ask"), self.spread))
        self.body.addWidget(labelled(tr("Fee of every order"), self.ticket_fee))
        self.body.addWidget(self._file_only)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._take_objective)
        self.mode.chosen.connect(self._take_mode)
        self.cash_buffer.valueChanged.connect(self._take_buffer)
        self.min_trade.valueChanged.connect(self._take_min_trade)
        self.whole_shares.toggled.connect(self._take_whole_shares)
        self.min_position.valueChanged.connect(self._take_min_position)
        self.turnover.changed.connect(self._take_turnover)
        self.cost.valueChanged.connect(self._take_cost)
        self.spread.valueChanged.connect(self._take_spread)
        self.ticket_fee.valueChanged.connect(self._take_fee)

    @property
    def file_only(self) -> str:
        """What is in force although only a policy file can say it."""
        return self._file_only.text()

    @override
    def show_policy(self, policy: Policy) -> None:
        self._is_updating = True
        trading = policy.trading
        self.objectives[trading.objective].setChecked(True)
        self.mode.set_value(trading.mode)
        self.cash_buffer.set_share(trading.cash_buffer)
        self.min_trade.set_amount(trading.min_trade)
        self.whole_shares.setChecked(trading.whole_shares)
        self.min_position.set_amount(trading.min_position)
        self.turnover.set_share(trading.turnover_max)
        self.cost.setValue(trading.cost_bp)
        self.spread.setValue(trading.spread_bp.get(DEFAULT_SPREAD, 0.0))
        self.ticket_fee.set_amount(trading.ticket_fee)
        self._file_only.setText(_only_in_the_file(policy))
        self._file_only.setVisible(bool(self._file_only.text()))
        self._is_updating = False

    @override
    def in_short(self, policy: Policy) -> str:
        mode = next(title for title, value in _MODES if value is policy.trading.mode)
        return f"{mode}. {_OBJECTIVES[policy.trading.objective]}"

    def _take_objective(self) -> None:
        for choice, button in self.objectives.items():
            if button.isChecked() and choice is not self.policy.trading.objective:
                trading = replace(self.policy.trading, objective=choice)
                self._take(trading, tr("change the objective"), ALONE)

    def _take_mode(self, choice: Mode) -> None:
        trading = replace(self.policy.trading, mode=choice)
        self._take(trading, tr("change what the plan may do"), ALONE)

    def _take_buffer(self) -> None:
        trading = replace(self.policy.trading, cash_buffer=self.cash_buffer.share)
        self._take(trading, tr("change the cash that is kept"), Merge.CASH_BUFFER)

    def _take_min_trade(self) -> None:
        trading = replace(self.policy.trading, min_trade=self.min_trade.amount)
        self._take(trading, tr("change the smallest trade"), Merge.MIN_TRADE)

    def _take_whole_shares(self) -> None:
        trading = replace(self.policy.trading, whole_shares=self.whole_shares.isChecked())
        self._take(trading, tr("change the rule on whole shares"), ALONE)

    def _take_min_position(self) -> None:
        trading = replace(self.policy.trading, min_position=self.min_position.amount)
        self._take(trading, tr("change the smallest holding"), Merge.MIN_POSITION)

    def _take_turnover(self, share: float | None) -> None:
        trading = replace(self.policy.trading, turnover_max=share)
        self._take(trading, tr("change the limit on turnover"), Merge.TURNOVER)

    def _take_cost(self, points: float) -> None:
        trading = replace(self.policy.trading, cost_bp=points)
        self._take(trading, tr("change the cost of a trade"), Merge.COST)

    def _take_spread(self, points: float) -> None:
        others = {
            symbol: spread
            for symbol, spread in self.policy.trading.spread_bp.items()
            if symbol != DEFAULT_SPREAD
        }
        spreads = {DEFAULT_SPREAD: points, **others} if points else others
        trading = replace(self.policy.trading, spread_bp=spreads)
        self._take(trading, tr("change the spread"), Merge.SPREAD)

    def _take_fee(self) -> None:
        trading = replace(self.policy.trading, ticket_fee=self.ticket_fee.amount)
        self._take(trading, tr("change the fee of an order"), Merge.TICKET_FEE)

    def _take(self, trading: Trading, title: str, merge_key: int) -> None:
        if not self._is_updating:
            self.decide(replace(self.policy, trading=trading), title, merge_key)


def _only_in_the_file(policy: Policy) -> str:
    """Return in words what is in force although no field of the page shows it."""
    trading = policy.trading
    said = [
        tr("{amount} of new money in {name}", amount=cents(amount), name=name)
        for name, amount in trading.contribute.items()
    ]
    said += [
        tr("{amount} withdrawn from {name}", amount=cents(amount), name=name)
        for name, amount in trading.withdraw.items()
    ]
    said += [
        tr("a spread in {symbol} of {spread} basis points", symbol=symbol, spread=number(spread, 1))
        for symbol, spread in trading.spread_bp.items()
        if symbol != DEFAULT_SPREAD
    ]
    if policy.as_of is not None:
        said.append(tr("traded on {as_of}", as_of=day(policy.as_of)))
    return tr("Also in force, from the policy file: {said}.", said="; ".join(said)) if said else ""
