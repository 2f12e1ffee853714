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
    Trading,
)
from rebalancer.rebalance.tax.rules import WashSales
from ui.format import percent
from ui.views.rebalance.decision import Decision
from ui.views.rebalance.desk import DecisionDesk

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
        ("own list", HELD, "own list"),
        ("nothing", (), "nothing"),
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
    assert buying.style_field.value == "own list"
    desk.set_policy(replace(DEFAULT_POLICY, buy=("ZZZZ",)))
    assert buying.style_field.value == "own list"


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


def test_what_a_policy_file_brought_along_is_shown_and_outlives_every_decision(
    desk: DecisionDesk,
) -> None:
    desk.set_policy(FROM_A_FILE)
    assert desk.trading.file_only == (
        "Also in force, from the policy file: trading costs of 2.0 basis points; a spread of "
        "4.0 basis points; a spread in BND of 10.0 basis points; $4.95 for every order; no holding "
        f"left below $500.00; at most {percent(0.2)} turned over; gains kept that turn long-term in "
        "30 days."
    )

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
