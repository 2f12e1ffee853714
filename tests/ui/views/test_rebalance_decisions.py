"""The panels of decisions: each changes its own part of the policy and leaves the rest alone."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.domain.account import Account, Position, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.policy.policy import (
    BUY_STYLES,
    DEFAULT_POLICY,
    BuyStyle,
    Mode,
    Objective,
    RebalanceTo,
    Target,
    Trading,
)
from rebalancer.rebalance.policy.target_file import BandRule
from rebalancer.rebalance.tax.rules import WashSales
from ui.views.rebalance.buying import Choice
from ui.views.rebalance.decision import Decision
from ui.views.rebalance.desk import DecisionDesk
from ui.widgets.fields import PercentField

HELD = ("VTI", "QQQ", "NVDA", "AAPL")


def position(symbol: str, value: int, kind: SecurityKind) -> Position:
    return Position(
        symbol=symbol,
        description=symbol,
        kind=kind,
        value=Decimal(value),
        quantity=Decimal(10),
        price=Decimal(value) / 10,
    )


HOUSEHOLD = Portfolio(
    accounts=(
        Account(
            key="1",
            broker="Schwab",
            number="...1",
            name="Joint",
            tax_treatment=TaxTreatment.TAXABLE,
            positions=(
                position("AAPL", 100, SecurityKind.STOCK),
                position("NVDA", 900, SecurityKind.STOCK),
                position("QQQ", 200, SecurityKind.FUND),
                position("VTI", 300, SecurityKind.FUND),
                position("CALL", 50, SecurityKind.OPTION),
            ),
        ),
    )
)


@pytest.fixture
def desk(qtbot: QtBot) -> DecisionDesk:
    """The panels as on the page: what one decides is shown by all of them."""
    desk = DecisionDesk()
    qtbot.addWidget(desk)

    def obey(decision: Decision) -> None:
        desk.set_policy(decision.policy)

    desk.decided.connect(obey)
    desk.buying.set_portfolio(HOUSEHOLD)
    return desk


def test_styles_and_an_own_list_decide_what_is_bought(desk: DecisionDesk) -> None:
    buying = desk.buying
    for choice, symbols, shown in (
        (BuyStyle.QUALITY, BUY_STYLES[BuyStyle.QUALITY], BuyStyle.QUALITY),
        (BuyStyle.OWN, HELD, BuyStyle.OWN),
        (Choice.OWN_LIST, HELD, Choice.OWN_LIST),
        (Choice.NOTHING, (), Choice.NOTHING),
    ):
        buying.style_field.chosen.emit(choice)
        assert desk.targets.policy.buy == symbols
        assert buying.style_field.value == shown
    assert buying.symbols.isHidden()


def test_an_own_list_is_typed_and_put_in_order(desk: DecisionDesk) -> None:
    buying = desk.buying
    buying.symbols.add("brk.b, ijr")
    buying.symbols.shift("IJR", -9)
    assert desk.targets.policy.buy == ("IJR", *BUY_STYLES[BuyStyle.BROAD], "BRK-B")
    assert buying.style_field.value is Choice.OWN_LIST
    desk.set_policy(replace(DEFAULT_POLICY, buy=("ZZZZ",)))
    assert buying.style_field.value is Choice.OWN_LIST


def test_taxes_and_trading_are_decided_field_by_field(desk: DecisionDesk) -> None:
    taxes, trading = desk.taxes, desk.trading
    taxes.budget.changed.emit(Decimal(1500))
    taxes.short_budget.changed.emit(Decimal(0))
    taxes.short_rate.setValue(37.0)
    taxes.long_rate.setValue(23.8)
    taxes.wash_sales.chosen.emit(WashSales.WARN)
    trading.objectives[Objective.CLOSEST].click()
    trading.mode.chosen.emit(Mode.BUY_ONLY)
    trading.cash_buffer.setValue(2.0)
    trading.min_trade.setValue(250.0)
    trading.whole_shares.click()
    policy = desk.targets.policy
    assert policy.tax.gain_budget == Decimal(1500)
    assert policy.tax.short_term_gain_max == Decimal(0)
    assert (policy.tax.short_term_rate, policy.tax.long_term_rate) == (0.37, 0.238)
    assert policy.tax.wash_sales is WashSales.WARN
    assert policy.trading == Trading(
        objective=Objective.CLOSEST,
        mode=Mode.BUY_ONLY,
        cash_buffer=0.02,
        min_trade=Decimal(250),
        whole_shares=False,
    )
    desk.set_policy(DEFAULT_POLICY)
    assert taxes.short_rate.share == 0.40
    assert trading.objectives[Objective.CHEAPEST].isChecked()
    assert trading.whole_shares.isChecked()


FROM_A_FILE = parse_policy(
    """
    [targets]
    small_cap = { target = 0.2, rule = "200/175" }
    "class:bond" = { target = 0.3, relative_band = 0.2, to = "half" }
    [trading]
    cost_bp = 2
    spread_bp = { default = 4, BND = 10 }
    ticket_fee = 4.95
    min_position = 500
    turnover_max = 0.2
    [tax]
    wait_for_long_term = 30
    """
)


def test_sizes_costs_and_patience_are_decided(desk: DecisionDesk) -> None:
    trading = desk.trading
    desk.set_policy(FROM_A_FILE)
    trading.min_position.setValue(750.0)
    trading.turnover.switch.click()
    trading.turnover.switch.click()
    trading.turnover.field.setValue(30.0)
    trading.cost.setValue(1.5)
    trading.spread.setValue(6.0)
    trading.ticket_fee.setValue(1.0)
    desk.taxes.wait.setValue(45)
    policy = desk.targets.policy
    assert policy.trading == replace(
        FROM_A_FILE.trading,
        min_position=Decimal(750),
        turnover_max=0.3,
        cost_bp=1.5,
        spread_bp={"default": 6.0, "BND": 10.0},
        ticket_fee=Decimal(1),
    )
    assert policy.tax.wait_for_long_term == 45
    trading.spread.setValue(0.0)
    trading.turnover.switch.click()
    assert desk.targets.policy.trading.spread_bp == {"BND": 10.0}
    assert desk.targets.policy.trading.turnover_max is None
    assert "no limit" not in trading.file_only


def test_a_tolerance_follows_a_rule_or_a_person(desk: DecisionDesk) -> None:
    desk.set_policy(FROM_A_FILE)
    others = desk.targets.others
    small, bonds = others.lines
    assert (small.rule.value, small.band.isEnabled()) == (BandRule.TWO_HUNDRED, False)
    assert (bonds.rule.value, bonds.back.value) == (BandRule.TWENTY_HALF, RebalanceTo.HALF)
    assert bonds.band.share == 0.06

    bonds.rule.chosen.emit(BandRule.FIVE_TWENTY_FIVE)
    assert desk.targets.policy.targets[1] == Target(
        key="class:bond", target=0.3, band=0.05, relative_band=0.25
    )
    bonds.rule.chosen.emit(None)
    bonds.back.chosen.emit(RebalanceTo.EDGE)
    bonds.band.setValue(4.0)
    assert desk.targets.policy.targets[1] == Target(
        key="class:bond", target=0.3, band=0.04, to=RebalanceTo.EDGE
    )
    bonds.rule.chosen.emit(BandRule.TWENTY_HALF)
    assert bonds.band.share == 0.06
    small.rule.chosen.emit(None)
    assert small.band.isEnabled()
    assert parse_policy(policy_text(desk.targets.policy)) == desk.targets.policy


def test_a_target_of_a_slider_is_removed_with_its_tolerance(desk: DecisionDesk) -> None:
    both = Target(key="magnificent_seven", maximum=0.3, target=0.2, band=0.02)
    desk.set_policy(replace(DEFAULT_POLICY, targets=(both,)))
    (lines,) = desk.targets.others.lines
    lines.band.setValue(3.0)
    assert desk.targets.policy.targets == (replace(both, band=0.03),)
    lines.remove.click()
    assert desk.targets.policy.targets == (Target(key="magnificent_seven", maximum=0.3),)
    assert parse_policy(policy_text(desk.targets.policy)) == desk.targets.policy


def test_what_is_typed_into_a_target_that_goes_away_changes_nothing(
    desk: DecisionDesk, qtbot: QtBot
) -> None:
    desk.set_policy(FROM_A_FILE)
    with qtbot.waitExposed(desk):
        desk.show()
    for number in range(len(desk.targets.others.lines)):
        lines = desk.targets.others.lines[number]
        for field in lines.findChildren(PercentField):
            if field.isEnabled():
                field.setFocus()
                field.selectAll()
                qtbot.keyClicks(field, "1")
        desk.set_policy(DEFAULT_POLICY)
        assert desk.targets.policy == DEFAULT_POLICY
        desk.set_policy(FROM_A_FILE)


def test_what_a_policy_file_brought_along_is_shown_and_outlives_every_decision(
    desk: DecisionDesk,
) -> None:
    desk.set_policy(FROM_A_FILE)
    assert desk.trading.file_only == (
        "Also in force, from the policy file: a spread in BND of 10.0 basis points."
    )
    trading = desk.trading
    assert (trading.cost.value(), trading.spread.value()) == (2.0, 4.0)
    assert trading.ticket_fee.amount == Decimal("4.95")
    assert (trading.min_position.amount, trading.turnover.share) == (Decimal(500), 0.2)
    assert desk.taxes.wait.value() == 30

    desk.taxes.budget.changed.emit(Decimal(1500))
    desk.taxes.wash_sales.chosen.emit(WashSales.WARN)
    desk.trading.objectives[Objective.CLOSEST].click()
    desk.trading.min_trade.setValue(250.0)
    desk.buying.style_field.chosen.emit(BuyStyle.QUALITY)
    desk.targets.sliders["magnificent_seven"].field.setValue(20.0)
    desk.restrictions.lists["lock"].add("vti")

    policy = desk.targets.policy
    assert policy != FROM_A_FILE
    assert set(FROM_A_FILE.targets) <= set(policy.targets)
    before, after = FROM_A_FILE.trading, policy.trading
    assert after == replace(before, objective=after.objective, min_trade=after.min_trade)
    assert policy.tax == replace(
        FROM_A_FILE.tax, gain_budget=Decimal(1500), wash_sales=WashSales.WARN
    )
    assert parse_policy(policy_text(policy)) == policy
