"""The sheet Summary: what the trades change, what they cost, and what to know before acting."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import rebalancer
from rebalancer.domain.money import total
from rebalancer.export.cells import Formula, Value
from rebalancer.export.chart import draw_before_after
from rebalancer.export.live import Live
from rebalancer.export.page import Column, Page, Table
from rebalancer.export.sheets.checks import Check
from rebalancer.export.sheets.holdings import Weight, Worth
from rebalancer.export.sheets.look_through import SMALL_CAP
from rebalancer.export.sheets.trade_line import TradeLine, amount_of
from rebalancer.export.sheets.years_tax import YearsTax
from rebalancer.export.style import (
    CENTS,
    CHANGE,
    COUNT,
    DOLLARS,
    LONG_TEXT,
    RIGHT_TEXT,
    SHARE,
    Format,
    Look,
    Tone,
)
from rebalancer.export.words import count, dollars, status_sentence, wanted
from rebalancer.ingest.result import ImportResult
from rebalancer.measure.measurement import Concentration, Measurement, Share
from rebalancer.rebalance.plan import Action, TargetOutcome, TradePlan
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.rebalance.wash_sale import WashSale

TOP_TEN = 10

_INDEX = Look(format=Format.INDEX, right=True)
_INDEX_CHANGE = Look(format=Format.SIGNED_INDEX, right=True)
_NUMBER = Look(format=Format.NUMBER, right=True)
_NUMBER_CHANGE = Look(format=Format.SIGNED_NUMBER, right=True)
_DOLLARS_CHANGE = Look(format=Format.SIGNED_DOLLARS, right=True)
_MISSED = Look(tone=Tone.AFTER, right=True)
_CHANGES = {SHARE: CHANGE, _INDEX: _INDEX_CHANGE, _NUMBER: _NUMBER_CHANGE, DOLLARS: _DOLLARS_CHANGE}

DISCLAIMER = (
    f"Computed by Rebalancer {rebalancer.__version__} on this computer, from the files and with the"
    " policy that the sheet Inputs names. Amounts use the prices named beside each trade, not live"
    " quotes. Taxes are estimates, with the rates that the sheet Prices and tax shows. The list"
    " follows what was asked for; it is not investment, tax or legal advice. Read every order"
    " before you place it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The cells of a figure before and after."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the cells stand that the summary repeats."""

    worth: Worth
    trades: Table[TradeLine]
    tax: YearsTax


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One headline figure, before and after; None is unknown.

    Attributes:
        at_most_before, at_most_after: Upper bounds where parts of funds are opaque, "" where
            the figure has none.
    """

    title: str
    before: float | Decimal | None
    after: float | Decimal | None
    look: Look = SHARE
    at_most_before: Value = ""
    at_most_after: Value = ""
    cells: Sides | None = None
    """Where the live figures stand; None where a figure is as it was computed."""

    @property
    def change(self) -> float | Decimal | None:
        """After less before."""
        if isinstance(self.before, Decimal) and isinstance(self.after, Decimal):
            return self.after - self.before
        if self.before is None or self.after is None:
            return None
        return float(self.after) - float(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One line of what the plan costs."""

    title: str
    value: Value
    look: Look = CENTS


def figures(plan: TradePlan, worth: Worth) -> tuple[Figure, ...]:
    """Return what the top of the sheet compares."""
    old, new = plan.before, plan.after
    return (
        Figure(
            title="Household value",
            before=old.total_value,
            after=new.total_value,
            look=DOLLARS,
            cells=Sides(before=worth.before.text, after=worth.after.text),
        ),
        *(
            _bounded(basket.title, basket, new.baskets[key], worth.weights[key])
            for key, basket in old.baskets.items()
        ),
        _bounded("Small caps", old.small_cap, new.small_cap, worth.weights[SMALL_CAP]),
        Figure(title="Largest company", before=_top(old, 1), after=_top(new, 1)),
        Figure(title="Ten largest companies", before=_top(old, 10), after=_top(new, 10)),
        *_both("Herfindahl index", old.hhi, new.hhi, _INDEX),
        *_both("Effective companies", old.effective_names, new.effective_names, _NUMBER),
        Figure(title="Looked through to the end", before=old.coverage, after=new.coverage),
    )


def _bounded(title: str, before: Share, after: Share, weight: Weight) -> Figure:
    return Figure(
        title=title,
        before=before.share,
        after=after.share,
        at_most_before=before.upper,
        at_most_after=after.upper,
        cells=Sides(before=weight.before.text, after=weight.after.text),
    )


