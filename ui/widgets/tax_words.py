"""How the estimated tax of a plan was computed, in words."""

from rebalancer.rebalance.plan import TradePlan
from ui import format as fmt
from ui.language import sentences, tr


def tax_words(plan: TradePlan) -> str:
    """Return how the estimated tax of *plan* was computed."""
    tax = plan.tax
    netted = tr(
        "What the plan's sales in taxed accounts add to this year's tax: gains less losses, lot "
        "by lot, short-term and long-term netted as on the return. Short-term {short_term_gain}, "
        "long-term {long_term_gain}.",
        short_term_gain=fmt.dollars(tax.short_term_gain),
        long_term_gain=fmt.dollars(tax.long_term_gain),
    )
    unknown = tr(
        "{unknown_cost} of proceeds whose cost nobody knows counts as gain.",
        unknown_cost=fmt.dollars(tax.unknown_cost),
    )
    rest = tr(
        "A loss takes some of the tax away, so it can be less than nothing. As of {as_of}; an "
        "estimate, not a return.",
        as_of=fmt.day(plan.as_of),
    )
    return sentences(netted, unknown if tax.unknown_cost else "", tax.rates, rest)
