"""What keeps a loss from being harvested, and what harvesting leaves alone."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.domain.account import Account
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.checks import check_plan
from rebalancer.rebalance.equivalents import Equivalents
from rebalancer.rebalance.plan import PlanStatus
from rebalancer.rebalance.policy.file import parse_policy, policy_text
from rebalancer.rebalance.policy.harvest import Harvest, Replacements
from rebalancer.rebalance.policy.policy import Mode
from tests.rebalancer.rebalance.households import (
    TODAY,
    account,
    bought,
    lot,
    plan,
    position,
    sold,
)
from tests.rebalancer.rebalance.test_harvest import (
    BOTH,
    HARVEST,
    LOSING,
    harvested,
    losing_households,
    nothing_moves_beyond_its_tracking,
)


def test_what_may_not_be_sold_or_bought_is_respected() -> None:
    kept = f'{HARVEST}[restrictions]\ndo_not_sell = ["SPY"]\n'
    barred = f'{HARVEST}[restrictions]\ndo_not_buy = ["VTI"]\n'

    assert plan([account("1", "taxable", LOSING)], kept).trades == ()
    assert bought(plan([account("1", "taxable", LOSING)], barred), "VTI") == 0


def test_a_recent_purchase_in_an_ira_puts_the_harvest_off() -> None:
    policy = f"""
        {HARVEST}
        [tax]
        wash_sales = "warn"
        [[recent_trades]]
        account = "2"
        symbol = "VOO"
        action = "buy"
        date = 2026-10-31
        quantity = 30
    """
    accounts = [account("1", "taxable", LOSING), account("2", "tax_exempt", cash="5")]

    result = plan(accounts, policy)

    assert result.trades == ()
    assert result.wash_sales == ()
    assert any(
        "SPY in Account ...1 counts in full from 2026-12-01" in date.reason
        for date in result.safe_dates
    )
    assert any("although the policy only warns" in message for message in result.messages)


def test_after_a_recent_loss_its_fund_is_no_replacement() -> None:
    policy = f"""
        {HARVEST}
        [[recent_trades]]
        account = "1"
        symbol = "VTI"
        action = "sell"
        date = 2026-11-10
        quantity = 30
        gain = -50
    """

    result = plan([account("1", "taxable", LOSING)], policy)

    assert sold(result, "SPY") == 100
    assert bought(result, "VTI") == 0


def test_a_reinvested_dividend_puts_the_harvest_off_until_it_is_safe() -> None:
    drip = position("SPY", "100", lot("100", "120"), lot("0.31", "99", TODAY.replace(day=2)))

    result = plan([account("1", "taxable", drip)], HARVEST)

    assert result.trades == ()
    (date_of,) = result.safe_dates
    assert "0.31 of SPY was bought in Account ...1 on 2026-11-02" in date_of.reason
    assert date_of.first_day.isoformat() == "2026-12-03"


def test_harvesting_does_not_pursue_targets_and_says_so() -> None:
    policy = f"[targets]\nsmall_cap = {{ min = 0.5 }}\n{HARVEST}objective = 'closest'\n"

    result = plan([account("1", "taxable", position("SPY", "100", lot("9", "50")))], policy)

    assert result.status is PlanStatus.NOTHING_TO_DO
    assert result.outcomes[0].explanation.endswith("targets are not pursued.")
    assert "No loss is worth harvesting." in result.messages


def test_without_seeking_losses_a_plan_says_nothing_of_them() -> None:
    assert plan([account("1", "taxable", LOSING)], "").harvest is None


def test_what_nothing_tells_apart_is_never_a_replacement_unless_you_say_so() -> None:
    snapshot = embedded_universe().snapshot
    same = Equivalents(snapshot=snapshot)
    told = Equivalents(snapshot=snapshot, groups=(("VTI", "VTSAX"),))

    assert same.difference("SPY", "VOO") == ""
    assert same.difference("VTI", "ITOT") == ""
    assert (
        same.difference("VTI", "VT") == "it is looked through by 62% VTI and 38% VXUS, not by VTI"
    )
    assert told.difference("VTI", "ITOT") == "your equivalents do not put the two together"
    assert told.difference("VTI", "VTSAX") == ""
    assert same.difference("AAPL", "QQQ") == "a fund is not the shares of one company"
    assert same.difference("AAPL", "MSFT") == "it is another company"
    assert same.difference("BND", "AGG") == "it is another fund"


def test_a_funds_own_file_tells_it_apart() -> None:
    snapshot = replace(embedded_universe().snapshot, own_baskets={"ITOT": "my ITOT"})

    difference = Equivalents(snapshot=snapshot).difference("VTI", "ITOT")

    assert difference == "it is looked through by my ITOT, not by VTI"


def test_losses_of_earlier_years_leave_nothing_to_save() -> None:
    policy = f"{HARVEST}[tax.loss_carryforward]\nshort_term = 5000\n"

    assert plan([account("1", "taxable", LOSING)], policy).trades == ()


def test_losses_make_room_for_gains_that_the_targets_ask_for() -> None:
    holdings = (LOSING, position("NVDA", "100", lot("100", "80")))
    policy = f"""
        [targets]
        magnificent_seven = {{ max = 0.2 }}
        {BOTH}
        [tax]
        filing_status = "single"
        income = 100000
        loss_carryforward = {{ long_term = 4000 }}
    """

    result = plan([account("1", "taxable", *holdings)], policy)

    assert result.outcomes[0].shortfall == 0
    assert result.tax.estimated_tax == 0


def test_every_key_of_a_harvest_is_read_and_written_back() -> None:
    policy = parse_policy(
        """
        [trading]
        mode = "tlh_and_rebalance"
        [harvest]
        min_loss = 250.5
        min_loss_share = 0.05
        carried_loss_value = 0.15
        min_overlap = 0.6
        replacements = "buy_list"
        """
    )

    assert policy.trading.mode is Mode.TLH_AND_REBALANCE
    assert policy.harvest == Harvest(
        min_loss=Decimal("250.5"),
        min_loss_share=0.05,
        carried_loss_value=0.15,
        min_overlap=0.6,
        replacements=Replacements.BUY_LIST,
    )
    assert parse_policy(policy_text(policy)) == policy


@settings(max_examples=25)
@given(losing_households(), st.sampled_from([0.0, 0.2]))
def test_a_harvest_sells_losses_only_and_stays_what_it_was(
    accounts: tuple[Account, ...], carried: float
) -> None:
    policy = f"{HARVEST}[harvest]\ncarried_loss_value = {carried}\n"

    result = plan(accounts, policy)

    books = check_plan(result, Portfolio(accounts=accounts))
    assert [check.detail for check in books if not check.passed] == []
    sales = [sale for t in result.trades for sale in t.lots]
    assert all(sale.gain is not None and sale.gain < 0 for sale in sales)
    assert harvested(result).loss == -sum((sale.gain or 0 for sale in sales), start=Decimal(0))
    assert harvested(result).saved == -result.tax.estimated_tax >= 0
    assert result.wash_sales == ()
    nothing_moves_beyond_its_tracking(result)


@settings(max_examples=15)
@given(losing_households())
def test_whoever_seeks_losses_pays_no_more_than_whoever_does_not(
    accounts: tuple[Account, ...],
) -> None:
    targets = "[targets]\nmagnificent_seven = { max = 0.3 }\nsmall_cap = { min = 0.1 }\n"

    ignored = plan(accounts, targets)
    sought = plan(accounts, targets + BOTH)

    books = check_plan(sought, Portfolio(accounts=accounts))
    assert [check.detail for check in books if not check.passed] == []
    assert sought.wash_sales == ()
    if ignored.status is PlanStatus.OPTIMAL and sought.status is PlanStatus.OPTIMAL:
        room = Decimal(sought.before.total_value) / 100
        assert sought.tax.estimated_tax <= ignored.tax.estimated_tax + room