def _both(title: str, old: Concentration, new: Concentration, look: Look) -> tuple[Figure, ...]:
    return (
        Figure(title=f"{title}, as held", before=old.nominal, after=new.nominal, look=look),
        Figure(
            title=f"{title}, looked through",
            before=old.look_through,
            after=new.look_through,
            look=look,
        ),
    )


def _top(measurement: Measurement, number: int) -> float | None:
    if not measurement.top:
        return None
    return sum(company.share for company in measurement.top[:number])


def _largest(old: Measurement, new: Measurement) -> str:
    before, after = (side.top[0].company if side.top else "none known" for side in (old, new))
    return f"The largest company is {before} before and {after} after."


FIGURES: tuple[Column[Figure], ...] = (
    Column(header="Figure", value=lambda row: row.title, look=LONG_TEXT, width=40),
    Column(
        header="Before",
        value=lambda row: row.before,
        formula=lambda row, _: None if row.cells is None else row.cells.before,
        look=lambda row: row.look,
        width=16,
        tone=Tone.BEFORE,
    ),
    Column(
        header="After",
        value=lambda row: row.after,
        formula=lambda row, _: None if row.cells is None else row.cells.after,
        look=lambda row: row.look,
        width=16,
        tone=Tone.AFTER,
    ),
    Column(
        header="Change",
        value=lambda row: row.change,
        formula=lambda row, at: None if row.cells is None else f"{at('After')}-{at('Before')}",
        look=lambda row: _CHANGES[row.look],
        width=16,
    ),
    Column(
        header="At most, before",
        value=lambda row: row.at_most_before,
        look=SHARE,
        width=16,
        tone=Tone.BEFORE,
    ),
    Column(
        header="At most, after",
        value=lambda row: row.at_most_after,
        look=SHARE,
        width=16,
        tone=Tone.AFTER,
    ),
)
OUTCOMES: tuple[Column[TargetOutcome], ...] = (
    Column(header="Target", value=lambda row: row.title, look=LONG_TEXT, width=40),
    Column(header="Before", value=lambda row: row.before, look=SHARE, tone=Tone.BEFORE),
    Column(header="After", value=lambda row: row.after, look=SHARE, tone=Tone.AFTER),
    Column(header="Missed by", value=lambda row: row.shortfall or "", look=SHARE),
    Column(header="Wanted", value=wanted, look=Look(right=True, wrap=True), width=16),
    Column(
        header="Result",
        value=lambda row: "missed" if row.shortfall else "met",
        look=lambda row: _MISSED if row.shortfall else RIGHT_TEXT,
        width=16,
    ),
    Column(
        header="What stands in the way",
        value=lambda row: row.explanation,
        look=LONG_TEXT,
        width=64,
    ),
)
AMOUNTS: tuple[Column[Amount], ...] = (
    Column(header="Amount", value=lambda row: row.title, look=LONG_TEXT, width=40),
    Column(header="This plan", value=lambda row: row.value, look=lambda row: row.look, width=16),
)


def amounts(plan: TradePlan, sources: Sources) -> tuple[Amount, ...]:
    """Return what the plan costs, and how much it moves."""
    tax, trades, found = plan.tax, sources.trades, sources.tax
    lines = trades.rows
    sales = sum(line.is_sale for line in lines)
    sold, bought = (_traded(trades, action) for action in (Action.SELL, Action.BUY))
    before = sources.worth.before
    turnover = Formula(
        text=f"({sold.text}+{bought.text})/2/{before.text}",
        result=float((_number(sold) + _number(bought)) / 2 / before.result),
    )
    return (
        Amount(title="Short-term gain, taxed accounts", value=trades.sum("ST gain/loss")),
        Amount(title="Long-term gain, taxed accounts", value=trades.sum("LT gain/loss")),
        Amount(title="Sold at unknown cost, taxed as gain", value=tax.unknown_cost),
        Amount(title="Estimated tax", value=found.owed.formula),
        *_unused(plan, found),
        Amount(title="Losses disallowed as wash sales", value=tax.disallowed),
        Amount(title="Loss carried to next year", value=found.carried.formula),
        Amount(title="Sales", value=sold),
        Amount(title="Purchases", value=bought),
        Amount(title="Trading costs", value=total(line.trade.cost for line in lines)),
        Amount(title="Orders to sell", value=sales, look=COUNT),
        Amount(title="Orders to buy", value=len(lines) - sales, look=COUNT),
        Amount(title="Turnover (half of sales and purchases)", value=turnover, look=SHARE),
    )


