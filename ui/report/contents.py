"""What the report says: the decision, before and after, trades, taxes, and what it rests on."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from PySide6.QtGui import QTextDocument

import rebalancer
from rebalancer.export.words import status_sentence, wanted
from rebalancer.ingest.result import ImportResult
from rebalancer.measure.measurement import Measurement
from rebalancer.rebalance.checks import Check, turnover
from rebalancer.rebalance.plan import Action, LotSale, Trade, TradePlan
from ui.format import cents, day, dollars, number, percent, quantity
from ui.language import tr, tr_n
from ui.report.bars import Pair, draw_bars
from ui.report.pdf import WIDTH, Paper
from ui.report.writer import Cell, Column, Ink, Writer

MOST_TRADES = 60
"""So many trades are listed; the workbook lists them all."""
_MOST_NOTES = 12
_TEN = 10
DISCLAIMER = tr(
    "The report states what a plan computes for a policy that somebody chose; it is not "
    "investment, tax or legal advice. Amounts rest on the prices named, not on live quotes; an "
    "order is filled at another price. Taxes are estimates for the rates and the year named, for "
    "federal tax and a flat state rate where one is given; other rules are not considered. Shares "
    "in funds rest on the funds' published holdings of the dates named."
)


def paper_of(plan: TradePlan) -> Paper:
    """Return what stands on every page of the report on *plan*."""
    title = tr("Trade plan as of {as_of}", as_of=day(plan.as_of))
    return Paper(
        title=title,
        creator=f"Rebalancer {rebalancer.__version__}",
        footer=tr(
            "{title}. Computed by Rebalancer {version}; not advice.",
            title=title,
            version=rebalancer.__version__,
        ),
    )


def report_on(
    plan: TradePlan,
    imported: ImportResult,
    checks: Sequence[Check],
    held: Sequence[Trade] = (),
) -> QTextDocument:
    """Return the report on *plan*, which was made from *imported* and passed *checks* or not.

    What is *held* is not in the plan any more; it is named, and that the plan is not all of it.
    """
    writer = Writer(WIDTH)
    writer.line(tr("Trade plan as of {as_of}", as_of=day(plan.as_of)), Ink.TITLE)
    writer.line(
        tr_n(
            "A household of {count} account worth {value}",
            "A household of {count} accounts worth {value}",
            len(imported.portfolio.accounts),
            value=dollars(plan.before.total_value),
        ),
        Ink.MUTED,
        below=10,
    )
    writer.line(_held_sentence(held) if held else status_sentence(plan), Ink.STRONG, below=8)
    _write_targets(writer, plan)
    _write_shares(writer, plan)
    _write_costs(writer, plan)
    _write_trades(writer, plan)
    _write_taxes(writer, plan)
    _write_sources(writer, plan, imported, checks)
    return writer.document


def _held_sentence(held: Sequence[Trade]) -> str:
    names = ", ".join(
        tr(
            "{action} {quantity} {symbol} in {account_label}",
            action=trade.action.value,
            quantity=quantity(trade.quantity),
            symbol=trade.symbol,
            account_label=trade.account_label,
        )
        for trade in held
    )
    return tr("Held, and left out of everything below: {before}.", before=names)


def _write_targets(writer: Writer, plan: TradePlan) -> None:
    writer.heading(tr("What was asked for"))
    columns = (
        Column(header=tr("Target"), share=32),
        Column(header=tr("Wanted"), share=24),
        Column(header=tr("Before"), share=14, is_right=True),
        Column(header=tr("After"), share=14, is_right=True),
        Column(header=tr("Result"), share=16, is_right=True),
    )
    writer.table(
        columns,
        [
            (
                outcome.title,
                wanted(outcome),
                Cell(text=percent(outcome.before), ink=Ink.BEFORE),
                Cell(text=percent(outcome.after), ink=Ink.AFTER),
                tr("missed by {shortfall}", shortfall=percent(outcome.shortfall))
                if outcome.shortfall
                else tr("met"),
            )
            for outcome in plan.outcomes
        ],
    )
    for outcome in plan.outcomes:
        if outcome.explanation:
            writer.line(outcome.explanation, Ink.MUTED)


def _write_shares(writer: Writer, plan: TradePlan) -> None:
    writer.heading(tr("Before and after, looked through funds"))
    writer.picture(draw_bars(_pairs(plan.before, plan.after), WIDTH))
    names = [number(side.effective_names.look_through, 1) for side in (plan.before, plan.after)]
    coverage = [percent(side.coverage) for side in (plan.before, plan.after)]
    writer.line(
        tr(
            "The household counts as {before} companies of equal weight before and {after} after. "
            "{seen_before} of it could be looked through before, {seen_after} after; the rest is "
            "counted in none of the shares above.",
            before=names[0],
            after=names[1],
            seen_before=coverage[0],
            seen_after=coverage[1],
        ),
        Ink.MUTED,
    )


def _pairs(before: Measurement, after: Measurement) -> list[Pair]:
    pairs = [
        Pair(title=share.title, before=share.share, after=after.baskets[key].share)
        for key, share in before.baskets.items()
    ]
    pairs.append(
        Pair(title=tr("Small caps"), before=before.small_cap.share, after=after.small_cap.share)
    )
    for title, most in ((tr("Ten largest companies"), _TEN), (tr("Largest company"), 1)):
        shares = [sum(each.share for each in side.top[:most]) for side in (before, after)]
        pairs.append(Pair(title=title, before=shares[0], after=shares[1]))
    return pairs


def _write_costs(writer: Writer, plan: TradePlan) -> None:
    writer.heading(tr("What it costs"))
    moved = turnover(plan)
    sales = sum(trade.action is Action.SELL for trade in plan.trades)
    budget = plan.policy.tax.gain_budget
    rows = [
        (tr("Estimated tax this year"), cents(plan.tax.estimated_tax)),
        (tr("Short-term gain"), cents(plan.tax.short_term_gain)),
        (tr("Long-term gain"), cents(plan.tax.long_term_gain)),
        (tr("Sold at unknown cost, taxed as gain"), cents(plan.tax.unknown_cost)),
        *([] if budget is None else [(tr("Gain budget"), cents(budget))]),
        (tr("Loss carried to next year"), cents(plan.tax.carried_loss)),
        (
            tr("Sold and bought"),
            tr("{sold} and {bought}", sold=cents(moved.sold), bought=cents(moved.bought)),
        ),
        (tr("Turnover"), percent(moved.share)),
        (
            tr("Orders"),
            tr("{sales} to sell, {count} to buy", sales=sales, count=len(plan.trades) - sales),
        ),
        (tr("Trading costs"), cents(sum((trade.cost for trade in plan.trades), Decimal(0)))),
    ]
    columns = (Column(header="", share=55), Column(header=tr("This plan"), share=45, is_right=True))
    writer.table(columns, rows)


def _write_trades(writer: Writer, plan: TradePlan) -> None:
    writer.new_page(tr("Trades"))
    if not plan.trades:
        writer.line(tr("There is nothing to trade."))
        return
    writer.line(
        tr("In the order to place them: within an account the sales pay for the purchases.")
    )
    columns = (
        Column(header=tr("Trade"), share=17),
        Column(header=tr("Account"), share=23),
        Column(header=tr("Shares"), share=12, is_right=True),
        Column(header=tr("Price"), share=13, is_right=True),
        Column(header=tr("Amount"), share=15, is_right=True),
        Column(header=tr("Lots"), share=20),
    )
    writer.table(columns, [_trade_row(trade) for trade in plan.trades[:MOST_TRADES]])
    more = len(plan.trades) - MOST_TRADES
    if more > 0:
        said = tr_n(
            "{count} more trade is in the workbook, which lists them all.",
            "{count} more trades are in the workbook, which lists them all.",
            more,
        )
        writer.line(said, Ink.MUTED)


def _trade_row(trade: Trade) -> tuple[str | Cell, ...]:
    sells = trade.action is Action.SELL
    words = (
        tr("Sell {symbol}", symbol=trade.symbol)
        if sells
        else tr("Buy {symbol}", symbol=trade.symbol)
    )
    lots = ", ".join(map(_lot_words, trade.lots))
    return (
        Cell(text=words, ink=Ink.BEFORE if sells else Ink.AFTER),
        trade.account_label,
        quantity(trade.quantity),
        cents(trade.price),
        cents(trade.value),
        Cell(text=lots, ink=Ink.SMALL),
    )


def _lot_words(lot: LotSale) -> str:
    shares = quantity(lot.quantity)
    if lot.acquired is None:
        return tr("{shares} of unknown date", shares=shares)
    return tr("{shares} of {acquired}", shares=shares, acquired=day(lot.acquired))


def _write_taxes(writer: Writer, plan: TradePlan) -> None:
    writer.heading(tr("Taxes"))
    writer.line(plan.tax.rates)
    for sentence in _listed([sale.message for sale in plan.wash_sales]):
        writer.line(sentence)
    for sentence in _listed([date.reason for date in plan.safe_dates]):
        writer.line(sentence, Ink.MUTED)


def _listed(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the first of *sentences*, and how many more there are."""
    yield from sentences[:_MOST_NOTES]
    more = len(sentences) - _MOST_NOTES
    if more > 0:
        yield tr_n(
            "{count} more of this kind is in the workbook.",
            "{count} more of this kind are in the workbook.",
            more,
        )


