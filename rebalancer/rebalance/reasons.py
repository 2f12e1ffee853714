"""Why each trade, why not the others, and what stands in the way of a target: in words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rebalancer.classify.exposure import Exposures
from rebalancer.classify.leaf import is_company
from rebalancer.domain.money import ZERO, total
from rebalancer.measure.measurement import group_share
from rebalancer.rebalance.decided import EXCLUDED, OPPOSITE
from rebalancer.rebalance.model.binding import PRESSURE, Binding
from rebalancer.rebalance.model.joint import TOLERANCE, JointModel
from rebalancer.rebalance.model.limits import Limit
from rebalancer.rebalance.plan import Action, NotTraded, TargetOutcome, Trade
from rebalancer.rebalance.policy.policy import SINGLE_COMPANY, SYMBOL_PREFIX, Mode, Target
from rebalancer.rebalance.problem import Problem, Slot
from rebalancer.rebalance.relief import NOT_NAMED
from rebalancer.rebalance.solver.highs import Optimal
from rebalancer.rebalance.solver.optimise import Fractional
from rebalancer.rebalance.tax.taxpayer import BracketTaxpayer
from rebalancer.rebalance.waiting import WAIT

RULES = {
    "small_loss": "it loses less than what is worth harvesting",
    "wash_sale": "it would make a wash sale",
    "do_not_sell": "you asked not to sell it",
    "lock": "it is locked",
    "mode": "the mode of trading does not allow it",
    "not_on_the_buy_list": "it is not on the list of what may be bought",
    EXCLUDED: "you excluded this trade",
    OPPOSITE: "you ordered the opposite of it",
    NOT_NAMED: "it is not among the lots that you named",
}
"""Why something is not traded, by the rule's short name."""
_OBSTACLES = {**RULES, WAIT: "its gain turns long-term soon, and you asked to wait for it"}
"""What keeps single lots, too."""


def explain_trades(trades: Iterable[Trade], problem: Problem) -> tuple[Trade, ...]:
    """Return the trades, each with its reason."""
    ordered = {(slot.account.key, slot.symbol) for slot in problem.slots if slot.ordered}
    return tuple(
        replace(
            trade,
            reason="You ordered this trade. " * ((trade.account, trade.symbol) in ordered)
            + _reason(trade, problem),
        )
        for trade in trades
    )


def _reason(trade: Trade, problem: Problem) -> str:
    changes = [
        f"{'adds' if change > 0 else 'removes'} ${abs(change):,.0f} of {problem.titles[key]}"
        for key, change in trade.exposure_change.items()
        if abs(change) >= 1
    ]
    if trade.action is Action.BUY:
        return _sentence(["invests cash and proceeds", *changes])
    if not _is_taxed(problem, trade):
        return _sentence([*(changes or ["raises cash"]), "no tax in this account"])
    if trade.tax < 0:
        return _sentence(
            [*changes, f"realises a loss that saves ${-trade.tax:,.0f} of tax this year"]
        )
    if trade.tax == 0:
        return _sentence([*(changes or ["raises cash"]), "no tax"])
    price = f"${trade.tax:,.0f} of tax"
    removed = trade.removed_per_tax_dollar
    if removed is not None:
        price += f", ${removed:,.2f} removed for each dollar of it"
    return _sentence([*(changes or ["raises cash"]), price])


