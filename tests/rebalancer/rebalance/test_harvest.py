"""Losses are harvested for what they are worth, and replaced by what is like them."""

from decimal import Decimal

import pytest
from hypothesis import strategies as st

from rebalancer.domain.account import Account
from rebalancer.domain.security import SecurityKind
from rebalancer.rebalance.plan import Action, Harvested, PlanStatus, TradePlan
from tests.rebalancer.rebalance.households import (
    LAST_JUNE,
    TODAY,
    account,
    bought,
    lot,
    plan,
    position,
    sold,
    traded,
)

HARVEST = '[trading]\nmode = "tlh"\n'
BOTH = '[trading]\nmode = "tlh_and_rebalance"\n'
LOSING = position("SPY", "100", lot("100", "120"))


def harvested(result: TradePlan) -> Harvested:
    """Return what a plan that seeks losses harvests."""
    assert result.harvest is not None
    return result.harvest


def test_a_loss_is_harvested_and_replaced_by_what_has_the_most_in_common() -> None:
    holdings = (LOSING, position("BND", "70", lot("10", "60")))

    result = plan([account("1", "taxable", *holdings)], HARVEST)

    sale, purchase = result.trades
    assert sale.symbol == "SPY"
    assert sale.quantity == 100
    assert sale.tax == -800
    assert purchase.symbol == "VTI"
    (replacement,) = purchase.replaces
    assert replacement.sold == "SPY"
    assert replacement.overlap is not None
    assert replacement.overlap.share == pytest.approx(0.797, abs=0.001)
    assert replacement.difference == "it is looked through by VTI, not by SP500"
    assert "Replaces SPY: 79.7% of the two is the same" in purchase.reason
    assert sale.reason == "Harvests a loss of $2,000.00 in 1 lot; saves $800.00 of tax this year."
    assert harvested(result).saved == 800
    assert result.safe_dates[0].symbol == "SPY"
    assert result.safe_dates[0].first_day.isoformat() == "2026-12-21"


def test_of_two_losses_each_gets_a_replacement_of_its_own_kind() -> None:
    small = position("IWM", "100", lot("50", "110", LAST_JUNE))
    policy = f"{HARVEST}[harvest]\ncarried_loss_value = 0.3\n"

    result = plan([account("1", "taxable", LOSING, small)], policy)

    replaced = {t.symbol: t.replaces[0].sold for t in result.trades if t.action is Action.BUY}
    assert replaced == {"VTI": "SPY", "IJR": "IWM"}
    assert harvested(result).short_term_loss == 500
    assert harvested(result).long_term_loss == 2000
    assert harvested(result).loss == 2500


def test_losses_beyond_what_other_income_absorbs_are_worth_what_the_policy_says() -> None:
    holding = position("SPY", "100", lot("400", "120"))

    ignored = plan([account("1", "taxable", holding)], HARVEST)
    valued = plan(
        [account("1", "taxable", holding)], f"{HARVEST}[harvest]\ncarried_loss_value = 0.1\n"
    )

    assert 150 <= sold(ignored, "SPY") <= 155  # 3,000 USD of loss, to the share
    assert sold(valued, "SPY") == 400
    assert harvested(valued).carried == 5000
    assert harvested(valued).carried_value == 500
    assert harvested(valued).saved == 1200
    assert any("taken to be worth $500.00" in message for message in valued.messages)


def test_a_loss_is_weighed_by_exact_netting() -> None:
    # selling and buying again costs 2,273; against a short-term gain the loss saves 4,000,
    # against a long-term one 2,000
    holding = position("SPY", "100", lot("125", "180"))
    rules = "whole_shares = false\ncost_bp = 1000\n[tax.realised]\n{} = 10000\n"

    short = plan([account("1", "taxable", holding)], HARVEST + rules.format("short_term"))
    long = plan([account("1", "taxable", holding)], HARVEST + rules.format("long_term"))

    assert harvested(short).saved == 4000
    assert sum(trade.cost for trade in short.trades) == pytest.approx(Decimal(2273), abs=1)
    assert long.trades == ()
    assert long.status is PlanStatus.NOTHING_TO_DO


@pytest.mark.parametrize("status", ["single", "married_joint"])
def test_a_loss_saves_by_the_brackets_what_the_exact_tax_says(status: str) -> None:
    rules = (
        f'[tax]\nfiling_status = "{status}"\nincome = 100000\nrealised = {{ long_term = 500 }}\n'
    )

    result = plan([account("1", "taxable", LOSING)], HARVEST + rules)

    # 500 meets the gain, at 15 % or at 0 %; 1,500 is deducted from income, at 22 % or at 12 %
    expected = {"single": 75 + 330, "married_joint": 180}[status]
    assert harvested(result).loss == 2000
    assert harvested(result).saved == expected


def test_an_ira_may_buy_a_twin_of_what_is_harvested_and_not_the_thing_itself() -> None:
    accounts = [account("1", "taxable", LOSING), account("2", "tax_deferred", cash="10000")]
    policy = f"""
        [targets]
        "class:cash" = {{ max = 0.001 }}
        {BOTH}
        whole_shares = false
        [tax.realised]
        long_term = 2000
        [buy]
        symbols =
    """

    twin = plan(accounts, f'{policy.rstrip()} ["SPY", "VTI"]\n')
    only = plan(accounts, f'{policy.rstrip()} ["SPY"]\n[harvest]\nreplacements = "buy_list"\n')

    assert harvested(twin).saved == 400
    assert bought(twin, "SPY") == 0
    assert ("buy", "2", "VTI") in traded(twin)
    assert set(traded(only)) == {("buy", "2", "SPY")}
    assert only.tax.estimated_tax == 0


