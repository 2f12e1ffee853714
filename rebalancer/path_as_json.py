"""What the command line prints for scripts about the frontier and the glide path."""

from collections.abc import Sequence

from rebalancer.as_json import Json, account_names, plain, trade_json
from rebalancer.rebalance.frontier import FrontierPoint
from rebalancer.rebalance.glide import Glide, GlidePath
from rebalancer.rebalance.plan import TradePlan


def frontier_json(points: Sequence[FrontierPoint], key: str) -> Json:
    """Return a frontier as the key list of ``rebalancer frontier`` has it."""
    return {
        "key": key,
        "before": points[0].before,
        "as_of": plain(points[0].plan.as_of),
        "points": [
            {
                "cap": point.cap,
                "share": point.share,
                "reached": point.is_reached,
                "marks": plain(point.marks),
                "over_budget": plain(point.over_budget),
                "note": point.words,
                **_taxed_trades(point.plan),
            }
            for point in points
        ],
    }


def glide_json(path: GlidePath) -> Json:
    """Return a glide path as the key list of ``rebalancer glide`` has it."""
    return {
        "key": path.key,
        "before": path.before,
        "chosen": plain(path.chosen.way),
        "assumptions": plain(path.assumptions),
        "ways": [_glide(glide) for glide in path.glides],
    }


def _glide(glide: Glide) -> Json:
    return {
        "way": plain(glide.way),
        "title": glide.title,
        "total_tax": plain(glide.total_tax),
        "reached": glide.is_reached,
        "missed": glide.missed,
        "keeps_limits": glide.keeps_limits,
        "yearly_gains": plain(glide.yearly_gains),
        "carried_loss": plain(glide.carried_loss),
        "years": [
            {
                "date": plain(year.day),
                "cap": year.cap,
                "share": year.share,
                "tax": plain(year.tax),
                "cumulated_tax": plain(year.cumulated_tax),
                "over_budget": plain(year.over_budget),
                "turns_long": plain(year.turns_long),
                **_taxed_trades(year.plan),
            }
            for year in glide.years
        ],
    }


def _taxed_trades(plan: TradePlan) -> dict[str, Json]:
    names = account_names(plan.portfolio_after)
    return {
        "status": plain(plan.status),
        "gap": plan.gap,
        "estimated_tax": plain(plan.tax.estimated_tax),
        "short_term_gain": plain(plan.tax.short_term_gain),
        "long_term_gain": plain(plan.tax.long_term_gain),
        "trades": [trade_json(trade, names[trade.account]) for trade in plan.trades],
    }
