"""How the estimated tax of a plan was computed, in words."""

from rebalancer.rebalance.plan import TradePlan
from ui import format as fmt


def tax_words(plan: TradePlan) -> str:
    """Return how the estimated tax of *plan* was computed."""
    tax = plan.tax
    unknown = (
        f" {fmt.dollars(tax.unknown_cost)} of proceeds whose cost nobody knows counts as gain."
        if tax.unknown_cost
        else ""
    )
    return (
        "What the plan's sales in taxed accounts add to this year's tax: gains less losses, lot "
        "by lot, short-term and long-term netted as on the return. Short-term "
        f"{fmt.dollars(tax.short_term_gain)}, long-term {fmt.dollars(tax.long_term_gain)}."
        f"{unknown} {tax.rates} A loss takes some of the tax away, so it can be less than "
        f"nothing. As of {fmt.day(plan.as_of)}; an estimate, not a return."
    )
