"""What the command line prints for a person at a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from rebalancer.ingest.finding import Finding, Severity
from rebalancer.ingest.result import ImportResult, SkippedRow
from rebalancer.measure.figure import Figure, Unit
from rebalancer.measure.measurement import Concentration, Measurement, Share
from rebalancer.measure.rotation import RotationReport
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.policy import Policy, Target
from rebalancer.simulate.result import Outcome, ScenarioResult

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
    return "\n".join(lines)


def _trade(trade: Trade) -> str:
    verb = "Buy " if trade.action is Action.BUY else "Sell"
    order = f"{verb} {trade.quantity:f} {trade.symbol} at {trade.price:,.2f}"
    lines = [f"{trade.account_label}: {order} = {_money(trade.value)}. {trade.reason}"]
    lines += [
        f"    {lot.quantity:f} acquired {lot.acquired or UNKNOWN}, {lot.term.value} term, "
        f"gain {_money(lot.gain)}"
        for lot in trade.lots
    ]
    return "\n".join(lines)


def policy_text(policy: Policy) -> str:
    """Return what a policy asks for in a sentence."""
    wishes = "; ".join(_wish(target) for target in policy.targets)
    return f"{wishes}; to buy: {', '.join(policy.buy) or 'nothing'}."


def _wish(target: Target) -> str:
    bounds: Iterable[tuple[str, float | None]] = (
        ("at least", target.minimum),
        ("at most", target.maximum),
        ("at", target.target),
    )
    words = [f"{word} {share:.0%}" for word, share in bounds if share is not None]
    return f"{target.title} {' and '.join(words)}"


def scenario_text(result: ScenarioResult) -> str:
    """Return where the portfolios end up, with the figures' source."""
    scenario = result.scenario
    lines = [
        f"{scenario.title}: {result.months} months, {result.paths:,} paths, seed {result.seed}",
        scenario.summary,
        f"Source: {scenario.source}. {scenario.claims}".strip(),
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


def _outcome(title: str, outcome: Outcome) -> str:
    return (
        f"{title + ':':12} median {_money(outcome.median)}, 5 % to 95 %: "
        f"{_money(outcome.p05)} to {_money(outcome.p95)}, "
        f"typical worst fall {outcome.max_drawdown:.1%}"
    )


def rotation_text(report: RotationReport) -> str:
    """Return the rotation monitor, each figure with its window."""
    lines = [f"Rotation monitor, as of {report.as_of}"]
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
    lines += [
        f"{item.title}: small {_figure(item.small)}, large {_figure(item.large)}"
        for item in report.precedents
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
