"""What the workbook says in words: results, wishes, rules and rounded amounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TypeGuard

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.lot import Term
from rebalancer.rebalance.plan import PlanStatus, TargetOutcome, TradePlan
from rebalancer.rebalance.policy.orders import FixedOrder
from rebalancer.rebalance.policy.policy import Policy, Target
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot
from rebalancer.rebalance.tax.netting import Gains

BASIS_POINT = 1e-4
PROVED = 1e-8
"""A gap, as a share of the portfolio, below which there is nothing left to find."""

TREATMENTS: Mapping[TaxTreatment, str] = {
    TaxTreatment.TAXABLE: "Taxable",
    TaxTreatment.TAX_DEFERRED: "Tax-deferred",
    TaxTreatment.TAX_EXEMPT: "Tax-exempt",
    TaxTreatment.UNKNOWN: "Not known, taxed as taxable",
}
TERMS: Mapping[Term, str] = {
    Term.SHORT: "Short-term",
    Term.LONG: "Long-term",
    Term.UNKNOWN: "Not known, taxed as short-term",
}


def percent(share: float) -> str:
    """Return a share of 0..1 as a percentage: ``41.8 %``."""
    return f"{share * 100:.1f}\u00a0%"


def dollars(amount: Decimal) -> str:
    """Return *amount* with cents: ``-$1,234.50``."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def count(number: int, one: str) -> str:
    """Return *number* with its noun, in the plural where it takes one."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def status_sentence(plan: TradePlan) -> str:
    """Return how good the plan is, as far as that is proved."""
    match plan.status:
        case PlanStatus.NOTHING_TO_DO:
            return "Nothing to do: the portfolio meets the policy as it is."
        case PlanStatus.OPTIMAL:
            margin = f" by more than {_gap(plan, plan.gap)}" if _is_open(plan.gap) else ""
            return f"Meets the policy, and no other plan meets it better{margin}."
        case PlanStatus.FEASIBLE:
            margin = (
                f"by at most {_gap(plan, plan.gap)}" if plan.gap else "nobody knows by how much"
            )
            return f"Meets the policy. A better plan may exist, {margin}."
        case PlanStatus.INFEASIBLE:
            margin = f", within {_gap(plan, plan.gap)}" if _is_open(plan.gap) else ""
            return f"The policy cannot be met in full; this plan comes as near as it can{margin}."
        case PlanStatus.PARTIAL:
            return "Some trades of the plan are held; everything here is of the others alone."


def _is_open(gap: float | None) -> TypeGuard[float]:
    return gap is not None and gap > PROVED


def _gap(plan: TradePlan, gap: float) -> str:
    points = gap / BASIS_POINT
    worth = Decimal(repr(gap)) * plan.before.total_value
    size = f"{points:,.1f}" if points >= 1 else f"{points:.2g}"
    return f"{dollars(worth)} ({size} basis points of the household's value)"


def wanted(outcome: TargetOutcome) -> str:
    """Return the bounds of a target: ``at most 25.0 %``."""
    return _bounds(outcome.minimum, outcome.maximum)


def _bounds(minimum: float | None, maximum: float | None) -> str:
    if minimum is None and maximum is None:
        return "no bound"
    if minimum is None:
        return f"at most {percent(maximum or 0.0)}"
    if maximum is None:
        return f"at least {percent(minimum)}"
    return f"{percent(minimum)} to {percent(maximum)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the policy, in words."""

    part: str
    name: str
    value: str


_NAMES = {
    "filing_status": "Federal brackets, filing status",
    "income": "Other ordinary income",
    "niit": "Net investment income tax",
    "realised": "Realised this year before the plan",
    "loss_carryforward": "Losses carried from earlier years",
    "short_term_rate": "Short-term rate",
    "long_term_rate": "Long-term rate",
    "contribute": "Added, by account",
    "withdraw": "Withdrawn, by account",
    "cost_bp": "Trading cost, in basis points",
    "min_trade": "Smallest trade",
    "min_position": "Smallest position",
    "spread_bp": "Spread from bid to ask, in basis points",
    "ticket_fee": "Fee of every order",
    "turnover_max": "Turnover, at most",
    "equivalents": "Substantially identical",
    "lock": "Counted, never traded",
    "exclude": "Neither counted nor traded",
    "wait_for_long_term": "Days to wait for a gain to turn long-term",
    "whole_shares_by": "Whole shares, where it differs",
    "lot_relief_by": "Lot relief, where it differs",
    "specific_lots": "Lots that may be sold",
    "sell_fractions": "A sale of everything takes the fraction along",
    "short_term_gain_max": "Short-term gain, at most",
}


def describe(policy: Policy, titles: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return every rule of *policy*; a rule that is added to it is described as well.

    *titles* are those of the groups that a target may name, by key.
    """
    bought = ", ".join(policy.buy) or "only what is held already"
    sections = (
        ("Trading", policy.trading),
        ("Tax", policy.tax),
        ("Restrictions", policy.restrictions),
    )
    return (
        *(
            Rule(part="Target", name=item.titled(titles), value=wished(item))
            for item in policy.targets
        ),
        Rule(part="Trading", name="May be bought, in this order", value=bought),
        *(
            Rule(part="Order", name=f"{number}", value=order.words)
            for number, order in enumerate(policy.orders, start=1)
        ),
        *(
            Rule(
                part=part,
                name=_NAMES.get(rule.name, rule.name.replace("_", " ").capitalize()),
                value=_in_words(rule.name, getattr(section, rule.name)),
            )
            for part, section in sections
            for rule in fields(section)
        ),
    )


def wished(target: Target) -> str:
    """Return what *target* asks for: ``at most 25.0 %``."""
    if target.target is None:
        return _bounds(target.minimum, target.maximum)
    band = f", give or take {percent(target.tolerance)}" if target.tolerance else ""
    back = (
        f"the {target.to.value}"
        if target.destination is None
        else f"within {target.destination * 100:.4g}\u00a0% of it"
    )
    return f"{percent(target.target)}{band}, brought back to {back}"


def _in_words(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return _listed(f"{key}: {_scalar(name, item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return _listed(_item(item) for item in value)
    if isinstance(value, frozenset):
        return _listed(sorted(value))
    if isinstance(value, Gains):
        return f"{dollars(value.short)} short-term, {dollars(value.long)} long-term"
    return _scalar(name, value)


def _item(item: SpecificLot | FixedOrder | tuple[str, ...]) -> str:
    return " = ".join(item) if isinstance(item, tuple) else item.words


def _scalar(name: str, value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case LotRelief():
            return value.words
        case Decimal():
            return dollars(value)
        case float():
            return f"{value:g}" if name.endswith("_bp") else percent(value)
        case None:
            return "flat rates" if name == "filing_status" else "no limit"
        case _:
            return str(value).replace("_", " ")


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "none"