def _sentence(parts: Sequence[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def outcomes_of(
    problem: Problem,
    fractional: Fractional,
    joint: JointModel,
    exposures: tuple[Exposures, Exposures],
) -> tuple[TargetOutcome, ...]:
    """Return what became of every target of the policy, by the exposures before and after."""
    obstacles = _obstacles(problem, fractional, joint)
    outcomes = []
    for target in problem.policy.targets:
        limits = [limit for limit in joint.limits if limit.target is target]
        outcomes.append(_outcome(target, problem, limits, exposures, obstacles))
    return tuple(outcomes)


def _outcome(
    target: Target,
    problem: Problem,
    limits: Sequence[Limit],
    exposures: tuple[Exposures, Exposures],
    obstacles: Sequence[str],
) -> TargetOutcome:
    held, reached = (share_of(target, each, problem) for each in exposures)
    lower, upper = _bounds(target, limits, problem.value)
    missed = max(0.0, (lower or 0.0) - reached, reached - (1.0 if upper is None else upper))
    if missed <= TOLERANCE:
        missed = 0.0
    return TargetOutcome(
        key=target.key,
        title=target.titled(problem.titles),
        minimum=lower,
        maximum=upper,
        before=held,
        after=reached,
        shortfall=missed,
        explanation=_explanation(target, missed, problem, obstacles) if missed else "",
    )


def _bounds(
    target: Target, limits: Sequence[Limit], value: float
) -> tuple[float | None, float | None]:
    if target.key == SINGLE_COMPANY or not limits:
        return target.minimum, target.maximum
    lower, upper, room = limits[0].lower, limits[0].upper, limits[0].room
    return (
        None if lower is None else round((lower - room) / value, 6),
        None if upper is None else round((upper + room) / value, 6),
    )


def share_of(target: Target, exposures: Exposures, problem: Problem) -> float:
    """Return the share of the household that *target* is about."""
    worth = float(exposures.total)
    if target.key == SINGLE_COMPANY:
        companies = exposures.through.flags(is_company)
        return float(exposures.by_leaf[companies].max(initial=0.0)) / worth
    if target.key.startswith(SYMBOL_PREFIX):
        symbol = problem.universe.snapshot.canonical(target.key.removeprefix(SYMBOL_PREFIX))
        held = sum(item.value for item in exposures.holdings if item.symbol == symbol)
        return float(held) / worth
    return group_share(exposures, problem.universe.group(target.key)).share


def _explanation(target: Target, missed: float, problem: Problem, obstacles: Sequence[str]) -> str:
    dollars = missed * problem.value
    start = f"{target.titled(problem.titles)} misses its bound by {missed:.2%} (${dollars:,.0f})."
    if problem.policy.trading.mode is Mode.TLH:
        return f"{start} Losses are harvested only: targets are not pursued."
    if obstacles:
        return f"{start} {' '.join(obstacles)}"
    return f"{start} Whole shares come no nearer."


def _obstacles(problem: Problem, fractional: Fractional, joint: JointModel) -> tuple[str, ...]:
    """Return what stands in the way, from the duals of what is missed."""
    if fractional.ideal is None:
        return ()
    pressure, missing = abs(fractional.ideal.row_dual), fractional.least_missed
    found = [
        sentence
        for part in joint.constraints
        for sentence in part.obstacles(
            Binding(pressure=pressure[joint.rows[part]], missing=missing)
        )
    ]
    found += _rule_obstacles(problem, fractional.ideal, joint)
    if not found:
        found.append(_nothing_to_buy(problem))
    return tuple(found[:4])


def _rule_obstacles(problem: Problem, ideal: Optimal, joint: JointModel) -> Iterable[str]:
    """Yield per rule the symbols whose trading it forbids although it would help."""
    helped: dict[tuple[str, str], list[str]] = {}
    dual = ideal.column_dual
    for number, slot in enumerate(problem.slots):
        selling = (slot.no_sale, "sell", joint.sold(number))
        buying = (slot.no_purchase, "buy", [joint.bought(number)])
        for rule, verb, columns in (selling, buying):
            if rule not in RULES:
                continue
            if any(dual[column] / float(slot.price) < -PRESSURE for column in columns):
                helped.setdefault((rule, verb), []).append(slot.symbol)
        for lot, column in zip(slot.lots, joint.sold(number), strict=True):
            is_helpful = dual[column] / float(slot.price) < -PRESSURE
            if lot.kept and not slot.no_sale and is_helpful:
                helped.setdefault((lot.kept, "sell"), []).append(slot.symbol)
    for (rule, verb), symbols in helped.items():
        names = ", ".join(dict.fromkeys(symbols))
        yield f"It would help to {verb} {names}, but {_OBSTACLES[rule]}."


def _nothing_to_buy(problem: Problem) -> str:
    on_list = sorted({slot.symbol for slot in problem.slots if not slot.no_purchase})
    listed = ", ".join(on_list) if on_list else "nothing"
    return f"No further trade helps: what may be bought is {listed}."


def skipped_by_rule(problem: Problem, traded: Iterable[Trade]) -> Iterable[NotTraded]:
    """Yield what a rule of the policy kept from being sold."""
    sold = {(trade.account, trade.symbol) for trade in traded}
    for slot in problem.slots:
        if slot.no_purchase == EXCLUDED:
            yield _not_traded(slot, EXCLUDED, f"{slot.symbol} is not bought")
        kept = next((lot.kept for lot in slot.lots if lot.kept in RULES), "")
        rule = slot.no_sale or kept
        if slot.position is None or rule not in RULES:
            continue
        if (slot.account.key, slot.symbol) not in sold:
            what = slot.symbol if slot.no_sale else _kept_part(slot, rule)
            yield _not_traded(slot, rule, f"{what} is not sold")


def _not_traded(slot: Slot, rule: str, what: str) -> NotTraded:
    return NotTraded(
        account_label=slot.account.label,
        symbol=slot.symbol,
        rule=rule,
        reason=f"{what}: {RULES[rule]}.",
    )


def _kept_part(slot: Slot, rule: str) -> str:
    """Return what of *slot* its rule keeps: lots at a loss, what stands behind them, the rest."""
    if rule == NOT_NAMED:
        return f"What else there is of {slot.symbol}"
    behind = f", and what {slot.relief.words} puts behind it," if slot.relief.is_in_turn else ""
    return f"{slot.symbol} at a loss{behind}"


def doubts_of(problem: Problem, trades: Sequence[Trade]) -> Iterable[str]:
    """Yield what a person should know before acting on *trades*."""
    moved = problem.portfolio.total_value - problem.before.total_value
    if moved:
        verb = "adds" if moved > 0 else "takes out"
        yield f"The plan {verb} ${abs(moved):,.2f}: before is without it, after is with it."
    taxpayer = problem.tax_view.situation.taxpayer
    if isinstance(taxpayer, BracketTaxpayer) and taxpayer.year.year != problem.as_of.year:
        yield (
            f"The brackets of {problem.as_of.year} are not known; those of "
            f"{taxpayer.year.year} are used."
        )
    embedded = sorted({trade.symbol for trade in trades if "embedded" in trade.price_source})
    if embedded:
        yield (
            f"The price of {', '.join(embedded)} is from the embedded snapshot: "
            "look up today's price before you place the order."
        )
    yield from _doubts_of_lots(problem, trades)
    yield from _doubts_of_dates(problem, trades)
    asked = sorted(
        {
            trade.account_label
            for trade in trades
            if problem.portfolio.account(trade.account).tax_treatment.value == "unknown"
        }
    )
    if asked:
        yield f"How {', '.join(asked)} is taxed is not known; it is treated as taxable."


def _doubts_of_lots(problem: Problem, trades: Iterable[Trade]) -> Iterable[str]:
    """Yield what is not known of the lots that are taxed, and how they are taxed then."""
    taxed = [
        (trade.symbol, lot) for trade in trades if _is_taxed(problem, trade) for lot in trade.lots
    ]
    unknown = sorted({symbol for symbol, lot in taxed if lot.cost_basis is None})
    if unknown:
        yield (
            f"The cost of {', '.join(unknown)} is not known: its whole proceeds are taxed "
            "as gain in this estimate."
        )
    undated = sorted({symbol for symbol, lot in taxed if lot.acquired is None})
    if undated:
        yield (
            f"When {', '.join(undated)} was bought is not known: a gain on it is taxed as "
            "short-term in this estimate, and a loss counts as long-term."
        )


def _doubts_of_dates(problem: Problem, trades: Iterable[Trade]) -> Iterable[str]:
    """Yield where an account sells by date, and the date of some shares is not known."""
    sold = {(trade.account, trade.symbol) for trade in trades if trade.action is Action.SELL}
    for slot in problem.slots:
        if (slot.account.key, slot.symbol) not in sold or not slot.in_turn:
            continue
        undated = total(each.lot.quantity for each in slot.lots if each.lot.acquired is None)
        if slot.relief.goes_by_date and ZERO < undated < slot.held:
            yield (
                f"When {undated.normalize():f} of the {slot.held.normalize():f} shares of "
                f"{slot.symbol} in {slot.account.label} were bought is not known: by "
                f"“{slot.relief.words}” they are taken to be sold last. Ask the broker."
            )


def _is_taxed(problem: Problem, trade: Trade) -> bool:
    return problem.portfolio.account(trade.account).tax_treatment.is_taxed
