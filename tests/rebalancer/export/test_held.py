"""What is held is not in the workbook's trades, and all its figures are of the others."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl

from rebalancer import pipeline
from rebalancer.domain.money import ZERO
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.approval import NOTHING_SAID, Status
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from tests.rebalancer.export.household import household, imported_from
from tests.rebalancer.export.reading import records, texts


def test_a_trade_that_is_held_is_listed_as_not_traded(
    tmp_path: Path,
) -> None:
    settled = (replace(account, pending=ZERO) for account in household().accounts)
    imported = imported_from(Portfolio(accounts=tuple(settled)))
    universe = pipeline.open_universe()
    day = date(2026, 11, 20)
    plan = pipeline.plan_trades(imported.portfolio, DEFAULT_POLICY, universe, today=day)
    path, held = tmp_path / "rest.xlsx", plan.trades[0]
    approval = NOTHING_SAID.with_status([held], Status.HELD)
    pipeline.export_workbook(path, plan, imported, approval=approval)
    workbook = openpyxl.load_workbook(path, data_only=True)
    rows = [(row["Account"], row["Symbol"]) for row in records(workbook, "Trades", "Seq")]
    assert len(rows) == len(plan.trades) - 1
    assert (held.account_label, held.symbol) not in rows
    assert f"{held.symbol} is not sold: you hold this trade." in texts(workbook, "Not traded")
    assert "Some trades of the plan are held" in texts(workbook, "Summary")
    assert "differs by" not in texts(workbook, "Inputs") + texts(workbook, "Cash")
