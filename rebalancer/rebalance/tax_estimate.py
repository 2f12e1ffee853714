"""What a plan's sales cost in tax this year, exactly, and each trade's part of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rebalancer.domain.money import to_cents, total
from rebalancer.rebalance.plan import TaxEstimate, Trade
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.tax.taxpayer import Situation


def taxed_gains(trades: Iterable[Trade]) -> Gains:
    """Return the gains that *trades* are taxed on; proceeds of unknown cost are all gain."""
    gains = NO_GAINS
    for trade in trades:
        gains += trade.taxed
    return gains


def share_tax(trades: Sequence[Trade], situation: Situation) -> tuple[Trade, ...]:
    """Return *trades*, each with its part of the year's tax.

    Short-term gains come first and long-term gains on top, as on the return; within a term every
    dollar bears the same. The parts add up to the tax; a last cent goes to the largest.
    """
    gains = taxed_gains(trades)
    rates = situation.rates(gains)
    shared = [
        replace(
            trade,
            tax=to_cents(trade.taxed.short * rates.short + trade.taxed.long * rates.long),
        )
        for trade in trades
    ]
    cents = to_cents(situation.owed(gains)) - total(trade.tax for trade in shared)
    if cents:
        largest = max(range(len(shared)), key=lambda number: abs(shared[number].tax))
        shared[largest] = replace(shared[largest], tax=shared[largest].tax + cents)
    return tuple(shared)


def estimate(trades: Sequence[Trade], situation: Situation) -> TaxEstimate:
    """Return what *trades* cost in tax this year."""
    gains = taxed_gains(trades)
    netted = situation.netted(gains)
    known_short = total(trade.short_term_gain for trade in trades)
    known_long = total(trade.long_term_gain for trade in trades)
    disallowed = total(trade.disallowed for trade in trades)
    return TaxEstimate(
        short_term_gain=known_short,
        long_term_gain=known_long,
        estimated_tax=to_cents(situation.owed(gains)),
        unknown_cost=gains.short + gains.long - known_short - known_long - disallowed,
        disallowed=disallowed,
        taxable_short_term=netted.short,
        taxable_long_term=netted.long,
        loss_deducted=netted.deducted,
        carried_short_term=netted.carried.short,
        carried_long_term=netted.carried.long,
        rates=situation.taxpayer.words,
    )
