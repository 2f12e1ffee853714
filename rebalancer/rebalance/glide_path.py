"""The same goal over several tax years: one full plan a year, each on what the last one left.

Lots turn long-term between the years, losses are carried from year to year, and every year has
the policy's limits on gains anew. Several ways to get there are walked to the end and compared by
what the whole of the years costs in tax.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rebalancer.classify.universe import Universe
from rebalancer.domain.lot import Term, long_term_from
from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.progress import Progress, Share, silent
from rebalancer.rebalance.frontier import over_limits
from rebalancer.rebalance.glide import (
    DEFAULT_GLIDE,
    WAY_TITLES,
    Glide,
    GlidePath,
    GlideWish,
    GlideYear,
    TurnsLong,
    Way,
)
from rebalancer.rebalance.growth import grown
from rebalancer.rebalance.plan import Action, TradePlan
from rebalancer.rebalance.policy.policy import Deal, Policy, RecentTrade, Target
from rebalancer.rebalance.solve import Planner
from rebalancer.rebalance.tax.netting import NO_GAINS, Gains
from rebalancer.rebalance.tax.taxpayer import BracketTaxpayer, Situation, taxpayer_of
from rebalancer.rebalance.tax_estimate import taxed_gains

_WITHIN = Decimal(1)
"""USD by which rounding to whole shares and cents may exceed a limit on gains."""


def glide_path(
    portfolio: Portfolio,
    policy: Policy,
    universe: Universe,
    *,
    as_of: date,
    wish: GlideWish = DEFAULT_GLIDE,
    progress: Progress = silent,
) -> GlidePath:
    """Return the ways to what *policy* asks for over several years, and the best of them.

    Args:
        portfolio: As it is today.
        policy: The goal; its limits on gains are those of every year, its new money and its gains
            realised so far belong to the first year.
        universe: What is known of the market.
        as_of: Day of the first year's trades.
        wish: How many years, and what is assumed of them.
        progress: Told after each plan; may cancel.

    Raises:
        PolicyError: The policy names an account that is not there.
        NothingToMeasureError: The portfolio is worth nothing.
        UnknownGroupError: *wish* names a group that nobody has named.
    """
    walk = _Walk(portfolio, policy, universe, wish.days(as_of), wish)
    ways = list(Way) if wish.years > 1 else [Way.AS_ALLOWED]
    glides = []
    for number, way in enumerate(ways):
        part = Share(progress, number / len(ways), (number + 1) / len(ways))
        glides.append(Glide(way=way, years=tuple(walk.years(way, part))))
    title = Target(key=wish.key).titled(universe.classification.titles)
    return GlidePath(
        policy=policy,
        key=wish.key,
        title=title,
        before=walk.held[wish.key],
        glides=tuple(glides),
        chosen=_best(glides),
        assumptions=tuple(_assumptions(walk, glides)),
    )


def _best(glides: Iterable[Glide]) -> Glide:
    """Return the way with the least tax of those that reach the goal within the limits."""
    return min(
        glides, key=lambda glide: (not glide.keeps_limits, round(glide.missed, 4), glide.total_tax)
    )


class _Walk:
    """A household, walked through the years."""

    def __init__(
        self,
        portfolio: Portfolio,
        policy: Policy,
        universe: Universe,
        days: tuple[date, ...],
        wish: GlideWish,
    ) -> None:
        self.portfolio, self.policy, self.universe = portfolio, policy, universe
        self.days, self.wish = days, wish
        today = Planner(portfolio, universe, as_of=days[0])
        keys = dict.fromkeys([wish.key, *(target.key for target in policy.targets)])
        self.held = {key: today.share_held(policy, key) for key in keys}
        self.owed_anyway = self._owed_without_trades()

    def years(self, way: Way, progress: Progress) -> Iterator[GlideYear]:
        """Yield year after year of *way*."""
        portfolio, cumulated = self.portfolio, ZERO
        carried, recent = self.policy.tax.loss_carryforward, self.policy.recent_trades
        for number, day in enumerate(self.days):
            policy = self._asked(way, number)
            policy = replace(
                policy,
                recent_trades=recent,
                tax=replace(policy.tax, loss_carryforward=carried),
            )
            planner = Planner(portfolio, self.universe, as_of=day)
            plan = planner.plan(policy)
            tax = to_cents(self._owed(policy, day, taxed_gains(plan.trades)))
            tax -= self.owed_anyway[number]
            cumulated += tax
            yield GlideYear(
                day=day,
                cap=_cap(policy, self.wish.key),
                share=planner.share_left(plan, self.wish.key),
                plan=plan,
                tax=tax,
                cumulated_tax=cumulated,
                over_budget=self._over_budget(plan),
                turns_long=tuple(_turning(plan.portfolio_after, self._situation(policy, day), day)),
            )
            progress((number + 1) / len(self.days), f"{WAY_TITLES[way]}: {day.year}")
            carried = Gains(short=plan.tax.carried_short_term, long=plan.tax.carried_long_term)
            recent = (*self.policy.recent_trades, *_losses(plan))
            portfolio = grown(plan.portfolio_after, self.wish.growth, self.universe)

    def _asked(self, way: Way, number: int) -> Policy:
        """Return what the year with this number asks for."""
        policy = self.policy
        if number:
            trading = replace(policy.trading, contribute={}, withdraw={})
            policy = replace(policy, trading=trading, tax=replace(policy.tax, realised=NO_GAINS))
        rules, is_last = policy.tax, number == len(self.days) - 1
        if way is Way.ALL_NOW and not number:
            rules = replace(rules, gain_budget=None, short_term_gain_max=None)
        if way is Way.WAIT and not is_last:
            rules = replace(rules, short_term_gain_max=ZERO)
        if way is Way.EVEN_STEPS and not is_last:
            part = (number + 1) / len(self.days)
            targets = tuple(_on_the_way(each, self.held, part) for each in policy.targets)
            policy = replace(policy, targets=targets)
        return replace(policy, tax=rules)

    def _over_budget(self, plan: TradePlan) -> Decimal:
        over = over_limits(plan, self.policy)
        return over if over >= _WITHIN else ZERO

    def _situation(self, policy: Policy, day: date) -> Situation:
        return Situation(
            taxpayer=taxpayer_of(policy.tax, day.year),
            realised=policy.tax.realised,
            carried=policy.tax.loss_carryforward,
        )

    def _owed(self, policy: Policy, day: date, gains: Gains) -> Decimal:
        situation = self._situation(policy, day)
        return situation.taxpayer.owed(situation.netted(gains))

    def _owed_without_trades(self) -> tuple[Decimal, ...]:
        """Return what is owed in every year if nothing is ever traded."""
        carried, owed = self.policy.tax.loss_carryforward, []
        for number, day in enumerate(self.days):
            rules = replace(self.policy.tax, loss_carryforward=carried)
            rules = replace(rules, realised=NO_GAINS) if number else rules
            situation = self._situation(replace(self.policy, tax=rules), day)
            netted = situation.netted(NO_GAINS)
            owed.append(to_cents(situation.taxpayer.owed(netted)))
            carried = netted.carried
        return tuple(owed)


def _cap(policy: Policy, key: str) -> float | None:
    return next((target.maximum for target in policy.targets if target.key == key), None)


def _on_the_way(target: Target, held: Mapping[str, float], part: float) -> Target:
    """Return *target* with bounds a *part* (0..1) of the way from what is *held*."""
    before = held[target.key]

    def between(bound: float) -> float:
        return before + (bound - before) * part

    low, high, middle = target.minimum, target.maximum, target.target
    return replace(
        target,
        minimum=None if low is None else min(low, between(low)),
        maximum=None if high is None else max(high, between(high)),
        target=None if middle is None else between(middle),
    )


def _losses(plan: TradePlan) -> Iterator[RecentTrade]:
    """Yield the plan's sales at a loss, for whom the next year may be too near."""
    for trade in plan.trades:
        if trade.action is Action.SELL and any((lot.gain or ZERO) < 0 for lot in trade.lots):
            yield RecentTrade(
                account=trade.account,
                symbol=trade.symbol,
                action=Deal.SELL,
                day=plan.as_of,
                quantity=trade.quantity,
                gain=total(lot.gain or ZERO for lot in trade.lots if (lot.gain or ZERO) < 0),
            )


