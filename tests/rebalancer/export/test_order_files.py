"""A plan becomes the files that brokers read, and each of them says what the plan says."""

import stat
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.export.orders import generic, ibkr_basket, ibkr_rebalance, wealthscape
from rebalancer.export.orders.files import (
    OrderRequest,
    order_files,
    write_order_files,
)
from rebalancer.export.orders.order import (
    MARKET_ORDERS,
    Order,
    OrderFileError,
    OrderTerms,
    TimeInForce,
    orders_in,
)
from rebalancer.export.orders.wealthscape import PROPOSED_CODES, Codes
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from tests.rebalancer.export.household import IRA, JOINT, ROTH
from tests.rebalancer.export.test_safety import PAYLOADS

LIMITS = OrderTerms(limit_bp=50, time_in_force=TimeInForce.GOOD_TILL_CANCELLED)


def at(plan: TradePlan, broker: str) -> TradePlan:
    """Return *plan* with every account at one broker."""
    accounts = tuple(replace(each, broker=broker) for each in plan.portfolio_after.accounts)
    return replace(plan, portfolio_after=replace(plan.portfolio_after, accounts=accounts))


def changed(plan: TradePlan, **changes: object) -> TradePlan:
    """Return *plan* with its first trade changed."""
    first, *others = plan.trades
    return replace(plan, trades=(replace(first, **changes), *others))  # type: ignore[arg-type]


def texts(plan: TradePlan, name: str, request: OrderRequest | None = None) -> list[str]:
    asked = replace(request or OrderRequest(), formats=(name,))
    return [file.text for file in order_files(plan, asked)]


def test_a_basket_names_every_order_of_an_account_sales_first(plan: TradePlan) -> None:
    joint, roth = texts(at(plan, ibkr_basket.BROKER), "ibkr-basket")
    assert joint.splitlines() == [
        "Action,Quantity,Symbol,SecType,Exchange,Currency,TimeInForce,OrderType,LmtPrice",
        "SELL,135,AAPL,STK,SMART,USD,DAY,MKT,",
        "SELL,40,NVDA,STK,SMART,USD,DAY,MKT,",
        "BUY,382,IJR,STK,SMART,USD,DAY,MKT,",
    ]
    assert "SELL,12.345,FXAIX,FUND,FUNDSERV,USD,DAY,MKT,\r\n" in roth


def test_a_limit_is_never_better_for_the_broker_than_asked(plan: TradePlan) -> None:
    (joint, _) = texts(at(plan, ibkr_basket.BROKER), "ibkr-basket", OrderRequest(terms=LIMITS))
    sale, _, purchase = ibkr_basket.read(joint)
    assert sale.limit == Decimal("307.80")  # 309.35 less 0.5 %, down to the cent
    assert purchase.limit == Decimal("142.08")  # 141.37 and 0.5 %, up to the cent
    assert purchase.time_in_force is TimeInForce.GOOD_TILL_CANCELLED


def test_below_a_dollar_a_limit_has_four_decimals(plan: TradePlan) -> None:
    cheap = changed(plan, price=Decimal("0.51234"))
    first = orders_in(cheap.portfolio_after.account(JOINT), cheap, LIMITS)[0]
    assert first.limit == Decimal("0.5097")


def test_a_mutual_fund_is_never_ordered_at_a_limit(plan: TradePlan) -> None:
    roth = orders_in(plan.portfolio_after.account(ROTH), plan, LIMITS)
    fund = next(order for order in roth if order.symbol == "FXAIX")
    assert fund.is_mutual_fund
    assert fund.limit is None
    assert fund.time_in_force is TimeInForce.DAY


def test_share_classes_are_written_with_a_blank_and_read_back(plan: TradePlan) -> None:
    (text, _) = texts(at(changed(plan, symbol="BRK-B"), ibkr_basket.BROKER), "ibkr-basket")
    assert "SELL,135,BRK B,STK" in text
    assert ibkr_basket.read(text)[0].symbol == "BRK-B"


def test_the_goals_of_an_account_are_its_shares_after_the_plan(plan: TradePlan) -> None:
    joint, _ = texts(at(plan, ibkr_basket.BROKER), "ibkr-rebalance")
    assert joint.splitlines()[0].startswith("DES,VOO,STK,SMART/AMEX,,,,,,")
    goals = {goal.symbol: goal.per_cent for goal in ibkr_rebalance.read(joint)}
    after = plan.portfolio_after.account(JOINT)
    for position in after.positions:
        exact = 100 * position.value / after.total_value
        assert exact - 2 < goals[position.symbol] <= exact
    assert sum(goals.values()) <= 99


