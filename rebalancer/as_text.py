"""What the command line prints for a person at a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.described import Described
from rebalancer.document.replay import Replayed
from rebalancer.ingest.finding import Finding, Severity
from rebalancer.ingest.result import ImportResult, SkippedRow
from rebalancer.market.fund_holdings import FundHoldings, HoldingsDoubt
from rebalancer.market.refresh import Refresh
from rebalancer.measure.claim import ClaimCheck, Verdict
from rebalancer.measure.explanation import Explanation
from rebalancer.measure.figure import Figure, Unit
from rebalancer.measure.measurement import Concentration, Measurement, Share
from rebalancer.measure.report import Report
from rebalancer.measure.rotation import RotationReport
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.policy.policy import Policy, Target
from rebalancer.simulate.driver import Driver
from rebalancer.simulate.result import Outcome, ScenarioResult
from rebalancer.simulate.scenario import Scenario

UNKNOWN = "unknown"
_CERTAIN = 5e-5


def imported_text(imported: ImportResult, findings: Sequence[Finding] | None = None) -> str:
    """Return the accounts of an import, and what is wrong with it.

    Without *findings* every doubt is listed as the readers noted it.
    """
    lines = []
    for account in imported.portfolio.accounts:
        sums = {True: "adds up to the file's own total", None: "no total in the file to check with"}
        check = sums.get(account.reconciles, f"the file says {_money(account.file_total)}")
        lines.append(
            f"{account.broker}: {account.label} ({account.tax_treatment.value}): "
            f"{len(account.positions)} positions, {_money(account.total_value)}; {check}"
        )
    if findings is None:
        lines += [f"{_place(item.file, item.line)}: {item.message}" for item in imported.warnings]
    else:
        lines += _finding_lines(findings)
    return "\n".join(lines)


def _finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield errors and warnings, and how many notes there are."""
    notes = 0
    for finding in findings:
        if finding.severity is Severity.NOTE:
            notes += 1
            continue
        place = _place(finding.file, finding.line)
        where = f"{place}: " if place else ""
        yield f"{finding.severity.value.capitalize()}: {where}{finding.message}"
    if notes:
        yield "1 note; see --json." if notes == 1 else f"{notes} notes; see --json."


def skipped_text(row: SkippedRow) -> str:
    """Return which line was not read, and why."""
    return f"{_place(row.file, row.line)}: not read: {row.reason}"


def holdings_text(holdings: FundHoldings, doubts: Sequence[HoldingsDoubt]) -> str:
    """Return what a fund's holdings file gave, and everything that is doubtful about it."""
    basket = holdings.basket
    day = basket.as_of or "an unknown day"
    said = (
        f"{holdings.symbol} is looked through by “{holdings.file}” ({holdings.issuer}, {day}): "
        f"{holdings.counted} lines, {basket.coverage:.1%} of the fund."
    )
    return "\n".join([said, *(f"  {doubt.message}" for doubt in doubts)])


def _place(file: str, line: int) -> str:
    """Return where something stands; line 0 is the file as a whole."""
    return f"{file}, line {line}" if line else file


def measurement_text(measurement: Measurement) -> str:
    """Return the headline figures and the largest companies."""
    baskets = measurement.baskets
    lines = [
        f"Household                {_money(measurement.total_value)}",
        f"Magnificent Seven        {_bounded(baskets['magnificent_seven'])}",
        f"Mega-cap tech            {_bounded(baskets['mega_cap_tech'])}",
        f"Small caps               {_bounded(measurement.small_cap)}",
        f"Effective companies      {_both(measurement.effective_names)}",
        f"Looked through           {measurement.coverage:.1%}",
        "Largest companies",
    ]
    lines += [
        f"  {company.share:6.1%}  {company.company} "
        f"(direct {company.direct:.1%}, through funds {company.through_funds:.1%})"
        for company in measurement.top[:10]
    ]
    return "\n".join(lines)


def report_text(report: Report) -> str:
    """Return the headline figures, what they have in common with the market, and their doubts."""
    lines = [measurement_text(report.household)]
    lines += [
        f"Active share against {item.against}: {_bounded(item.active_share)}"
        for item in report.comparisons
    ]
    lines += [
        f"{pair.first} and {pair.second} have {_bounded(pair.common)} in common"
        for pair in report.overlaps[:5]
    ]
    lines += [
        f"{doubt.severity.value.capitalize()}: {doubt.sentence} {doubt.fix}".rstrip()
        for doubt in report.health
    ]
    return "\n".join(lines)


def explanation_text(explanation: Explanation) -> str:
    """Return how one figure was computed."""
    day = explanation.as_of or "a day that no file states"
    lines = [f"{explanation.title}: {explanation.result}", explanation.formula]
    lines += [f"  {item.name}: {item.text}" for item in explanation.inputs]
    lines += [
        f"  {', '.join(basket.symbols)} by {basket.name} of {basket.as_of or 'an unknown day'} "
        f"({basket.kind}, {basket.coverage:.1%} known)"
        for basket in explanation.baskets
    ]
    lines.append(f"Holdings as of {day}; {explanation.coverage:.1%} is looked through.")
    if explanation.corrections:
        lines.append(f"Corrected by you: {', '.join(explanation.corrections)}.")
    return "\n".join(lines)