def _turning(portfolio: Portfolio, situation: Situation, day: date) -> list[TurnsLong]:
    """Return the lots with a short-term gain, the earliest to turn long-term first."""
    rates = situation.rates(NO_GAINS)
    found = []
    for account, position in portfolio.holdings():
        if not (account.tax_treatment.is_taxed and position.is_tradable):
            continue
        for lot in position.open_lots:
            gain = lot.gain(position.price or ZERO)
            if lot.acquired and lot.term(day) is Term.SHORT and gain is not None and gain > 0:
                found.append(
                    TurnsLong(
                        account_label=account.label,
                        symbol=position.symbol,
                        quantity=lot.quantity,
                        first_day=long_term_from(lot.acquired),
                        gain=to_cents(gain),
                        saves=to_cents(gain * (rates.short - rates.long)),
                    )
                )
    return sorted(found, key=lambda lot: (lot.first_day, lot.symbol, lot.account_label))


def _assumptions(walk: _Walk, glides: Iterable[Glide]) -> Iterator[str]:
    if walk.wish.growth:
        titles = walk.universe.classification.titles
        rates = ", ".join(
            f"{titles.get(key, key)} {rate:+.1%}" for key, rate in walk.wish.growth.items()
        )
        yield f"Prices grow every year as you say ({rates}), and stay as they are otherwise."
    else:
        yield "Prices stay as they are in all years."
    yield "The tax is paid from elsewhere, not from the accounts."
    trading = walk.policy.trading
    if len(walk.days) > 1 and (trading.contribute or trading.withdraw):
        yield "New money and withdrawals are those of the first year."
    unknown = [
        (day.year, taxpayer.year.year)
        for day in walk.days
        for taxpayer in [taxpayer_of(walk.policy.tax, day.year)]
        if isinstance(taxpayer, BracketTaxpayer) and taxpayer.year.year != day.year
    ]
    if unknown:
        years = ", ".join(str(year) for year, _ in unknown)
        yield f"The brackets of {years} are not known: those of {unknown[0][1]} are used."
    if any(glide.carried_loss for glide in glides):
        yield "Losses that are left after the last year count for nothing here."
