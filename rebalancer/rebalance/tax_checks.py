"""The tax of a finished plan, computed once more from its lots, the policy and the year's figures.

Nothing of the way in which plans are taxed is used: gains come from prices and costs, netting from
its definition, and a bracket adds its rise on everything above it.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from rebalancer.domain.lot import long_term_from
from rebalancer.domain.money import CENT, ZERO, to_cents
from rebalancer.rebalance.plan import LotSale, Trade, TradePlan
from rebalancer.rebalance.tax.netting import LOSS_LIMIT
from rebalancer.rebalance.tax.rules import TaxRules
from rebalancer.rebalance.tax.year import FilingStatus, Schedule, load_tax_year, nearest_year

_Totals = tuple[Decimal, Decimal]
"""Short-term and long-term, in USD."""


def find_wrong_taxes(plan: TradePlan, is_taxed: Callable[[Trade], bool]) -> Iterable[str]:
    """Yield what is wrong with the gains that are taxed, and with the tax on them."""
    short, long = ZERO, ZERO
    for trade in plan.trades:
        found = _gains(trade, plan) if is_taxed(trade) else (ZERO, ZERO)
        counted = trade.taxed.short + trade.taxed.long - trade.disallowed
        if abs(sum(found) - counted) > CENT:
            yield (
                f"{trade.symbol} in {trade.account_label} gains {sum(found):,.2f} USD, "
                f"and {counted:,.2f} USD is counted."
            )
        short, long = short + trade.taxed.short, long + trade.taxed.long
    owed = to_cents(_added(plan.policy.tax, plan.as_of.year, (short, long)))
    if abs(owed - plan.tax.estimated_tax) > CENT:
        yield f"The tax should be {owed:,.2f} USD, and {plan.tax.estimated_tax:,.2f} is stated."


def _gains(trade: Trade, plan: TradePlan) -> _Totals:
    """Return what a sale gains by term; whatever has no known cost is all gain."""
    short, long = ZERO, ZERO
    for lot in trade.lots:
        proceeds = to_cents(trade.price * lot.quantity)
        gain = proceeds if lot.cost_basis is None else proceeds - lot.cost_basis
        if _is_long(lot, plan, gain):
            long += gain
        else:
            short += gain
    return short, long


def _is_long(lot: LotSale, plan: TradePlan, gain: Decimal) -> bool:
    if lot.acquired is None:
        return gain < 0
    return plan.as_of >= long_term_from(lot.acquired)


def _added(rules: TaxRules, year: int, gains: _Totals) -> Decimal:
    """Return what *gains* add to the year's tax."""
    start = (
        rules.realised.short - rules.loss_carryforward.short,
        rules.realised.long - rules.loss_carryforward.long,
    )
    return _tax(rules, year, (start[0] + gains[0], start[1] + gains[1])) - _tax(rules, year, start)


def _tax(rules: TaxRules, year: int, totals: _Totals) -> Decimal:
    both = sum(totals, ZERO)
    short, long = (max(ZERO, min(each, both)) for each in totals)
    if rules.filing_status is None:
        deducted = min(LOSS_LIMIT, max(ZERO, -both))
        rates = Decimal(str(rules.short_term_rate)), Decimal(str(rules.long_term_rate))
        return (short - deducted) * rates[0] + long * rates[1]
    return _by_brackets(rules, rules.filing_status, year, (short, long), both)


def _by_brackets(
    rules: TaxRules, status: FilingStatus, year: int, net: _Totals, both: Decimal
) -> Decimal:
    figures = load_tax_year(nearest_year(year), status)
    deducted = min(figures.loss_limit, max(ZERO, -both))
    gain = sum(net, ZERO) - deducted
    left = rules.income + net[0] - deducted - figures.standard_deduction
    ordinary, top = max(ZERO, left), max(ZERO, net[1] + min(ZERO, left))
    owed = _rises(figures.ordinary, ordinary)
    owed += _rises(figures.long_term, ordinary + top) - _rises(figures.long_term, ordinary)
    owed += Decimal(str(rules.state_rate)) * gain
    if rules.niit:
        beyond = max(ZERO, rules.income + gain - figures.investment_threshold)
        owed += figures.investment_rate * min(beyond, max(ZERO, gain))
    return owed


def _rises(schedule: Schedule, amount: Decimal) -> Decimal:
    """Return the tax on *amount*: each bracket adds what its rate rises by on all above it."""
    owed, rate = ZERO, ZERO
    for bottom, higher in zip((ZERO, *schedule.tops), schedule.rates, strict=True):
        owed += max(ZERO, amount - bottom) * (higher - rate)
        rate = higher
    return owed