def described_text(described: Sequence[Described]) -> str:
    """Return what every symbol is, and how the app came to think so."""
    return "\n".join(line for item in described for line in _described(item))


def _described(item: Described) -> Iterator[str]:
    yield f"{item.symbol}: {item.name} ({item.asset_class.value})"
    if item.size is not None:
        yield f"  size {item.size.value}: {item.size_reason}"
    if item.company is not None:
        yield f"  sector {item.sector or UNKNOWN}: {item.sector_source}"
    if item.rule:
        yield f"  fund rule {item.rule}{f': {item.note}' if item.note else ''}"
    for part in item.parts:
        yield (
            f"  {part.share:.0%} {part.name} of {part.as_of or 'an unknown day'}, {part.kind}, "
            f"{part.coverage:.1%} known: {part.source}"
        )
    if item.baskets:
        yield f"  in {', '.join(item.baskets)}"
    for sentence in (*item.corrections, *item.remedies):
        yield f"  {sentence}"


def plan_text(plan: TradePlan) -> str:
    """Return a plan: what it reaches, the trades account by account, and what to know."""
    gap = "" if plan.gap is None else f" (within {plan.gap * 10_000:.2f} bp of the best possible)"
    lines = [f"Plan: {plan.status.value.replace('_', ' ')}{gap}"]
    lines += [
        f"  {outcome.title}: {outcome.before:.1%} -> {outcome.after:.1%}"
        + (f"; {outcome.explanation}" if outcome.explanation else "")
        for outcome in plan.outcomes
    ]
    lines += [_trade(trade) for trade in plan.trades]
    tax = plan.tax
    lines.append(
        f"Estimated tax {_money(tax.estimated_tax)}: short-term gain "
        f"{_money(tax.short_term_gain)}, long-term gain {_money(tax.long_term_gain)}"
        + (f", {_money(tax.carried_loss)} of loss carried forward" if tax.carried_loss else "")
    )
    lines += [tax.rates] if plan.trades else []
    lines += plan.messages
    lines += [warning.message for warning in plan.wash_sales]
    lines += [date.reason for date in plan.safe_dates]
    lines += [": ".join(filter(None, (item.account_label, item.reason))) for item in plan.skipped]
    for each in plan.not_done:
        helps = f" What would do: {each.change_that_helps}." if each.change_that_helps else ""
        lines.append(f"{each.sentence}{helps}")
    return "\n".join(lines)


def _trade(trade: Trade) -> str:
    verb = "Buy " if trade.action is Action.BUY else "Sell"
    order = f"{verb} {trade.quantity:f} {trade.symbol} at {trade.price:,.2f}"
    lines = [f"{trade.account_label}: {order} = {_money(trade.value)}. {trade.reason}"]
    picked = f" ({trade.relief.words})" if trade.relief else ""
    lines += [
        f"    {lot.quantity:f} acquired {lot.acquired or UNKNOWN}, {lot.term.value} term, "
        f"gain {_money(lot.gain)}{picked}"
        for lot in trade.lots
    ]
    return "\n".join(lines)


def policy_text(policy: Policy, classification: Classification = DEFAULT_CLASSIFICATION) -> str:
    """Return what a policy asks for in a sentence, its baskets as *classification* calls them."""
    titles = classification.titles
    wishes = "; ".join(_wish(target, titles) for target in policy.targets)
    return f"{wishes}; to buy: {', '.join(policy.buy) or 'nothing'}."


def _wish(target: Target, titles: Mapping[str, str]) -> str:
    bounds: Iterable[tuple[str, float | None]] = (
        ("at least", target.minimum),
        ("at most", target.maximum),
        ("at", target.target),
    )
    words = [f"{word} {share:.0%}" for word, share in bounds if share is not None]
    return f"{target.titled(titles)} {' and '.join(words)}"


def scenario_text(result: ScenarioResult) -> str:
    """Return where the portfolios end up, with the figures' source."""
    scenario, options = result.scenario, result.options
    lines = [
        f"{scenario.title}: {result.months} months, {options.paths:,} paths, seed {options.seed}",
        scenario.summary,
        f"Source: {scenario.source}. {scenario.claims}".strip(),
        *(_driver(driver) for driver in scenario.drivers),
        _outcome("As it is", result.current),
    ]
    if result.planned is not None:
        lines.append(_outcome("As planned", result.planned))
    if result.chance_of_rotating is not None:
        lines.append(f"The plan ends higher on {result.chance_of_rotating:.0%} of the paths.")
    if result.break_even is not None:
        lines.append(
            f"Small caps must beat mega-cap tech by {result.break_even:.2%} a year "
            "to repay the plan's tax."
        )
    return "\n".join([*lines, *result.doubts])