def _unused(plan: TradePlan, tax: YearsTax) -> Iterator[Amount]:
    budget = plan.policy.tax.gain_budget
    if budget is not None:
        left = Live(f"{budget:f}", budget) - tax.short - tax.long
        yield Amount(title=f"Left of the gain budget of {dollars(budget)}", value=left.formula)


def _traded(trades: Table[TradeLine], action: Action) -> Formula:
    """Return the live sum of what is sold or bought."""
    ranges = f"{trades.range('Est. amount')},{trades.range('Action')}"
    return Formula(
        text=f'SUMIFS({ranges},"{action.value.capitalize()}")',
        result=amount_of(trades.rows, action),
    )


def _number(formula: Formula) -> Decimal:
    return Decimal(str(formula.result))


def write_summary(
    page: Page,
    plan: TradePlan,
    imported: ImportResult,
    sources: Sources,
    checks: tuple[Check, ...],
) -> None:
    """Write the sheet that is read first."""
    lines = sources.trades.rows
    accounts = count(len(imported.portfolio.accounts), "account")
    page.make_room(OUTCOMES)
    page.title(
        "Trade list",
        f"As of {plan.as_of}: {count(len(lines), 'trade')} for a household of {accounts} worth"
        f" {dollars(plan.before.total_value)}.",
    )
    page.sheet.freeze_panes = "A3"
    page.note(status_sentence(plan), Tone.STRONG)
    page.gap()
    _write_figures(page, plan, sources.worth)
    _write_targets(page, plan)
    page.heading("Tax and trading")
    page.table(AMOUNTS, amounts(plan, sources))
    page.note(plan.tax.rates, Tone.MUTED)
    page.gap()
    page.heading("Before you act")
    for tone, sentence in warnings(plan, imported, checks):
        page.note(f"\u2022 {sentence}", tone)
    page.gap()
    page.note(DISCLAIMER, Tone.MUTED)


def _write_figures(page: Page, plan: TradePlan, worth: Worth) -> None:
    page.heading("Before and after")
    table = page.table(FIGURES, figures(plan, worth))
    draw_before_after(table, rows=range(2, 7), anchor_column=len(FIGURES) + 1)
    page.note(
        "Shares of the household's value, looked through funds; a change of a share is in"
        " percentage points. “At most” adds the parts of funds that nobody can see into."
        " Small caps are the small and micro classes together. Prices, shares and rates on a light"
        " ground can be changed: value, weights, gains and tax follow, the other figures stay as"
        " they were computed."
        f" {_largest(plan.before, plan.after)}",
        Tone.MUTED,
    )
    page.gap()


def _write_targets(page: Page, plan: TradePlan) -> None:
    page.heading("Targets")
    page.table(OUTCOMES, plan.outcomes)
    if replace(plan.policy, as_of=None) == DEFAULT_POLICY:
        page.note("These are the limits that Rebalancer starts with; set your own.", Tone.MUTED)
    page.gap()


def warnings(
    plan: TradePlan, imported: ImportResult, checks: tuple[Check, ...]
) -> tuple[tuple[Tone, str], ...]:
    """Return what a person should know before acting, and how loudly to say it."""
    failed = [check.title for check in checks if not check.agrees]
    verdict = (
        (Tone.AFTER, f"The sheets do not agree with the plan: {'; '.join(failed)}. See Inputs.")
        if failed
        else (Tone.BODY, f"All {len(checks)} checks of these sheets against the plan agree.")
    )
    return (
        *((Tone.BODY, message) for message in plan.messages),
        *((Tone.AFTER, _wash_sale(sale)) for sale in plan.wash_sales),
        *((Tone.BODY, date.reason) for date in plan.safe_dates),
        *((Tone.BODY, sentence) for sentence in _doubts(imported)),
        verdict,
    )


def _wash_sale(sale: WashSale) -> str:
    return f"{sale.account_label}, {sale.symbol}: {sale.message} (loss {dollars(abs(sale.loss))})"


def _doubts(imported: ImportResult) -> Iterator[str]:
    if imported.skipped:
        yield f"{count(len(imported.skipped), 'row')} of the files not read; see Inputs."
    if imported.warnings:
        yield f"{count(len(imported.warnings), 'doubt')} about the files; see Inputs."