def test_an_account_without_tradable_things_has_no_goals(plan: TradePlan) -> None:
    moved = at(plan, ibkr_basket.BROKER)
    joint = moved.portfolio_after.account(JOINT)
    foreign = replace(joint.positions[0], currency="EUR")
    accounts = tuple(
        replace(each, positions=(foreign,)) if each.key == JOINT else each
        for each in moved.portfolio_after.accounts
    )
    strange = replace(moved, portfolio_after=replace(moved.portfolio_after, accounts=accounts))
    with pytest.raises(OrderFileError, match="AAPL, which a file of target percentages"):
        order_files(strange, OrderRequest(formats=("ibkr-rebalance",)))


def test_an_account_of_cash_only_has_no_goals(plan: TradePlan) -> None:
    account = replace(plan.portfolio_after.account(IRA), positions=())
    assert ibkr_rebalance.goals_of(account) == ()


def test_wealthscape_needs_the_full_number_of_the_account(plan: TradePlan) -> None:
    numbers = {JOINT: "Z12345678", ROTH: "Z87654321"}
    joint, roth = texts(plan, "wealthscape", OrderRequest(account_numbers=numbers, terms=LIMITS))
    assert joint.splitlines()[0] == "Z12345678,,S,135,AAPL,L,G,307.8"
    assert "Z87654321,,S,12.345,FXAIX,M,D," in roth.splitlines()
    with pytest.raises(OrderFileError, match="no account number that Wealthscape takes"):
        texts(plan, "wealthscape")


def test_the_codes_of_wealthscape_are_the_firms_own(plan: TradePlan) -> None:
    codes = Codes(account_type="1", actions={Action.BUY: "BY", Action.SELL: "SL"})
    numbers = {JOINT: "1", ROTH: "2"}
    joint, _ = texts(plan, "wealthscape", OrderRequest(account_numbers=numbers, codes=codes))
    assert joint.splitlines()[0] == "1,1,SL,135,AAPL,M,D,"


def test_shares_that_wealthscape_cannot_hold_are_refused(plan: TradePlan) -> None:
    numbers = {JOINT: "1", ROTH: "2"}
    fine = changed(plan, quantity=Decimal("1.2345"))
    with pytest.raises(OrderFileError, match=r"1\.2345 shares of AAPL do not fit"):
        texts(fine, "wealthscape", OrderRequest(account_numbers=numbers))


def test_the_list_has_all_accounts_and_the_lots_to_sell(plan: TradePlan) -> None:
    (text,) = texts(plan, "generic")
    rows = text.splitlines()
    assert rows[0] == "account,action,symbol,quantity,order_type,limit,lots"
    assert rows[1] == "Joint ...1001,sell,AAPL,135,market,,120 of 2026-02-10; 15 of 2019-03-04"
    assert rows[2] == "Joint ...1001,sell,NVDA,40,market,,40 of unknown date"
    assert len(rows) == 1 + len(plan.trades)


def test_a_person_chooses_the_columns(plan: TradePlan) -> None:
    (text,) = texts(plan, "generic", OrderRequest(columns=generic.COLUMN_NAMES))
    assert text.splitlines()[0] == ",".join(generic.COLUMN_NAMES)
    assert len(generic.read(text)) == len(plan.trades)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (("acount",), "Did you mean “account”"),
        (("account", "action", "symbol"), "misses quantity"),
        (("account", "action", "symbol", "quantity", "quantity"), "names a column twice"),
    ],
)
def test_columns_that_cannot_be_placed_are_refused(columns: tuple[str, ...], words: str) -> None:
    with pytest.raises(OrderFileError) as caught:
        generic.check_columns(columns)
    assert words in caught.value.sentence()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_in_the_list(plan: TradePlan, payload: str) -> None:
    hostile = changed(plan, account_label=payload, description=payload, reason=payload)
    (text,) = texts(hostile, "generic", OrderRequest(columns=generic.COLUMN_NAMES))
    sell = next(row for row in text.splitlines() if ",AAPL," in row)
    for cell in sell.split(","):
        assert not cell.lstrip('"').startswith(("=", "@", "+", "\t"))
    assert len(text.splitlines()) == 1 + len(plan.trades)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_no_ticker_is_refused(plan: TradePlan, payload: str) -> None:
    for name in ("ibkr-basket", "generic"):
        with pytest.raises(OrderFileError, match="is no ticker that an order file can name"):
            texts(at(changed(plan, symbol=payload), ibkr_basket.BROKER), name)


