"""What only a policy file can say of harvesting, location and identity outlives every decision."""

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.policy.policy import BuyStyle, Mode, Objective
from ui.views.rebalance.desk import DecisionDesk

FROM_A_FILE = parse_policy(
    """
    [trading]
    mode = "tlh_and_rebalance"
    [harvest]
    min_loss = 250
    carried_loss_value = 0.15
    replacements = "buy_list"
    [location]
    weigh = true
    years = 8
    income."symbol:SCHD" = { yield = 0.035, qualified = 1.0 }
    [restrictions]
    equivalents = [["VTI", "ITOT"], ["SPY", "VOO"]]
    """
)


@pytest.fixture
def desk(qtbot: QtBot) -> DecisionDesk:
    """Return the panels with every decision taken at once."""
    made = DecisionDesk()
    qtbot.addWidget(made)
    made.decided.connect(lambda decision: made.set_policy(decision.policy))
    made.set_policy(FROM_A_FILE)
    return made


def test_harvesting_is_a_mode_that_the_window_shows_and_offers(desk: DecisionDesk) -> None:
    assert desk.trading.mode.value is Mode.TLH_AND_REBALANCE

    desk.trading.mode.chosen.emit(Mode.TLH)

    assert desk.trading.policy.trading.mode is Mode.TLH


def test_other_decisions_keep_what_the_file_says(desk: DecisionDesk) -> None:
    desk.taxes.budget.changed.emit(Decimal(1500))
    desk.trading.objectives[Objective.CLOSEST].click()
    desk.buying.style_field.chosen.emit(BuyStyle.QUALITY)
    desk.restrictions.lists["lock"].add("aapl")

    policy = desk.targets.policy
    assert policy != FROM_A_FILE
    assert policy.harvest == FROM_A_FILE.harvest
    assert policy.location == FROM_A_FILE.location
    assert policy.restrictions.equivalents == (("VTI", "ITOT"), ("SPY", "VOO"))
    assert parse_policy(policy_text(policy)) == policy
