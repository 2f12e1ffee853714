"""What the command line prints for scripts: plain objects with keys that do not change.

Money and quantities are decimal strings, shares of a total numbers from 0 to 1, dates ISO strings,
and whatever is not known is null.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

import numpy as np

from rebalancer.classify.described import Described
from rebalancer.document.replay import Replayed
from rebalancer.domain.account import Account, Position
from rebalancer.domain.lot import TaxLot
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.finding import Finding
from rebalancer.ingest.fix import Fix
from rebalancer.ingest.result import ImportResult
from rebalancer.ingest.result import ImportWarning as Doubt
from rebalancer.market.refresh import Refresh
from rebalancer.measure.figure import Curve
from rebalancer.measure.measurement import CompanyShare, Measurement
from rebalancer.measure.report import Part, Report
from rebalancer.measure.rotation import RotationReport
from rebalancer.rebalance.plan import Harvested, NotDone, Trade, TradePlan

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | float | int | bool | None

_on_one_line = json.JSONEncoder().encode


def written(value: Json, line: str = "\n") -> str:
    """Return *value* as text, just as ``json.dumps`` does with an indent of 2, in half the time.

    *line* is a line break and how far the line is indented on which the value begins.
    """
    inner = line + "  "
    if isinstance(value, dict) and value:
        items = [f"{_on_one_line(key)}: {written(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(items)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([written(item, inner) for item in value])}{line}]"
    return _on_one_line(value)


def plain(value: object) -> Json:
    """Return *value* as JSON: dataclasses by their fields, curves left out.

    Raises:
        TypeError: There is no plain form for such a value.
    """
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return _plain_collection(value)


def _plain_collection(value: object) -> Json:
    if is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: plain(item) for name, item in named.items() if not isinstance(item, Curve)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


def imported_json(imported: ImportResult, findings: Sequence[Finding] = ()) -> Json:
    """Return an import as the key list of ``rebalancer import`` has it."""
    names = account_names(imported.portfolio)
    return {
        "as_of": plain(imported.portfolio.as_of),
        "accounts": [_account(account) for account in imported.portfolio.accounts],
        "skipped": plain(imported.skipped),
        "warnings": [_doubt(warning) for warning in imported.warnings],
        "findings": [_finding(finding, names) for finding in findings],
        "sources": plain(imported.sources),
    }


def _doubt(warning: Doubt) -> Json:
    return {
        "code": plain(warning.code),
        "file": warning.file,
        "line": warning.line,
        "message": warning.message,
    }


def _finding(finding: Finding, names: Mapping[str, str]) -> Json:
    return {
        "rule": plain(finding.rule),
        "severity": plain(finding.severity),
        "file": finding.file,
        "line": finding.line,
        "account": names.get(finding.account, finding.account) or None,
        "symbol": finding.symbol or None,
        "message": finding.message,
        "fix": None if finding.fix is None else _fix(finding.fix, names),
    }


def _fix(fix: Fix, names: Mapping[str, str]) -> Json:
    told = {field.name: plain(getattr(fix, field.name)) for field in fields(fix)}
    if "account" in told:
        key = str(told["account"])
        told["account"] = names.get(key, key)
    return {"action": fix.action, **told}


def _account(account: Account) -> Json:
    return {
        "broker": account.broker,
        "number": account.number,
        "name": account.name,
        "tax_treatment": plain(account.tax_treatment),
        "total_value": plain(account.total_value),
        "file_total": plain(account.file_total),
        "reconciles": account.reconciles,
        "cash": plain(account.cash),
        "pending": plain(account.pending),
        "positions": [_position(position) for position in account.positions],
    }


def _position(position: Position) -> Json:
    return {
        "symbol": position.symbol,
        "description": position.description,
        "kind": plain(position.kind),
        "quantity": plain(position.quantity),
        "price": plain(position.price),
        "value": plain(position.value),
        "cost_basis": plain(position.cost_basis),
        "currency": position.currency,
        "lots": [_lot(lot) for lot in position.lots],
    }


def _lot(lot: TaxLot) -> Json:
    return {
        "acquired": None if lot.acquired is None else lot.acquired.isoformat(),
        "quantity": f"{lot.quantity:f}",
        "cost_basis": None if lot.cost_basis is None else f"{lot.cost_basis:f}",
    }


def measurement_json(measurement: Measurement) -> Json:
    """Return a measurement as the key list of ``rebalancer measure`` has it."""
    return _measured(measurement)


def _measured(measurement: Measurement) -> dict[str, Json]:
    return {
        "total_value": plain(measurement.total_value),
        "coverage": measurement.coverage,
        "baskets": plain(measurement.baskets),
        "size": plain(measurement.size),
        "small_cap": plain(measurement.small_cap),
        "hhi": plain(measurement.hhi),
        "effective_names": plain(measurement.effective_names),
        "top": [_company(company) for company in measurement.top],
        "top_share": plain(measurement.top_share),
        "sectors": plain(measurement.sectors),
        "as_of": plain(measurement.as_of),
    }


def report_json(report: Report) -> Json:
    """Return everything measured as the key list of ``rebalancer measure`` has it."""
    return {
        **_measured(report.household),
        "size_bounds": plain(report.sizes),
        "sector_bounds": plain(report.sectors),
        "accounts": [_part(part) for part in report.accounts],
        "funds": [_part(part) for part in report.funds],
        "overlaps": plain(report.overlaps),
        "comparisons": plain(report.comparisons),
        "explanations": plain(report.explanations),
        "health": plain(report.health),
    }


def _part(part: Part) -> Json:
    return {"key": part.key, "name": part.name, "share": part.share, **_measured(part.measurement)}


def described_json(described: Sequence[Described]) -> Json:
    """Return what symbols are as the key list of ``rebalancer classify`` has it."""
    return {"symbols": plain(tuple(described))}


def _company(company: CompanyShare) -> Json:
    return {
        "company": company.company,
        "symbols": plain(company.symbols),
        "value": plain(company.value),
        "share": company.share,
        "direct": company.direct,
        "through_funds": company.through_funds,
    }


def plan_json(plan: TradePlan) -> Json:
    """Return a plan as the key list of ``rebalancer plan`` has it."""
    names = account_names(plan.portfolio_after)
    return {
        "status": plain(plan.status),
        "gap": plan.gap,
        "as_of": plain(plan.as_of),
        "trades": [trade_json(trade, names[trade.account]) for trade in plan.trades],
        "targets": plain(plan.outcomes),
        "before": measurement_json(plan.before),
        "after": measurement_json(plan.after),
        "tax": plain(plan.tax),
        "harvest": _harvested(plan.harvest),
        "location": plain(plan.location),
        "wash_sales": plain(plan.wash_sales),
        "safe_dates": plain(plan.safe_dates),
        "waits": plain(plan.waits),
        "skipped": plain(plan.skipped),
        "cash_after": {names[key]: plain(cash) for key, cash in plan.cash_after.items()},
        "messages": plain(plan.messages),
        "not_done": [_not_done(each, names) for each in plan.not_done],
    }


def _not_done(each: NotDone, names: Mapping[str, str]) -> Json:
    return {
        "limit": each.limit,
        "title": each.title,
        "symbol": each.symbol or None,
        "account": names.get(each.account),
        "price": plain(each.price),
        "price_of": plain(each.of),
        "costs": plain(each.costs),
        "sentence": each.sentence,
        "change_that_helps": each.change_that_helps or None,
    }


def account_names(portfolio: Portfolio) -> dict[str, str]:
    """Return what each account is called, by key: its label, or the key where labels are shared."""
    shared = Counter(account.label for account in portfolio.accounts)
    return {
        account.key: account.label if shared[account.label] == 1 else account.key
        for account in portfolio.accounts
    }


def trade_json(trade: Trade, account: str) -> Json:
    """Return a trade in the account called *account*."""
    return {
        "account": account,
        "action": plain(trade.action),
        "symbol": trade.symbol,
        "description": trade.description,
        "quantity": plain(trade.quantity),
        "price": plain(trade.price),
        "price_source": trade.price_source,
        "value": plain(trade.value),
        "lot_relief": plain(trade.relief),
        "lots": plain(trade.lots),
        "short_term_gain": plain(trade.short_term_gain),
        "long_term_gain": plain(trade.long_term_gain),
        "tax": plain(trade.tax),
        "cost": plain(trade.cost),
        "exposure_change": plain(trade.exposure_change),
        "removed_per_tax_dollar": plain(trade.removed_per_tax_dollar),
        "replaces": plain(trade.replaces),
        "reason": trade.reason,
    }


def _harvested(harvest: Harvested | None) -> Json:
    if harvest is None:
        return None
    parts = {field.name: plain(getattr(harvest, field.name)) for field in fields(harvest)}
    return {"loss": plain(harvest.loss), **parts}


def rotation_json(report: RotationReport) -> Json:
    """Return the rotation monitor: every figure with its window and source, without curves."""
    return plain(report)


def refresh_json(refresh: Refresh) -> Json:
    """Return the last good figures with their dates and sources, and the latest attempt."""
    attempt = refresh.attempt
    return {
        "at": None if attempt is None else attempt.at.isoformat(),
        "asked": 0 if attempt is None else attempt.asked,
        "outage": None if attempt is None or attempt.outage is None else attempt.outage.value,
        "fresh": [] if attempt is None else list(attempt.fresh),
        "refused": [
            {
                "symbol": each.symbol,
                "topic": each.topic.value,
                "reason": each.reason.value,
                "seen": each.seen,
            }
            for each in (() if attempt is None else attempt.refused)
        ],
        "quotes": plain(refresh.quotes),
        "companies": plain(refresh.companies),
        "checks": plain(refresh.checks),
    }


def replayed_json(again: Replayed) -> Json:
    """Return a saved plan, made once more, as the key list of ``rebalancer replay`` has it."""
    names = account_names(again.plan.portfolio_before)
    return {
        "identical": again.is_identical,
        "differences": plain(again.differences),
        "notes": plain(again.notes),
        "trades": [trade_json(trade, names[trade.account]) for trade in again.plan.trades],
    }
