"""The sheets Trades and Lots name what a desk asks for, and say where nobody knows."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from rebalancer.domain.lot import TaxLot, long_term_from
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.export.annex import Annex
from rebalancer.export.orders.order import OrderTerms, TimeInForce
from rebalancer.export.plan_workbook import build_workbook
from rebalancer.export.sheets.lots import disallowed_of
from rebalancer.ingest.result import ImportResult
from rebalancer.rebalance.approval import NOTHING_SAID, Status
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.policy.policy import Target
from rebalancer.rebalance.policy.relief import LotRelief
from tests.rebalancer.export.household import JOINT
from tests.rebalancer.export.reading import money, read_back, records, share

LIMITS = OrderTerms(limit_bp=50, time_in_force=TimeInForce.GOOD_TILL_CANCELLED)


@pytest.fixture(scope="module")
def desk(plan: TradePlan, imported: ImportResult) -> Workbook:
    """A workbook with limits, an approval, a target of a symbol and a lot relief."""
    first, *others = plan.trades
    trades = (replace(first, relief=LotRelief.HIFO, price_source="by hand"), *others)
    targets = (*plan.policy.targets, Target(key="symbol:AAPL", maximum=0.08))
    approval = NOTHING_SAID.with_status([trades[0]], Status.APPROVED)
    asked = replace(plan, trades=trades, policy=replace(plan.policy, targets=targets))
    return read_back(build_workbook(asked, imported, Annex(terms=LIMITS, approval=approval)))


def test_orders_have_their_type_limit_and_time(desk: Workbook) -> None:
    rows = {(row["Action"], row["Symbol"]): row for row in records(desk, "Trades", "Seq")}
    apple, fund = rows["Sell", "AAPL"], rows["Sell", "FXAIX"]
    assert (apple["Order type"], apple["Limit"], apple["TIF"]) == ("Limit", 307.8, "GTC")
    assert (fund["Order type"], fund["Limit"], fund["TIF"]) == ("Closing price", None, "DAY")
    assert rows["Buy", "IJR"]["Lot relief"] is None
    assert apple["Lot relief"] == LotRelief.HIFO.words.capitalize()


def test_orders_at_the_market_have_no_limit(workbook: Workbook) -> None:
    apple = records(workbook, "Trades", "Seq")[0]
    assert (apple["Order type"], apple["Limit"], apple["TIF"]) == ("Market", None, "DAY")


def test_a_price_has_its_day_where_its_source_names_one(desk: Workbook) -> None:
    rows = {row["Symbol"]: row for row in records(desk, "Trades", "Seq")}
    assert rows["NVDA"]["Price as of"] == date(2026, 8, 21)
    assert rows["AAPL"]["Price as of"] == "unknown"


def test_weights_are_of_the_whole_household(desk: Workbook, plan: TradePlan) -> None:
    for row in records(desk, "Trades", "Seq"):
        for header, portfolio in (
            ("Pre %", plan.portfolio_before),
            ("Post %", plan.portfolio_after),
        ):
            held = total(
                position.value
                for _, position in portfolio.holdings()
                if position.symbol == row["Symbol"]
            )
            assert share(row[header]) == pytest.approx(float(held / portfolio.total_value))
    targets = {row["Symbol"]: row["Target %"] for row in records(desk, "Trades", "Seq")}
    assert targets["AAPL"] == "at most 8.0\u00a0%"
    assert targets["NVDA"] is None


def test_what_is_approved_is_said_and_notes_are_left_to_the_reader(desk: Workbook) -> None:
    rows = records(desk, "Trades", "Seq")
    assert [row["Status"] for row in rows] == ["Approved", *["Proposed"] * (len(rows) - 1)]
    assert {row["Notes"] for row in rows} == {None}


def test_a_lot_is_told_apart_and_has_its_rate_and_tax(workbook: Workbook, plan: TradePlan) -> None:
    february, older, unknown, qqq, _ = records(workbook, "Lots", "Trade")
    assert [row["Lot"] for row in (february, older, unknown)] == [1, 2, 1]
    assert (february["Shares held"], older["Shares held"]) == (120, 300)
    until = (long_term_from(date(2026, 2, 10)) - plan.as_of).days
    assert [row["Days to long-term"] for row in (february, older)] == [until, 0]
    assert unknown["Days to long-term"] == unknown["Gain %"] == "unknown"
    gain = money(february["Gain/loss"]) / money(february["Cost basis"])
    assert share(february["Gain %"]) == pytest.approx(float(gain))
    owed = to_cents(money(february["Taxed gain"]) * money(february["Tax rate"]))
    assert money(february["Est. tax"]) == owed
    assert qqq["Tax rate"] is None
    assert qqq["Est. tax"] == qqq["Wash disallowed"] == 0


def losing(trade: Trade, *gains: str | None) -> Trade:
    """Return *trade* with a lot for each of *gains*."""
    lots = [replace(trade.lots[0], gain=None if gain is None else Decimal(gain)) for gain in gains]
    return replace(trade, lots=tuple(lots))


@pytest.mark.parametrize(
    ("gains", "disallowed", "of_lots"),
    [
        (["-5", None, "3"], "0", ["0", "0", "0"]),
        (["-5", None, "-3"], "8", ["5", "0", "3"]),
        (["-5", "3"], "2", ["2", "0"]),
        (["-5", "-3", "1"], "2", [None, None, "0"]),
    ],
)
def test_a_disallowed_loss_is_shared_out_only_where_that_is_certain(
    plan: TradePlan, gains: list[str | None], disallowed: str, of_lots: list[str | None]
) -> None:
    trade = replace(losing(plan.trades[0], *gains), disallowed=Decimal(disallowed))
    expected = [None if amount is None else Decimal(amount) for amount in of_lots]
    assert list(disallowed_of(trade)) == expected


def test_what_a_wash_sale_takes_is_said_by_the_trade_and_unknown_by_the_lot(
    plan: TradePlan, imported: ImportResult
) -> None:
    first, *others = plan.trades
    trade = replace(losing(first, "-50", "-30"), disallowed=Decimal(10))
    workbook = read_back(build_workbook(replace(plan, trades=(trade, *others)), imported))
    assert records(workbook, "Trades", "Seq")[0]["Wash sale"] == "$10.00 disallowed"
    assert records(workbook, "Trades", "Seq")[1]["Wash sale"] == "no"
    lot = records(workbook, "Lots", "Trade")[0]
    assert lot["Wash disallowed"] == lot["Est. tax"] == "unknown"


def test_a_lot_that_could_be_one_of_two_is_not_guessed(
    plan: TradePlan, imported: ImportResult
) -> None:
    first, *others = plan.trades
    lots = tuple(
        TaxLot(quantity=shares, acquired=date(2026, 2, 10), cost_basis=shares * 276)
        for shares in (Decimal(120), Decimal(300))
    )
    accounts = tuple(
        replace(
            account,
            positions=tuple(
                replace(each, lots=lots) if each.symbol == first.symbol else each
                for each in account.positions
            ),
        )
        if account.key == JOINT
        else account
        for account in plan.portfolio_before.accounts
    )
    unsure = replace(
        plan,
        trades=(replace(first, lots=first.lots[:1]), *others),
        portfolio_before=replace(plan.portfolio_before, accounts=accounts),
    )
    workbook = read_back(build_workbook(unsure, imported))
    assert records(workbook, "Lots", "Trade")[0]["Shares held"] == "unknown"


def test_a_lot_that_cost_nothing_has_no_gain_in_per_cent(
    plan: TradePlan, imported: ImportResult
) -> None:
    first, *others = plan.trades
    free = replace(first.lots[0], cost_basis=ZERO, gain=Decimal(10))
    gift = replace(plan, trades=(replace(first, lots=(free,)), *others))
    row = records(read_back(build_workbook(gift, imported)), "Lots", "Trade")[0]
    assert row["Gain %"] is None
    assert first.action is Action.SELL