def test_a_weight_that_has_to_stay_cannot_be_harvested_by_selling_and_buying_back() -> None:
    policy = f'[targets]\n"symbol:SPY" = {{ min = 1.0 }}\n{BOTH}[buy]\nsymbols = ["SPY"]\n'

    result = plan([account("1", "taxable", LOSING)], policy)

    assert result.trades == ()
    assert result.tax.estimated_tax == 0


def test_targets_come_first_and_losses_second() -> None:
    holdings = (LOSING, position("NVDA", "100", lot("100", "40")))
    policy = f"[targets]\nmagnificent_seven = {{ max = 0.4 }}\n{BOTH}"

    result = plan([account("1", "taxable", *holdings)], policy)

    assert result.outcomes[0].after <= 0.4
    assert sold(result, "SPY") == 100
    assert harvested(result).loss == 2000


def test_without_anything_alike_the_proceeds_stay_in_cash_and_it_is_said() -> None:
    result = plan(
        [account("1", "taxable", position("AAPL", "100", lot("100", "120")))],
        f"{HARVEST}[harvest]\nreplacements = 'buy_list'\n",
    )

    assert traded(result) == {("sell", "1", "AAPL"): 100}
    assert harvested(result).in_cash == 10000
    said = "Nothing on the buy list may replace AAPL and has 40% in common with it"
    assert any(message.startswith(said) for message in result.messages)


def test_of_equal_losses_the_one_that_can_be_replaced_is_harvested() -> None:
    holdings = (
        position("AAPL", "100", lot("150", "120")),
        position("SPY", "100", lot("150", "120")),
    )

    result = plan([account("1", "taxable", *holdings)], HARVEST)

    assert sold(result, "AAPL") == 0
    assert sold(result, "SPY") == 150


def test_a_bond_fund_is_replaced_by_one_that_the_buy_list_names() -> None:
    bonds = position("BND", "70", lot("100", "90"), kind=SecurityKind.FUND)

    listed = plan([account("1", "taxable", bonds)], f'{HARVEST}[buy]\nsymbols = ["VTI", "AGG"]\n')
    nothing = plan([account("1", "taxable", bonds)], HARVEST)

    assert bought(listed, "AGG") > 0
    (replacement,) = listed.trades[-1].replaces
    assert replacement.overlap is None
    assert "nobody sees what either holds, no exposure moves" in listed.trades[-1].reason
    assert harvested(nothing).in_cash == 7000


def test_small_losses_are_left_alone_by_dollars_and_by_share_of_cost() -> None:
    holding = position("SPY", "100", lot("100", "120"), lot("10", "101", LAST_JUNE))
    accounts = [account("1", "taxable", holding)]

    dollars = plan(accounts, f"{HARVEST}[harvest]\nmin_loss = 100\n")
    share = plan(accounts, f"{HARVEST}[harvest]\nmin_loss_share = 0.05\n")
    neither = plan(accounts, f"{HARVEST}[harvest]\nmin_loss = 5000\n")

    assert sold(dollars, "SPY") == sold(share, "SPY") == 100
    assert neither.trades == ()
    assert "SPY at a loss is not sold: it loses less than what is worth harvesting." in {
        item.reason for item in neither.skipped
    }


def test_while_rebalancing_a_small_loss_is_no_reason_to_sell() -> None:
    policy = f"[targets]\nsmall_cap = {{ min = 0.0 }}\n{BOTH}[harvest]\nmin_loss = 2500\n"

    result = plan([account("1", "taxable", LOSING)], policy)

    assert result.trades == ()


# ---------------------------------------------------------------------------------- laws

FUNDS = ("SPY", "VTI", "QQQ", "IWM", "IJR", "VUG", "BND", "AAPL")
lots = st.builds(
    lot,
    st.integers(1, 200).map(str),
    st.sampled_from(["60", "95", "104", "130", "180"]),
    st.sampled_from([LAST_JUNE, None, TODAY.replace(year=2020)]),
)


@st.composite
def losing_households(draw: st.DrawFn) -> tuple[Account, ...]:
    """Draw up to three accounts with gains and losses, all at a price of 100."""
    accounts = []
    for number in range(draw(st.integers(1, 3))):
        held = draw(st.lists(st.sampled_from(FUNDS), min_size=1, max_size=4, unique=True))
        positions = [
            position(symbol, "100", *draw(st.lists(lots, min_size=1, max_size=2)))
            for symbol in held
        ]
        treatment = draw(st.sampled_from(["taxable", "taxable", "tax_deferred"]))
        accounts.append(account(str(number), treatment, *positions, cash="50"))
    return tuple(accounts)


def nothing_moves_beyond_its_tracking(result: TradePlan) -> None:
    """No group moves by more than the replacements' own difference, and what stays in cash."""
    tracked = sum(
        float(trade.value) * max(each.moves for each in trade.replaces)
        for trade in result.trades
        if trade.replaces
    )
    room = tracked + float(harvested(result).in_cash) + 1.0
    universe = result.exposures_after.universe
    for group in universe.groups.values():
        before, after = (
            float(each.by_leaf[each.through.flags(group.holds)].sum())
            for each in (result.exposures_before, result.exposures_after)
        )
        assert abs(after - before) <= room