def test_a_file_that_would_say_something_else_is_not_written(
    plan: TradePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ibkr_basket, "read", lambda _: ())
    with pytest.raises(OrderFileError, match="would not say what the plan says"):
        texts(at(plan, ibkr_basket.BROKER), "ibkr-basket")


def test_a_format_that_no_account_is_for_is_refused(plan: TradePlan) -> None:
    with pytest.raises(OrderFileError, match="reads IBKR BasketTrader"):
        texts(plan, "ibkr-basket")
    with pytest.raises(OrderFileError, match="No account with trades"):
        order_files(replace(plan, trades=()), OrderRequest())


def test_the_files_are_written_for_their_owner_only(plan: TradePlan, tmp_path: Path) -> None:
    files = order_files(at(plan, ibkr_basket.BROKER), OrderRequest())
    written = write_order_files(tmp_path, files)
    assert [path.name for path in written] == [
        "Joint 1001 2026-08-24 ibkr-basket.csv",
        "Roth IRA 1002 2026-08-24 ibkr-basket.csv",
        "Orders 2026-08-24 generic.csv",
    ]
    for path, file in zip(written, files, strict=True):
        assert path.read_bytes().decode() == file.text
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


symbols = st.from_regex(r"[A-Z]{1,5}(-[A-Z])?", fullmatch=True).filter(lambda text: text[-1] != "X")
amounts = st.decimals(Decimal("0.001"), Decimal(999999), places=3)
orders = st.builds(
    Order,
    action=st.sampled_from(Action),
    symbol=symbols,
    quantity=amounts,
    limit=st.none() | st.decimals(Decimal("0.01"), Decimal(99999), places=2),
    time_in_force=st.sampled_from(TimeInForce),
)


@given(st.lists(orders))
def test_every_order_is_read_back_as_it_was_meant(placed: list[Order]) -> None:
    assert ibkr_basket.read(ibkr_basket.write(placed)) == tuple(placed)
    text = wealthscape.write(placed, "Z1", PROPOSED_CODES)
    assert wealthscape.read(text, PROPOSED_CODES) == tuple(
        ("Z1", wealthscape.as_written(order)) for order in placed
    )


@pytest.mark.parametrize(
    "row",
    [
        "HOLD,1,AAPL,STK,SMART,USD,DAY,MKT,",
        "BUY,one,AAPL,STK,SMART,USD,DAY,MKT,",
        "BUY,1,AAPL,STK,SMART,USD,DAY,LMT,",
        "BUY,1,AAPL,STK,SMART,USD,DAY,MKT,5",
        "BUY,1,AAPL,STK,SMART,USD,EVER,MKT,",
    ],
)
def test_a_basket_with_something_else_in_it_is_not_believed(row: str) -> None:
    header = ibkr_basket.write(())
    with pytest.raises((ValueError, ArithmeticError)):
        ibkr_basket.read(header + row)


@pytest.mark.parametrize(
    "row",
    ["1,,S,1,AAPL,M,D", "1,,Q,1,AAPL,M,D,", "1,,S,1,AAPL,M,Q,", "1,,S,1,AAPL,L,D,"],
)
def test_an_import_file_with_something_else_in_it_is_not_believed(row: str) -> None:
    with pytest.raises(ValueError, match=r"cells|code|price type"):
        wealthscape.read(row, PROPOSED_CODES)


@pytest.mark.parametrize("row", ["XYZ,A,STK,SMART/AMEX,,,,,,1", "DES,A,STK,SMART/AMEX,,,,,,101"])
def test_goals_with_something_else_in_them_are_not_believed(row: str) -> None:
    with pytest.raises(ValueError, match="target"):
        ibkr_rebalance.read(row)


def test_an_account_without_orders_gives_none(plan: TradePlan) -> None:
    assert orders_in(plan.portfolio_after.account(IRA), plan, MARKET_ORDERS) == ()


def test_trades_are_what_the_orders_come_from(plan: TradePlan) -> None:
    def first(trade: Trade) -> tuple[str, Decimal]:
        return trade.symbol, trade.quantity

    found = [
        (order.symbol, order.quantity)
        for key in (JOINT, ROTH)
        for order in orders_in(plan.portfolio_after.account(key), plan, MARKET_ORDERS)
    ]
    assert sorted(found) == sorted(map(first, plan.trades))