def _write_sources(
    writer: Writer, plan: TradePlan, imported: ImportResult, checks: Sequence[Check]
) -> None:
    writer.heading(tr("What it rests on"))
    for source in imported.sources:
        told = f"{source.name}: {source.format}"
        dated = (
            tr("{told}, as of {as_of}", told=told, as_of=day(source.as_of))
            if source.as_of
            else tr("{told}, without a date", told=told)
        )
        writer.line(f"{dated}. SHA-256 {source.sha256[:16]}…")
    prices = sorted({trade.price_source for trade in plan.trades})
    if prices:
        writer.line(tr("Prices of the trades: {prices}.", prices="; ".join(prices)))
    for sentence in _listed(plan.messages):
        writer.line(sentence)
    if plan.skipped:
        said = tr_n(
            "{count} holding is not traded; the workbook says why.",
            "{count} holdings are not traded; the workbook says why.",
            len(plan.skipped),
        )
        writer.line(said)
    doubts = len(imported.skipped) + len(imported.warnings)
    if doubts:
        said = tr_n(
            "{count} row or doubt of the import is listed in the workbook.",
            "{count} rows or doubts of the import are listed in the workbook.",
            doubts,
        )
        writer.line(said)
    wrong = [check.detail for check in checks if not check.passed]
    writer.line(
        tr("All {count} checks of the trade list pass.", count=len(checks))
        if not wrong
        else tr("Do not place these orders: {wrong}", wrong=" ".join(wrong)),
        Ink.BODY if not wrong else Ink.AFTER,
    )
    writer.line(DISCLAIMER, Ink.SMALL, above=10)