def scenarios_text(scenarios: Sequence[Scenario]) -> str:
    """Return every scenario with its drivers and how far each can be moved."""
    lines = []
    for scenario in scenarios:
        lines.append(f"{scenario.key}: {scenario.title}. {scenario.summary}")
        lines += [
            f"{_driver(driver)}; {driver.text(driver.low)} to {driver.text(driver.high)}"
            for driver in scenario.drivers
        ]
    return "\n".join(lines)


def _driver(driver: Driver) -> str:
    tuned = "" if driver.value == driver.default else f" (was {driver.text(driver.default)})"
    return (
        f"  {driver.name} = {driver.value:g}: {driver.title}, {driver.text(driver.value)}{tuned}; "
        f"{driver.source}"
    )


def _outcome(title: str, outcome: Outcome) -> str:
    return (
        f"{title + ':':12} median {_money(outcome.median)}, 5 % to 95 %: "
        f"{_money(outcome.p05)} to {_money(outcome.p95)}, "
        f"typical worst fall {outcome.max_drawdown:.1%}"
    )


def rotation_text(report: RotationReport) -> str:
    """Return the rotation monitor, each figure with its window."""
    lines = [f"Rotation monitor, as of {report.as_of}", *report.doubts]
    for symbol, track in report.funds.items():
        lines.append(
            f"{symbol:5} year to date {_figure(track.year_to_date)}, "
            f"below its high {_figure(track.drawdown)}"
        )
    for rival, pair in report.against.items():
        lines += [
            f"{pair.small_caps} against {rival}: gap {_figure(pair.gap)}",
            f"  streak now {_figure(pair.current)}",
            f"  longest {_figure(pair.longest)}",
        ]
    premium = report.size_premium
    lines += [
        f"Small companies' lead a year: {_figure(premium.whole)}",
        f"  over the last ten years {_figure(premium.latest)}",
        f"  ahead in {_figure(premium.led)} of all spans of ten years",
    ]
    lines += [
        f"{item.title}: small {_figure(item.small)}, large {_figure(item.large)}"
        for item in report.precedents
    ]
    lines += [f"{check.source}: {check.sentence} {_verdict(check)}" for check in report.claims]
    return "\n".join(lines)


def _verdict(check: ClaimCheck) -> str:
    if check.figure is None or check.difference is None:
        return f"{check.verdict.value.capitalize()}."
    measured = f"Measured: {_figure(check.figure)}."
    if check.verdict is Verdict.AGREES:
        return f"{measured} Agrees."
    return f"{measured} Differs by {_value(replace(check.figure, value=check.difference))}."


def refresh_text(refresh: Refresh) -> str:
    """Return what became of a refresh: what is new, what was refused, and the checks."""
    attempt = refresh.attempt
    if attempt is None:
        return "Nothing has been refreshed yet."
    lines = [attempt.sentence]
    for symbol in attempt.fresh:
        quote = refresh.quotes[symbol]
        lines.append(f"{symbol:6} {quote.price:>10,.2f} ({quote.origin})")
    lines += [f"Not refreshed: {refused.sentence}" for refused in attempt.refused]
    lines += [
        f"{check.symbol}: its largest holdings differ from those in use by up to "
        f"{check.largest_difference:.1%} of the fund ({check.as_of}); they are a check only."
        for check in refresh.checks.values()
    ]
    return "\n".join(lines)


def _figure(figure: Figure) -> str:
    return f"{_value(figure)} ({figure.first} to {figure.last})"


def _value(figure: Figure) -> str:
    if figure.value is None:
        return UNKNOWN
    match figure.unit:
        case Unit.SHARE:
            return f"{figure.value:+.1%}"
        case Unit.PART:
            return f"{figure.value:.0%}"
        case Unit.BASIS_POINTS:
            return f"{figure.value:+,.0f} bp"
        case Unit.SESSIONS:
            return f"{figure.value:.0f} sessions"
        case Unit.CORRELATION:
            return f"{figure.value:+.2f}"


def _bounded(share: Share) -> str:
    if share.upper - share.lower < _CERTAIN:
        return f"{share.share:.1%}"
    return f"{share.share:.1%} (between {share.lower:.1%} and {share.upper:.1%})"


def _both(figure: Concentration) -> str:
    texts: Sequence[str] = [
        UNKNOWN if value is None else f"{value:.1f}"
        for value in (figure.look_through, figure.nominal)
    ]
    return f"{texts[0]} looked through, {texts[1]} as held"


def _money(amount: Decimal | None) -> str:
    if amount is None:
        return UNKNOWN
    return f"-${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def replayed_text(again: Replayed) -> str:
    """Return what came of making a saved plan again."""
    count = len(again.plan.trades)
    if again.is_identical:
        return f"The same {count} trades, to the byte."
    return "\n".join(("The trades are not the same.", *again.differences, *again.notes))
