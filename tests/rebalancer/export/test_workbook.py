"""The workbook says what the plan says, number by number."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

import rebalancer
from rebalancer.domain.money import total
from rebalancer.errors import RebalancerError
from rebalancer.export.plan_workbook import TITLES, build_workbook
from rebalancer.export.sheets.lots import share_out
from rebalancer.export.workbook import write_workbook
from rebalancer.ingest.result import ImportResult
from rebalancer.market.tables import manifest
from rebalancer.progress import Cancelled
from rebalancer.rebalance.plan import Action, PlanStatus, SafeDate, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Trading
from rebalancer.rebalance.tax.taxpayer import situation_of
from rebalancer.rebalance.tax_estimate import estimate
from tests.rebalancer.export.household import IRA, JOINT, ROTH, spendable
from tests.rebalancer.export.reading import Shown, money, read_back, records, share, texts, values


def test_the_sheets_stand_in_the_order_they_are_read(workbook: Workbook) -> None:
    assert tuple(workbook.sheetnames) == TITLES


def test_trades_are_placed_account_by_account_and_sells_first(workbook: Workbook) -> None:
    rows = records(workbook, "Trades", "Seq")
    assert [row["Seq"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [(row["Account"], row["Action"], row["Symbol"]) for row in rows] == [
        ("Joint ...1001", "Sell", "AAPL"),
        ("Joint ...1001", "Sell", "NVDA"),
        ("Joint ...1001", "Buy", "IJR"),
        ("Roth IRA ...1002", "Sell", "QQQ"),
        ("Roth IRA ...1002", "Sell", "FXAIX"),
        ("Roth IRA ...1002", "Buy", "IJR"),
    ]


def test_every_figure_of_a_trade_is_the_plans(workbook: Workbook, plan: TradePlan) -> None:
    rows = {(row["Account"], row["Symbol"]): row for row in records(workbook, "Trades", "Seq")}
    for trade in plan.trades:
        row = rows[trade.account_label, trade.symbol]
        amounts = {
            "Shares": trade.quantity,
            "Price": trade.price,
            "Est. amount": trade.value,
            "Mag 7 change $": trade.exposure_change["magnificent_seven"],
            "Small-cap change $": trade.exposure_change["small_cap"],
        }
        gains = {
            "ST gain/loss": trade.short_term_gain,
            "LT gain/loss": trade.long_term_gain,
            "Est. tax": trade.tax,
        }
        if trade.action is Action.SELL:
            amounts |= gains
        else:
            assert [row[header] for header in gains] == [None] * 3
        assert {header: money(row[header]) for header in amounts} == amounts
        assert row["Name"] == trade.description
        assert row["Price source"] == trade.price_source
        assert row["Reason"] == trade.reason
    assert rows["Joint ...1001", "AAPL"]["Account type"] == "Taxable"
    assert rows["Roth IRA ...1002", "QQQ"]["Account type"] == "Tax-exempt"


def test_totals_are_those_of_each_account_and_of_all(workbook: Workbook, plan: TradePlan) -> None:
    rows = {
        str(row[1]): row for row in values(workbook["Trades"]) if row[5] == "Sales less purchases"
    }
    assert list(rows) == ["Joint ...1001", "Roth IRA ...1002", "All accounts"]
    for label, row in rows.items():
        placed = [item for item in plan.trades if label in {item.account_label, "All accounts"}]
        net = total(item.value if item.action is Action.SELL else -item.value for item in placed)
        assert money(row[10]) == net
        assert money(row[15]) == total(item.short_term_gain for item in placed)
        assert money(row[16]) == total(item.long_term_gain for item in placed)
        assert money(row[17]) == total(item.tax for item in placed)
        assert money(row[19]) == total(item.exposure_change["magnificent_seven"] for item in placed)


def test_lots_are_the_instruction_to_the_broker(workbook: Workbook, plan: TradePlan) -> None:
    rows = records(workbook, "Lots", "Trade")
    assert [(row["Trade"], row["Symbol"], row["Term"]) for row in rows] == [
        (1, "AAPL", "Short-term"),
        (1, "AAPL", "Long-term"),
        (2, "NVDA", "Not known, taxed as short-term"),
        (4, "QQQ", "Long-term"),
        (5, "FXAIX", "Long-term"),
    ]
    lots = [lot for trade in plan.trades for lot in trade.lots]
    for row, lot in zip(rows, lots, strict=True):
        assert row["Date acquired"] == (lot.acquired or "unknown")
        assert money(row["Shares sold"]) == lot.quantity
        assert known(row["Cost basis"]) == lot.cost_basis
        assert known(row["Gain/loss"]) == lot.gain
    sold = total(trade.value for trade in plan.trades if trade.action is Action.SELL)
    assert total(money(row["Proceeds"]) for row in rows) == sold


def known(shown: Shown) -> Decimal | None:
    return None if shown == "unknown" else money(shown)


def test_lots_of_unknown_cost_share_what_the_known_leave(plan: TradePlan) -> None:
    apple = plan.trades[0]
    dark = replace(apple.lots[0], cost_basis=None, gain=None)
    mixed = replace(apple, lots=(apple.lots[1], dark, replace(dark, quantity=Decimal(7))))
    first, second, third = share_out(mixed)
    assert first == Decimal("4640.25")
    assert first + second + third == apple.value
    assert second == Decimal("35075.91")  # 120 of 127 shares of what is left


def test_cash_is_accounted_for_in_every_account(workbook: Workbook, plan: TradePlan) -> None:
    rows = {row["Account"]: row for row in records(workbook, "Cash", "Account")}
    assert list(rows) == ["Joint ...1001", "Roth IRA ...1002", "Rollover IRA ...1003"]
    for key, row in zip((JOINT, ROTH, IRA), rows.values(), strict=True):
        assert money(row["Cash after"]) == plan.cash_after[key]
        assert row["Check"] == "agrees"
    assert money(rows["Rollover IRA ...1003"]["Cash before"]) == Decimal("812.00")


def test_cash_counts_what_is_added_taken_out_and_paid(
    plan: TradePlan, imported: ImportResult
) -> None:
    moves = Trading(contribute={"1001": Decimal(500)}, withdraw={"1002": Decimal(100)})
    costly = tuple(replace(trade, cost=Decimal("1.50")) for trade in plan.trades)
    left = {
        JOINT: plan.cash_after[JOINT] + Decimal("495.50"),
        ROTH: plan.cash_after[ROTH] - Decimal("104.50"),
        IRA: plan.cash_after[IRA],
    }
    changed = replace(
        plan, policy=replace(plan.policy, trading=moves), trades=costly, cash_after=left
    )
    rows = records(read_back(build_workbook(changed, imported)), "Cash", "Account")
    assert [row["Check"] for row in rows] == ["agrees"] * 3
    assert [money(row["Added or withdrawn"]) for row in rows] == [500, -100, 0]
    assert [money(row["Trading costs"]) for row in rows] == [Decimal("4.5"), Decimal("4.5"), 0]


def test_cash_that_does_not_add_up_is_said_loudly(plan: TradePlan, imported: ImportResult) -> None:
    wrong = {JOINT: plan.cash_after[JOINT] + Decimal("0.01"), ROTH: plan.cash_after[ROTH]}
    workbook = read_back(build_workbook(replace(plan, cash_after=wrong), imported))
    verdicts = [row["Check"] for row in records(workbook, "Cash", "Account")]
    assert verdicts == ["differs by $0.01", "agrees", "unknown"]
    assert "The sheets do not agree with the plan: Cash: what is left" in texts(workbook, "Summary")
    results = {row["Check"]: row["Result"] for row in records(workbook, "Inputs", "Check")}
    assert results["Cash: what is left in all accounts"] == "differs by 661.99"


def test_what_was_not_traded_has_its_rule(workbook: Workbook) -> None:
    assert records(workbook, "Not traded", "Account") == [
        {
            "Account": "Joint ...1001",
            "Symbol": "MSFT",
            "Rule": "Do not sell",
            "Reason": "The policy says not to sell it.",
        },
        {"Account": "All accounts", "Symbol": "BND", "Rule": "Lock", "Reason": "It is locked."},
    ]


def test_the_days_to_keep_in_mind_have_a_sheet(plan: TradePlan, imported: ImportResult) -> None:
    safe = SafeDate(symbol="VOO", action=Action.BUY, first_day=date(2026, 9, 24), reason="Sold.")
    dated = replace(plan, safe_dates=(safe,))
    (row,) = records(read_back(build_workbook(dated, imported)), "Dates", "From")
    assert row == {"From": date(2026, 9, 24), "What": "VOO may be bought again", "Why": "Sold."}


def test_the_summary_compares_before_and_after(workbook: Workbook, plan: TradePlan) -> None:
    rows = {row["Figure"]: row for row in records(workbook, "Summary", "Figure")}
    old, new = plan.before, plan.after
    expected = {
        "Household value": (float(old.total_value), float(new.total_value)),
        "Magnificent Seven": tuple(side.baskets["magnificent_seven"].share for side in (old, new)),
        "Mega-cap tech": tuple(side.baskets["mega_cap_tech"].share for side in (old, new)),
        "Small caps": (old.small_cap.share, new.small_cap.share),
        "Largest company": (old.top[0].share, new.top[0].share),
        "Ten largest companies": tuple(
            sum(item.share for item in side.top[:10]) for side in (old, new)
        ),
        "Herfindahl index, as held": (old.hhi.nominal, new.hhi.nominal),
        "Herfindahl index, looked through": (old.hhi.look_through, new.hhi.look_through),
        "Effective companies, as held": (old.effective_names.nominal, new.effective_names.nominal),
        "Effective companies, looked through": (
            old.effective_names.look_through,
            new.effective_names.look_through,
        ),
        "Looked through to the end": (old.coverage, new.coverage),
    }
    assert {
        name: (row["Before"], row["After"]) for name, row in rows.items() if name in expected
    } == {name: pytest.approx(pair, rel=1e-14) for name, pair in expected.items()}
    seven = rows["Magnificent Seven"]
    assert share(seven["Change"]) == pytest.approx(share(seven["After"]) - share(seven["Before"]))
    assert seven["At most, after"] == new.baskets["magnificent_seven"].upper


def test_the_summary_tells_targets_met_and_missed(workbook: Workbook, plan: TradePlan) -> None:
    seven, small = records(workbook, "Summary", "Target")
    assert (seven["Wanted"], seven["Result"]) == ("at most 25.0\u00a0%", "missed")
    assert seven["Missed by"] == pytest.approx(plan.outcomes[0].shortfall)
    assert seven["What stands in the way"] == plan.outcomes[0].explanation
    assert (small["Wanted"], small["Result"]) == ("at least 15.0\u00a0%", "met")
    assert small["Missed by"] is None


def test_the_summary_tells_tax_and_turnover(workbook: Workbook, plan: TradePlan) -> None:
    rows = {row["Amount"]: row["This plan"] for row in records(workbook, "Summary", "Amount")}
    sold = total(trade.value for trade in plan.trades if trade.action is Action.SELL)
    bought = total(trade.value for trade in plan.trades if trade.action is Action.BUY)
    assert money(rows["Short-term gain, taxed accounts"]) == plan.tax.short_term_gain
    assert money(rows["Long-term gain, taxed accounts"]) == plan.tax.long_term_gain
    assert money(rows["Sold at unknown cost, taxed as gain"]) == plan.tax.unknown_cost
    assert money(rows["Estimated tax"]) == plan.tax.estimated_tax
    assert (money(rows["Sales"]), money(rows["Purchases"])) == (sold, bought)
    assert (rows["Orders to sell"], rows["Orders to buy"]) == (4, 2)
    turnover = float((sold + bought) / 2 / plan.before.total_value)
    assert share(rows["Turnover (half of sales and purchases)"]) == pytest.approx(turnover)


def test_the_summary_says_what_to_know_before_acting(workbook: Workbook) -> None:
    said = texts(workbook, "Summary")
    for sentence in (
        "As of 2026-08-24: 6 trades for a household of 3 accounts worth $580,088.18.",
        "The policy cannot be met in full; this plan comes as near as it can, within $69.61 (1.2",
        "Orders for mutual funds are filled at the closing price of the day.",
        "VOO: bought in Roth IRA ...1002 on 2026-08-10, within 30 days (loss $412.30)",
        "2 rows of the files not read",
        "1 doubt about the files",
        "All 10 checks of these sheets against the plan agree.",
        f"Computed by Rebalancer {rebalancer.__version__} on this computer",
        "it is not investment, tax or legal advice",
    ):
        assert sentence in said
    assert "limits that Rebalancer starts with" not in said


def test_the_policy_nobody_chose_is_named_as_such(plan: TradePlan, imported: ImportResult) -> None:
    untouched = replace(DEFAULT_POLICY, as_of=date(2026, 8, 24))
    workbook = read_back(build_workbook(replace(plan, policy=untouched), imported))
    assert "These are the limits that Rebalancer starts with" in texts(workbook, "Summary")


def test_the_inputs_can_be_traced(workbook: Workbook, imported: ImportResult) -> None:
    first, second = records(workbook, "Inputs", "File")
    assert first["SHA-256"] == imported.sources[0].sha256
    assert first["As of"] == date(2026, 8, 21)
    assert second["As of"] == "unknown"
    said = texts(workbook, "Inputs")
    for sentence in (
        "no quantity and no value",
        "whole file",
        "NVDA has no cost basis",
        "May be bought, in this order",
        f"market snapshot of {manifest()['securities.csv'].as_of}",
    ):
        assert sentence in said
    prices = {row["Symbol"]: row for row in records(workbook, "Prices and tax", "Symbol")}
    assert money(prices["AAPL"]["Price"]) == Decimal("309.35")
    checks = records(workbook, "Inputs", "Check")
    assert [row["Result"] for row in checks] == ["agrees"] * 10
    assert all(row["In the plan"] == row["In the sheets"] for row in checks)


def test_the_workbook_is_ready_to_read_and_to_print(workbook: Workbook) -> None:
    assert workbook.properties.title == "Trade list as of 2026-08-24"
    assert workbook.properties.creator == f"Rebalancer {rebalancer.__version__}"
    for title, frozen in (("Trades", "F5"), ("Lots", "D5"), ("Cash", "B5"), ("Exposure", "B5")):
        sheet = workbook[title]
        assert sheet.freeze_panes == frozen
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.auto_filter.ref
        assert sheet.page_setup.orientation == "landscape"
    assert not workbook["Summary"].sheet_view.showGridLines
    assert workbook["Trades"]["K5"].number_format == "$#,##0.00;-$#,##0.00;$0.00"
    assert workbook["Lots"]["E5"].is_date


def test_the_trades_print_as_what_is_placed_and_what_it_brings(workbook: Workbook) -> None:
    sheet = workbook["Trades"]
    names = 5  # on both pages
    headers = [str(cell.value) for cell in sheet[4]]
    widths = [sheet.column_dimensions[get_column_letter(n + 1)].width for n in range(len(headers))]
    second = headers.index("ST gain/loss")
    page = max(sum(widths[:second]), sum(widths[:names] + widths[second:]))

    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (2, "$A:$E")
    assert sum(widths[: second + 1]) > page, "one column more would fit on the first page"


def test_a_plan_without_trades_is_a_workbook_too(
    plan: TradePlan, imported: ImportResult, tmp_path: Path
) -> None:
    idle = replace(
        plan,
        status=PlanStatus.NOTHING_TO_DO,
        gap=None,
        trades=(),
        wash_sales=(),
        skipped=(),
        messages=(),
        after=plan.before,
        tax=estimate((), situation_of(plan.policy.tax, plan.as_of.year)),
        exposures_after=plan.exposures_before,
        portfolio_after=imported.portfolio,
        cash_after=spendable(imported.portfolio),
    )
    path = tmp_path / "nothing.xlsx"
    write_workbook(path, idle, replace(imported, skipped=(), warnings=(), sources=()))
    workbook = openpyxl.load_workbook(path, data_only=True)
    assert "No trades: there is nothing to place." in texts(workbook, "Trades")
    assert "No sales, so no lots to name." in texts(workbook, "Lots")
    assert "Nothing stood in the way of a trade." in texts(workbook, "Not traded")
    said = texts(workbook, "Summary")
    assert "Nothing to do: the portfolio meets the policy as it is." in said
    assert "All 10 checks" in said


def test_progress_runs_from_nothing_to_done(
    plan: TradePlan, imported: ImportResult, tmp_path: Path
) -> None:
    reported: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        reported.append(fraction)

    write_workbook(tmp_path / "trades.xlsx", plan, imported, progress=watch)
    assert reported == sorted(reported)
    assert (reported[0], reported[-1]) == (0.0, 1.0)


def test_a_cancelled_export_writes_nothing(
    plan: TradePlan, imported: ImportResult, tmp_path: Path
) -> None:
    def stop(fraction: float, note: str = "") -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_workbook(tmp_path / "trades.xlsx", plan, imported, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_refused_export_keeps_the_older_workbook(
    plan: TradePlan, imported: ImportResult, path: Path, tmp_path: Path
) -> None:
    older = path.read_bytes()
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    with pytest.raises(RebalancerError, match="is a link"):
        write_workbook(link, plan, imported)
    assert path.read_bytes() == older
