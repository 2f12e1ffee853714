"""What the command line prints for a person about the frontier and the glide path."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from rebalancer.rebalance.frontier import FrontierPoint, Mark
from rebalancer.rebalance.glide import GlidePath, GlideYear

FRONTIER_MARKS: Mapping[Mark, str] = {
    Mark.TODAY: "no less than today",
    Mark.POLICY: "your cap",
    Mark.GAIN_BUDGET: "as far as the limits on gains allow",
    Mark.LEAST: "the least that can be reached",
}
"""What a person reads beside a point of the frontier."""


def frontier_text(points: Sequence[FrontierPoint], title: str) -> str:
    """Return a row a point: what remains of *title*, and what getting there costs."""
    lines = [
        f"{title}: {points[0].before:.1%} today, on {points[0].plan.as_of}",
        f"{'at most':>8} {'remains':>8} {'tax':>13} {'gains':>14} {'trades':>6}",
    ]
    for point in points:
        tax = point.plan.tax
        gains = tax.short_term_gain + tax.long_term_gain
        marks = ", ".join(FRONTIER_MARKS[mark] for mark in point.marks)
        words = ". ".join(filter(None, (marks, point.words)))
        row = (
            f"{point.cap:8.2%} {point.share:8.2%} {_usd(point.tax):>13} {_usd(gains):>14} "
            f"{len(point.plan.trades):6}  {words}"
        )
        lines.append(row.rstrip())
    return "\n".join(lines)


def glide_text(path: GlidePath) -> str:
    """Return every way to the goal, year by year, the best one marked."""
    lines = [f"{path.title}: {path.before:.1%} today", *path.assumptions]
    for glide in path.glides:
        chosen = " (the least tax of those that reach the goal)" * (glide is path.chosen)
        if glide is path.chosen and not glide.is_reached:
            chosen = " (comes nearest)"
        gains = glide.yearly_gains
        enough = "" if gains is None else f", {_usd(gains)} of gains a year are enough"
        lines.append(f"{glide.title}: {_usd(glide.total_tax)} in all{enough}{chosen}")
        lines += [_glide_year(year) for year in glide.years]
        if not glide.is_reached:
            lines.append(f"  The goal is missed by {glide.missed:.1%}.")
    for year in path.chosen.years:
        lines += [
            f"{lot.symbol} in {lot.account_label}: {lot.quantity.normalize():f} turn long-term on "
            f"{lot.first_day}, which saves {_usd(lot.saves)} if they are sold."
            for lot in year.turns_long
            if lot.first_day.year == year.day.year or year is path.chosen.years[-1]
        ]
    return "\n".join(lines)


def _glide_year(year: GlideYear) -> str:
    cap = "no cap" if year.cap is None else f"at most {year.cap:.1%}"
    over = f"; over the limit by {_usd(year.over_budget)}" if year.over_budget else ""
    tax = year.plan.tax
    return (
        f"  {year.day}: {cap}, {year.share:.1%} remains; short-term gain "
        f"{_usd(tax.short_term_gain)}, long-term gain {_usd(tax.long_term_gain)}; tax "
        f"{_usd(year.tax)}, {_usd(year.cumulated_tax)} so far{over}"
    )


def _usd(amount: Decimal) -> str:
    return f"-${-amount:,.0f}" if amount < 0 else f"${amount:,.0f}"
