"""Taxes: what a realised gain costs, and how much of it there may be this year."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.tax.rules import TaxRules, WashSales
from ui.format import dollars, percent
from ui.language import tr
from ui.overriding import override
from ui.views.rebalance.decision import ALONE, DecisionPanel, Merge
from ui.widgets.fields import ChoiceField, DaysField, OptionalMoney, PercentField, labelled
from ui.widgets.spoken import explain

FIRST_BUDGET = Decimal(10000)
_WASH_SALES: tuple[tuple[str, object], ...] = (
    (tr("Avoid them"), WashSales.AVOID),
    (tr("Warn me"), WashSales.WARN),
)


def with_budget(policy: Policy, amount: Decimal | None) -> Policy:
    """Return *policy* with *amount* as the year's budget for gains; None for no limit."""
    return replace(policy, tax=replace(policy.tax, gain_budget=amount))


class TaxPanel(DecisionPanel):
    """Flat rates, the year's budget for gains, and what to do about wash sales."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Taxes"), tr("Flat rates; ask your tax adviser for yours"), parent)
        self.budget = OptionalMoney(tr("Realised gains at most"), FIRST_BUDGET)
        explain(self.budget, tr("Gains less losses that the plan may realise this year."))
        self.short_budget = OptionalMoney(tr("Short-term gains at most"), Decimal(0))
        self.short_rate = PercentField(tr("Short-term rate"))
        self.long_rate = PercentField(tr("Long-term rate"))
        self.wait = DaysField(tr("Wait for long-term"))
        explain(self.wait, tr("A gain that turns long-term within so many days is kept."))
        self.wash_sales = ChoiceField(tr("Wash sales"), _WASH_SALES)
        self._is_updating = False
        self.body.addWidget(self.budget)
        self.body.addWidget(self.short_budget)
        for name, field in (
            (tr("Short-term rate"), self.short_rate),
            (tr("Long-term rate"), self.long_rate),
            (tr("Wait for long-term"), self.wait),
            (tr("Wash sales"), self.wash_sales),
        ):
            self.body.addWidget(labelled(name, field))
        self._connect()

    def _connect(self) -> None:
        self.budget.changed.connect(self._take_budget)
        self.short_budget.changed.connect(self._take_short_budget)
        self.short_rate.valueChanged.connect(self._take_short_rate)
        self.long_rate.valueChanged.connect(self._take_long_rate)
        self.wait.valueChanged.connect(self._take_wait)
        self.wash_sales.chosen.connect(self._take_wash_sales)

    @override
    def show_policy(self, policy: Policy) -> None:
        self._is_updating = True
        rules = policy.tax
        self.budget.set_amount(rules.gain_budget)
        self.short_budget.set_amount(rules.short_term_gain_max)
        self.short_rate.set_share(rules.short_term_rate)
        self.long_rate.set_share(rules.long_term_rate)
        self.wait.setValue(rules.wait_for_long_term)
        self.wash_sales.set_value(rules.wash_sales)
        self._is_updating = False

    @override
    def in_short(self, policy: Policy) -> str:
        rules = policy.tax
        rates = (
            tr(
                "Flat rates {short_term_rate} and {long_term_rate}",
                short_term_rate=percent(rules.short_term_rate),
                long_term_rate=percent(rules.long_term_rate),
            )
            if rules.filing_status is None
            else tr("Federal brackets")
        )
        if rules.gain_budget is None:
            return rates
        return tr(
            "{rates}, gains at most {gain_budget}",
            rates=rates,
            gain_budget=dollars(rules.gain_budget),
        )

    def _take_budget(self, amount: Decimal | None) -> None:
        rules = replace(self.policy.tax, gain_budget=amount)
        self._take(rules, tr("change the gain budget"), Merge.GAIN_BUDGET)

    def _take_short_budget(self, amount: Decimal | None) -> None:
        rules = replace(self.policy.tax, short_term_gain_max=amount)
        self._take(rules, tr("change the limit on short-term gains"), Merge.SHORT_TERM_GAIN)

    def _take_short_rate(self) -> None:
        rules = replace(self.policy.tax, short_term_rate=self.short_rate.share)
        self._take(rules, tr("change the short-term rate"), Merge.SHORT_TERM_RATE)

    def _take_long_rate(self) -> None:
        rules = replace(self.policy.tax, long_term_rate=self.long_rate.share)
        self._take(rules, tr("change the long-term rate"), Merge.LONG_TERM_RATE)

    def _take_wait(self, days: float) -> None:
        rules = replace(self.policy.tax, wait_for_long_term=int(days))
        self._take(rules, tr("change how long to wait for long-term"), Merge.WAIT)

    def _take_wash_sales(self, choice: WashSales) -> None:
        rules = replace(self.policy.tax, wash_sales=choice)
        self._take(rules, tr("change what to do about wash sales"), ALONE)

    def _take(self, rules: TaxRules, title: str, merge_key: int) -> None:
        if not self._is_updating:
            self.decide(replace(self.policy, tax=rules), title, merge_key)
